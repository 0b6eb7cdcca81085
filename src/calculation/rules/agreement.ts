import { stated, type StandingRule } from './rule.js';
import { standingOnLastDay } from './standing-on-last-day.js';

/** The partner's reseller agreement holds on the last day. */
export const agreement: StandingRule = {
  id: 'agreement',
  number: 6,
  applies: (terms) => terms.agreement !== undefined,
  evaluate: (facts, terms) => standingOnLastDay('agreement', facts, 'agreement', stated(terms.agreement)),
};
