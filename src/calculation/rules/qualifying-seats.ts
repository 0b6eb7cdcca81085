import { stated, type Rule } from './rule.js';
import { seatMinimum } from './seat-minimum.js';

/** Seats that are both assigned and billed, SKU by SKU, reach the minimum. */
export const qualifyingSeats: Rule = {
  id: 'qualifying-seats',
  number: 4,
  applies: (terms) => terms.minimumSeats !== undefined,
  evaluate: ({ seatsQualifying, customer }, terms) =>
    seatMinimum(
      'qualifying-seats',
      seatsQualifying,
      stated(terms.minimumSeats),
      customer.noReading ?? 'billing-not-complete',
    ),
};
