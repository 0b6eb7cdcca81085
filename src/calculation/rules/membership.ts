import { stated, type StandingRule } from './rule.js';
import { standingOnLastDay } from './standing-on-last-day.js';

/** The partner's programme membership holds on the last day. */
export const membership: StandingRule = {
  id: 'membership',
  number: 5,
  applies: (terms) => terms.membership !== undefined,
  evaluate: (facts, terms) => standingOnLastDay('membership', facts, 'membership', stated(terms.membership)),
};
