import { isKnown } from './case-facts.js';
import { met, notMet, stated, unknown, type Rule } from './rule.js';

/** Qualifying seats keep within the maximum, above which the customer is not eligible. */
export const maximumSeats: Rule = {
  id: 'maximum-seats',
  number: 16,
  applies: (terms) => terms.maximumSeats?.value.above === 'not eligible',
  evaluate({ seatsQualifying, customer }, terms) {
    const { seats: required } = stated(terms.maximumSeats);
    const observed = isKnown(seatsQualifying) ? seatsQualifying.least : null;
    if (seatsQualifying.most <= required)
      return met('maximum-seats', { observed, required, because: 'seats-within-maximum' });
    if (seatsQualifying.least > required) {
      return notMet('maximum-seats', {
        observed: seatsQualifying.least,
        required,
        distance: seatsQualifying.least - required,
        because: 'too-many-seats',
      });
    }
    return unknown('maximum-seats', { observed, required, because: customer.noReading ?? 'billing-not-complete' });
  },
};
