import { stated, type Rule } from './rule.js';
import { seatMinimum } from './seat-minimum.js';

/** The tenant's assigned seats of eligible SKUs, by its last reading at or before the snapshot, reach the minimum. */
export const assignedSeats: Rule = {
  id: 'assigned-seats',
  number: 2,
  applies: (terms) => terms.minimumSeats !== undefined && terms.seatCount.value !== 'licences sold',
  evaluate: ({ seatsAssigned, customer }, terms) =>
    seatMinimum('assigned-seats', seatsAssigned, stated(terms.minimumSeats), customer.noReading ?? 'never-read'),
};
