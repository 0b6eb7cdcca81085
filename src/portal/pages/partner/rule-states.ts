/** How a rule stands, as a partner is told; `pending`: its day lies ahead. */
export type ExplainedRuleState = 'met' | 'not-met' | 'unknown' | 'pending';
