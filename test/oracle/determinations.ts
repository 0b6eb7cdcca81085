/** One determination for each (partner, customer) pair, and `determinations.csv` (contract, sections 4 and 5). */
import type { Catalogue } from './catalogue.js';
import { counted, type Counted } from './counted.js';
import { writeCsv } from './csv.js';
import { customersNeeded, furtherVerdicts } from './further-rules.js';
import { writeMoney } from './money.js';
import { pairsOf, type Pair } from './purchases.js';
import { RULES, type RuleId } from './rule-ids.js';
import {
  hasTerm,
  isBillingKnown,
  oneRewardPerCustomer,
  outcomeOf,
  wordedVerdicts,
  type Matter,
  type Outcome,
  type Verdict,
  type Verdicts,
} from './rules.js';
import { isBaselineKnown, seatsAdded } from './seats-added.js';
import { lastReading, seatFigures, type SeatFigures } from './seats.js';
import type { OracleTerms } from './terms.js';

export interface Determination extends Pair {
  readonly outcome: Outcome;
  readonly seats: SeatFigures;
  readonly counted: Counted;
  /** "ids of all rules not met or unknown", in the order of the rules. */
  readonly reasons: readonly RuleId[];
  readonly verdicts: Verdicts;
}

interface Judged {
  readonly pair: Pair;
  readonly seats: SeatFigures;
  readonly counted: Counted;
  readonly verdicts: Map<RuleId, Verdict>;
}

export function determine(matter: Matter, catalogue: Catalogue): Determination[] {
  const { purchases, moment, terms } = matter;
  const judged = pairsOf(purchases, moment, terms).map((pair) => judge(matter, catalogue, pair));

  // Both last rules look at the rules above: at other partners of the customer, at other customers of the partner.
  if (hasTerm(terms, 'one-reward-per-customer')) {
    const contenders = judged.map(({ pair, verdicts }) => ({ pair, outcome: outcomeOf(verdicts.values()) }));
    for (const { pair, verdicts } of judged)
      verdicts.set('one-reward-per-customer', oneRewardPerCustomer(matter, pair, contenders));
  }
  if (terms.customersNeeded !== undefined) {
    for (const customers of Map.groupBy(judged, ({ pair }) => pair.partnerId).values()) {
      const verdict = customersNeeded(
        terms.customersNeeded.atLeast,
        customers.map(({ verdicts }) => [...verdicts.values()]),
      );
      for (const { verdicts } of customers) verdicts.set('customers-needed', verdict);
    }
  }
  return judged.map(({ pair, seats, counted: counts, verdicts }) => ({
    ...pair,
    outcome: outcomeOf(verdicts.values()),
    seats,
    counted: counts,
    reasons: RULES.filter((rule) => verdicts.has(rule) && verdicts.get(rule) !== 'met'),
    verdicts,
  }));
}

function judge(matter: Matter, catalogue: Catalogue, pair: Pair): Judged {
  const { records, purchases, moment, terms } = matter;
  const reading = lastReading(pair.customerId, records, catalogue, moment, terms);
  const seats = seatFigures(pair, reading, isBillingKnown(matter), purchases, moment, terms);
  const added =
    reading !== undefined && seats.qualifying !== undefined && isBaselineKnown(records, terms)
      ? (seatsAdded(pair.customerId, reading, purchases, moment, terms).get(pair.partnerId) ?? 0n)
      : undefined;
  const counts = counted(pair, seats, added, matter);
  const verdicts = new Map([
    ...wordedVerdicts(matter, pair, seats),
    ...furtherVerdicts(matter, pair, seats, added, counts),
  ]);
  return { pair, seats, counted: counts, verdicts };
}

/** @param rewardOf of a determination, in minor units */
export function writeDeterminations(
  determinations: readonly Determination[],
  rewardOf: (row: Determination) => bigint,
  terms: OracleTerms,
): string {
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
    writeMoney(rewardOf(row), terms.minorUnits),
    terms.currency,
    row.reasons.join(';'),
  ]);
  return writeCsv([header, ...rows]);
}
