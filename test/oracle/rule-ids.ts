/** The rules in their order (docs/calculation.md, "Rules"; of twelve of them the contract says more, section 5). */
export const RULES = [
  'segment',
  'territory',
  'new-customer',
  'no-recent-billing',
  'baseline-bill',
  'licence-type',
  'assigned-seats',
  'billed-seats',
  'qualifying-seats',
  'maximum-seats',
  'seats-added',
  'membership',
  'agreement',
  'competency',
  'eligibility-day',
  'enrolment',
  'exclusion',
  'registration',
  'claim',
  'proof-of-performance',
  'reward-measure',
  'one-reward-per-customer',
  'customers-needed',
] as const;

export type RuleId = (typeof RULES)[number];
