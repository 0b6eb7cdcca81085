import { stated, type Rule } from './rule.js';
import { seatMinimum } from './seat-minimum.js';

/** The seats of eligible SKUs that this partner is billed for on the last day reach the minimum. */
export const billedSeats: Rule = {
  id: 'billed-seats',
  number: 3,
  applies: (terms) => terms.minimumSeats !== undefined,
  evaluate: ({ seatsBilled }, terms) =>
    seatMinimum('billed-seats', seatsBilled, stated(terms.minimumSeats), 'billing-not-complete'),
};
