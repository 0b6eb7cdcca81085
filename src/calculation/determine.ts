import type { CampaignTerms } from '../campaigns/index.js';
import { compareCodePoints, type CalendarDate } from '../kernel/index.js';
import type { CaseFacts, CustomerFacts, Finding, PartnerFacts, Rule, RunFacts } from './rules/index.js';
import { seatsOfPartners, type CustomerSeats } from './seats.js';

export type Outcome = 'qualified' | 'not-qualified' | 'undecided';

/** A customer with all partners that sold to it: they share its seats and its one reward. */
export interface CustomerCase {
  readonly customerKey: number;
  readonly customer: CustomerFacts;
  readonly seats: CustomerSeats;
  readonly partners: readonly CasePartner[];
}

export interface CasePartner {
  readonly partnerKey: number;
  readonly partner: PartnerFacts;
  /** First day charged or subscribed for an eligible product; null: only lines that take something back. */
  readonly firstStart: CalendarDate | null;
}

/** A customer's outcome for a partner, with all findings. */
export interface Determination {
  readonly customerKey: number;
  readonly partnerKey: number;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly seatsQualifying: number | null;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
}

/** Evaluates all rules for all partners of a customer. Pure: the same facts and terms give the same determinations. */
export function determine(
  input: CustomerCase,
  run: RunFacts,
  terms: CampaignTerms,
  rules: readonly Rule[],
): Determination[] {
  const bySeller = [...input.partners].sort((a, b) => compareCodePoints(a.partner.partnerId, b.partner.partnerId));
  const seats = seatsOfPartners(
    input.seats,
    bySeller.map(({ partnerKey }) => partnerKey),
  );
  const byFirstSale = [...bySeller].sort((a, b) => compareFirstStarts(a.firstStart, b.firstStart));
  const ownRules = rules.filter((rule) => rule.id !== 'one-reward-per-customer');
  const sharedRules = rules.filter((rule) => rule.id === 'one-reward-per-customer');

  const earlierPartners: CaseFacts['earlierPartners'][number][] = [];
  return byFirstSale.map(({ partnerKey, partner }) => {
    const own = seats.get(partnerKey);
    if (own === undefined) throw new Error('Broken invariant: each partner of a customer has its seats');
    const facts: CaseFacts = {
      run,
      partner,
      customer: input.customer,
      seatsAssigned: own.assignedRange,
      seatsBilled: own.billedRange,
      seatsQualifying: own.qualifyingRange,
      earlierPartners: [...earlierPartners],
    };
    const findings = ownRules.map((rule) => rule.evaluate(facts, terms));
    earlierPartners.push({ partnerId: partner.partnerId, outcome: outcomeOf(findings) });
    findings.push(...sharedRules.map((rule) => rule.evaluate(facts, terms)));
    return {
      customerKey: input.customerKey,
      partnerKey,
      outcome: outcomeOf(findings),
      findings,
      seatsQualifying: own.qualifying,
      seatsAssigned: own.assigned,
      seatsBilled: own.billed,
    };
  });
}

/** Any rule not met decides; otherwise anything unknown leaves it open. */
export function outcomeOf(findings: readonly Finding[]): Outcome {
  if (findings.some(({ outcome }) => outcome === 'not-met')) return 'not-qualified';
  return findings.some(({ outcome }) => outcome === 'unknown') ? 'undecided' : 'qualified';
}

function compareFirstStarts(a: CalendarDate | null, b: CalendarDate | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}
