import type { CampaignTerms } from '../../campaigns/index.js';
import { invariant } from '../../kernel/index.js';
import { agreement } from './agreement.js';
import { assignedSeats } from './assigned-seats.js';
import { billedSeats } from './billed-seats.js';
import { competency } from './competency.js';
import { eligibilityDay } from './eligibility-day.js';
import { enrolment } from './enrolment.js';
import { membership } from './membership.js';
import { newCustomer } from './new-customer.js';
import { oneRewardPerCustomer } from './one-reward-per-customer.js';
import { proofOfPerformance } from './proof-of-performance.js';
import { qualifyingSeats } from './qualifying-seats.js';
import type { Rule, RuleId } from './rule.js';
import { segment } from './segment.js';

export * from './case-facts.js';
export * from './rule.js';

/** In the order in which reasons are listed (import contract, section 5, "Rules, in this order"). */
export const RULES: readonly Rule[] = [
  segment,
  newCustomer,
  assignedSeats,
  billedSeats,
  qualifyingSeats,
  membership,
  agreement,
  competency,
  eligibilityDay,
  enrolment,
  proofOfPerformance,
  oneRewardPerCustomer,
];
invariant(new Set(RULES.map((rule) => rule.number)).size === RULES.length, 'each rule has a bit of its own');

/** The rules that a campaign has terms for. */
export function rulesFor(terms: CampaignTerms): readonly Rule[] {
  return RULES.filter((rule) => rule.applies(terms));
}

/** Ids of the rules whose bits are set, in the order of the rules. */
export function rulesOfBits(bits: number): RuleId[] {
  return RULES.filter((rule) => (bits & (1 << rule.number)) !== 0).map((rule) => rule.id);
}
