import type { CampaignTerms } from '../../campaigns/index.js';
import { invariant, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { CaseFacts, PartnerCustomers } from './case-facts.js';

export type RuleId =
  | 'segment'
  | 'territory'
  | 'new-customer'
  | 'no-recent-billing'
  | 'baseline-bill'
  | 'licence-type'
  | 'assigned-seats'
  | 'billed-seats'
  | 'qualifying-seats'
  | 'maximum-seats'
  | 'seats-added'
  | 'membership'
  | 'agreement'
  | 'competency'
  | 'eligibility-day'
  | 'enrolment'
  | 'exclusion'
  | 'registration'
  | 'claim'
  | 'proof-of-performance'
  | 'reward-measure'
  | 'one-reward-per-customer'
  | 'customers-needed';

export type RuleOutcome = 'met' | 'not-met' | 'unknown';

/** What a rule saw or wanted: a count of seats, a day, a word, a list of words; null where there was nothing. */
export type Seen = number | CalendarDate | string | readonly string[] | null;

/** On a finding that a person decided: who, when and why, and what the facts by themselves said. */
export interface FindingDecision {
  readonly decision: number;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  readonly insteadOf: string;
}

/** One rule's outcome with what decided it. Words for people are made from it when somebody reads. */
export interface Finding {
  readonly rule: RuleId;
  readonly outcome: RuleOutcome;
  /** Unknown only because its day has not come yet: it does not hold an estimate back. */
  readonly pending: boolean;
  readonly observed: Seen;
  readonly required: Seen;
  /** How much is missing or too much, in seats or customers; null where a distance has no meaning. */
  readonly distance: number | null;
  /** Stable word for why; `wording.ts` has the sentence. */
  readonly because: string;
  /** Only where a person decided it. */
  readonly decision?: FindingDecision;
}

/** What all rules have, whatever they look at. */
export interface RuleHead {
  /** Never reused: it is printed on statements. */
  readonly id: RuleId;
  /** Its bit in stored determinations; never reused. */
  readonly number: number;
  /** False where the campaign has no term for it: the rule is left out. */
  readonly applies: (terms: CampaignTerms) => boolean;
}

/** A pure function of facts and terms. */
export interface Rule extends RuleHead {
  readonly evaluate: (facts: CaseFacts, terms: CampaignTerms) => Finding;
}

/** Looks at the partner alone: it finds the same with each of the partner's customers. */
export interface StandingRule extends RuleHead {
  readonly evaluate: (facts: Pick<CaseFacts, 'run' | 'partner'>, terms: CampaignTerms) => Finding;
}

/** The same for all customers of a partner: it looks at how they stand under the rules that look at one customer. */
export interface PartnerRule extends RuleHead {
  readonly evaluate: (customers: PartnerCustomers, terms: CampaignTerms) => Finding;
}

interface Evidence {
  readonly observed: Seen;
  readonly required: Seen;
  readonly distance?: number | null;
  readonly because: string;
}

export function met(rule: RuleId, evidence: Evidence): Finding {
  return found(rule, 'met', false, evidence);
}

export function notMet(rule: RuleId, evidence: Evidence): Finding {
  return found(rule, 'not-met', false, evidence);
}

export function unknown(rule: RuleId, evidence: Evidence): Finding {
  return found(rule, 'unknown', false, evidence);
}

/** Unknown because the day that decides lies after the snapshot of a provisional run. */
export function pending(rule: RuleId, evidence: Evidence): Finding {
  return found(rule, 'unknown', true, evidence);
}

function found(rule: RuleId, outcome: RuleOutcome, isPending: boolean, evidence: Evidence): Finding {
  const { observed, required, distance = null, because } = evidence;
  return { rule, outcome, pending: isPending, distance, observed, required, because };
}

/** The value of the term that a rule goes by; a rule is evaluated only where it applies. */
export function stated<T>(term: { readonly value: T } | undefined): T {
  invariant(term !== undefined, 'a rule is evaluated only where the campaign has its term');
  return term.value;
}
