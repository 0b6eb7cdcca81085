import type { CampaignTerms } from '../../campaigns/index.js';
import { invariant } from '../../kernel/index.js';
import { agreement } from './agreement.js';
import { assignedSeats } from './assigned-seats.js';
import { baselineBill } from './baseline-bill.js';
import { billedSeats } from './billed-seats.js';
import { claim } from './claim.js';
import { competency } from './competency.js';
import { customersNeeded } from './customers-needed.js';
import { eligibilityDay } from './eligibility-day.js';
import { enrolment } from './enrolment.js';
import { exclusion } from './exclusion.js';
import { licenceType } from './licence-type.js';
import { maximumSeats } from './maximum-seats.js';
import { membership } from './membership.js';
import { newCustomer } from './new-customer.js';
import { noRecentBilling } from './no-recent-billing.js';
import { oneRewardPerCustomer } from './one-reward-per-customer.js';
import { registration } from './registration.js';
import { proofOfPerformance } from './proof-of-performance.js';
import { qualifyingSeats } from './qualifying-seats.js';
import { rewardMeasure } from './reward-measure.js';
import type { Rule, RuleHead, RuleId, StandingRule } from './rule.js';
import { seatsAdded } from './seats-added.js';
import { segment } from './segment.js';
import { territory } from './territory.js';

export * from './apply-decisions.js';
export * from './case-facts.js';
export * from './measure.js';
export * from './rule.js';
export { customersNeeded } from './customers-needed.js';

/** Those that look at one customer, in their order. */
const CUSTOMER_RULES: readonly Rule[] = [
  segment,
  territory,
  newCustomer,
  noRecentBilling,
  baselineBill,
  licenceType,
  assignedSeats,
  billedSeats,
  qualifyingSeats,
  maximumSeats,
  seatsAdded,
  membership,
  agreement,
  competency,
  eligibilityDay,
  enrolment,
  exclusion,
  registration,
  claim,
  proofOfPerformance,
  rewardMeasure,
  oneRewardPerCustomer,
];

/** Those among them that look at the partner alone. */
const STANDING_RULES: readonly StandingRule[] = [
  membership,
  agreement,
  competency,
  eligibilityDay,
  enrolment,
  exclusion,
  registration,
  proofOfPerformance,
];

/** All, in the order in which reasons are listed (docs/calculation.md, "Rules"). */
export const RULES: readonly RuleHead[] = [...CUSTOMER_RULES, customersNeeded];
invariant(new Set(RULES.map((rule) => rule.number)).size === RULES.length, 'each rule has a bit of its own');

/** The rules that look at one customer and that a campaign has terms for. */
export function rulesFor(terms: CampaignTerms): readonly Rule[] {
  return CUSTOMER_RULES.filter((rule) => rule.applies(terms));
}

/** Those of them that find the same with each of a partner's customers. */
export function standingRulesFor(terms: CampaignTerms): readonly StandingRule[] {
  return STANDING_RULES.filter((rule) => rule.applies(terms));
}

/** Ids of the rules whose bits are set, in the order of the rules. */
export function rulesOfBits(bits: number): RuleId[] {
  return RULES.filter((rule) => (bits & (1 << rule.number)) !== 0).map((rule) => rule.id);
}
