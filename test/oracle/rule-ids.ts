/** The twelve rules in their order (contract, section 5, "Rules, in this order"). */
export const RULES = [
  'segment',
  'new-customer',
  'assigned-seats',
  'billed-seats',
  'qualifying-seats',
  'membership',
  'agreement',
  'competency',
  'eligibility-day',
  'enrolment',
  'proof-of-performance',
  'one-reward-per-customer',
] as const;

export type RuleId = (typeof RULES)[number];
