/** One determination for each (partner, customer) pair, and `determinations.csv` (contract, sections 4 and 5). */
import { Decimal } from 'decimal.js';
import type { Catalogue } from './catalogue.js';
import { writeCsv } from './csv.js';
import { pairsOf, type Pair } from './purchases.js';
import { RULES, type RuleId } from './rule-ids.js';
import {
  isBillingKnown,
  oneRewardPerCustomer,
  outcomeOf,
  ownVerdicts,
  type Matter,
  type Outcome,
  type Verdicts,
} from './rules.js';
import { lastReading, seatFigures, type SeatFigures } from './seats.js';
import type { OracleTerms } from './terms.js';

export interface Determination extends Pair {
  readonly outcome: Outcome;
  readonly seats: SeatFigures;
  readonly reward: Decimal;
  /** "ids of all rules not met or unknown", in the order of the rules. */
  readonly reasons: readonly RuleId[];
  readonly verdicts: Verdicts;
}

export function determine(matter: Matter, catalogue: Catalogue): Determination[] {
  const { records, purchases, moment, terms } = matter;
  const billingIsKnown = isBillingKnown(matter);
  const judged = pairsOf(purchases, moment, terms).map((pair) => {
    const reading = lastReading(pair.customerId, records, catalogue, moment, terms);
    const seats = seatFigures(pair, reading, billingIsKnown, purchases, moment, terms);
    const verdicts = ownVerdicts(matter, pair, seats);
    return { pair, seats, verdicts, outcome: outcomeOf(verdicts.values()) };
  });
  const lastRule: RuleId = 'one-reward-per-customer';
  const lastRuleHasTerm = !(terms.rulesWithoutTerm ?? []).includes(lastRule);
  return judged.map(({ pair, seats, verdicts: own }): Determination => {
    const verdicts = new Map(own);
    if (lastRuleHasTerm) verdicts.set(lastRule, oneRewardPerCustomer(matter, pair, judged));
    const outcome = outcomeOf(verdicts.values());
    return {
      ...pair,
      outcome,
      seats,
      reward: new Decimal(outcome === 'qualified' ? terms.rewardAmount : 0),
      reasons: RULES.filter((rule) => verdicts.has(rule) && verdicts.get(rule) !== 'met'),
      verdicts,
    };
  });
}

export function writeDeterminations(determinations: readonly Determination[], terms: OracleTerms): string {
  const header = [
    'campaign_id',
    'partner_id',
    'customer_id',
    'outcome',
    'qualifying_seats',
    'assigned_seats',
    'billed_seats',
    'reward',
    'currency',
    'reasons',
  ];
  const seats = (count: bigint | undefined): string => count?.toString() ?? '';
  const rows = determinations.map((row) => [
    terms.campaignId,
    row.partnerId,
    row.customerId,
    row.outcome,
    seats(row.seats.qualifying),
    seats(row.seats.assigned),
    seats(row.seats.billed),
    row.reward.toFixed(terms.minorUnits),
    terms.currency,
    row.reasons.join(';'),
  ]);
  return writeCsv([header, ...rows]);
}
