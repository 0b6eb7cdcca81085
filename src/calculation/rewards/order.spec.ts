import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aRewarded, customerId, dayOf } from '../../../test/builders/rewards.js';
import { inOrderOfFirstSale } from './order.js';

describe('the order of first sale', () => {
  it('is by day, then by tenant; customers without a sale come last', () => {
    const given = [
      aRewarded(5, 1, { firstStart: null }),
      aRewarded(4, 1, { firstStart: null }),
      aRewarded(3, 1, { firstStart: dayOf(2) }),
      aRewarded(2, 1, { firstStart: dayOf(2) }),
      aRewarded(9, 1, { firstStart: dayOf(1) }),
    ];
    expect(inOrderOfFirstSale(given).map((each) => each.customerId)).toEqual([9, 2, 3, 4, 5].map(customerId));
  });

  it('does not depend on how they are given, which stays as it was', () => {
    const customers = [null, 3, 1, 1, 2, null].map((day, index) =>
      aRewarded(index + 1, 1, { firstStart: day === null ? null : dayOf(day) }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(customers, { minLength: customers.length }), (given) => {
        const before = [...given];
        expect(inOrderOfFirstSale(given)).toEqual(inOrderOfFirstSale(customers));
        expect(given).toEqual(before);
      }),
    );
  });
});
