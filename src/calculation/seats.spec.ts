import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seatsOfPartners, type AssignedSeats, type BilledSeats, type CustomerSeats } from './seats.js';

const ESSENTIALS = 1;
const PREMIUM = 2;
const TEAM_MEMBERS = 3;

const assigned = (skuKey: number, seats: number, isEligible = true): AssignedSeats => ({ skuKey, seats, isEligible });
const billed = (partnerKey: number, skuKey: number, seats: number): BilledSeats => ({ partnerKey, skuKey, seats });

/** Billed by nobody who is a partner. */
const NO_PARTNER = 0;

/** Qualifying seats of the partners, in their order. */
function qualifying(seats: CustomerSeats, partnerKeys: readonly number[]): (number | null)[] {
  return [...seatsOfPartners(seats, partnerKeys).values()].map((of) => of.qualifying);
}

describe('seats that are both assigned and billed', () => {
  it.each([
    ['as many', 15, 15, 15],
    ['more assigned: the billed ones count', 20, 15, 15],
    ['more billed: the assigned ones count', 15, 20, 15],
    ['none assigned', 0, 15, 0],
    ['none billed', 15, 0, 0],
  ])('%s', (_, seatsAssigned, seatsBilled, both) => {
    const seats = { assigned: [assigned(ESSENTIALS, seatsAssigned)], billed: [billed(7, ESSENTIALS, seatsBilled)] };
    expect(seatsOfPartners(seats, [7]).get(7)).toEqual({
      assigned: seatsAssigned,
      billed: seatsBilled,
      qualifying: both,
      assignedRange: { least: seatsAssigned, most: seatsAssigned },
      billedRange: { least: seatsBilled, most: seatsBilled },
      qualifyingRange: { least: both, most: both },
      mostBySku: new Map([[ESSENTIALS, both]]),
    });
  });

  it('are compared SKU by SKU and then added: 10 and 10 beside 10 of another are 10', () => {
    const seats = {
      assigned: [assigned(ESSENTIALS, 10), assigned(PREMIUM, 20)],
      billed: [billed(7, ESSENTIALS, 20), billed(7, PREMIUM, 4)],
    };
    expect(seatsOfPartners(seats, [7]).get(7)).toMatchObject({ assigned: 30, billed: 24, qualifying: 14 });
  });

  it('are none of a SKU that the reading does not name', () => {
    const seats = { assigned: [assigned(PREMIUM, 20)], billed: [billed(7, ESSENTIALS, 15)] };
    expect(seatsOfPartners(seats, [7]).get(7)).toMatchObject({ assigned: 20, billed: 15, qualifying: 0 });
  });

  it('leave out what is assigned of SKUs that are not eligible', () => {
    const seats = {
      assigned: [assigned(ESSENTIALS, 15), assigned(TEAM_MEMBERS, 100, false)],
      billed: [billed(7, ESSENTIALS, 15)],
    };
    expect(seatsOfPartners(seats, [7]).get(7)?.assigned).toBe(15);
  });

  it('are none for a partner that billed nothing on the last day', () => {
    const seats = { assigned: [assigned(ESSENTIALS, 15)], billed: [billed(8, ESSENTIALS, 15)] };
    expect(seatsOfPartners(seats, [7, 8]).get(7)).toMatchObject({ assigned: 15, billed: 0, qualifying: 0 });
  });
});

describe('seats that several partners billed', () => {
  const both = (seatsAssigned: number, ...sales: readonly BilledSeats[]): CustomerSeats => ({
    assigned: [assigned(ESSENTIALS, seatsAssigned)],
    billed: sales,
  });

  it('are all theirs where enough is assigned for all, exactly enough included', () => {
    expect(qualifying(both(30, billed(1, ESSENTIALS, 10), billed(2, ESSENTIALS, 20)), [1, 2])).toEqual([10, 20]);
    expect(qualifying(both(31, billed(1, ESSENTIALS, 10), billed(2, ESSENTIALS, 20)), [1, 2])).toEqual([10, 20]);
  });

  it('are shared in proportion where one seat too few is assigned', () => {
    expect(qualifying(both(29, billed(1, ESSENTIALS, 10), billed(2, ESSENTIALS, 20)), [1, 2])).toEqual([10, 19]);
  });

  it('go to the lower partner id where remainders are equal', () => {
    const three = [1, 2, 3].map((partner) => billed(partner, ESSENTIALS, 10));
    expect(qualifying(both(16, ...three), [1, 2, 3])).toEqual([6, 5, 5]);
    expect(qualifying(both(16, ...three), [3, 1, 2])).toEqual([6, 5, 5]);
    expect(seatsOfPartners(both(16, ...three), [3, 1, 2]).get(3)?.qualifying).toBe(6);
  });

  it('are shared also with lines that name no partner, who come last', () => {
    const sales = [billed(NO_PARTNER, ESSENTIALS, 10), billed(1, ESSENTIALS, 10)];
    expect(qualifying(both(15, ...sales), [1])).toEqual([8]);
    expect(qualifying(both(20, ...sales), [1])).toEqual([10]);
  });

  it('are shared for each SKU by itself', () => {
    const seats = {
      assigned: [assigned(ESSENTIALS, 10), assigned(PREMIUM, 100)],
      billed: [billed(1, ESSENTIALS, 10), billed(2, ESSENTIALS, 10), billed(2, PREMIUM, 30)],
    };
    expect(qualifying(seats, [1, 2])).toEqual([5, 35]);
  });

  it('name a seller that is among the partners of the customer', () => {
    expect(() => qualifying(both(1, billed(9, ESSENTIALS, 5)), [1])).toThrow(
      'each seller of a customer is among its partners',
    );
  });
});

describe('seats of which a part is not known', () => {
  const ANY = { least: 0, most: Number.POSITIVE_INFINITY };

  it('without a reading: what is billed is the most that can qualify', () => {
    expect(seatsOfPartners({ assigned: null, billed: [billed(7, ESSENTIALS, 10)] }, [7]).get(7)).toEqual({
      assigned: null,
      billed: 10,
      qualifying: null,
      assignedRange: ANY,
      billedRange: { least: 10, most: 10 },
      qualifyingRange: { least: 0, most: 10 },
      mostBySku: new Map([[ESSENTIALS, 10]]),
    });
  });

  it('without the invoices: what is assigned is the most that can qualify', () => {
    expect(seatsOfPartners({ assigned: [assigned(ESSENTIALS, 14)], billed: null }, [7]).get(7)).toEqual({
      assigned: 14,
      billed: null,
      qualifying: null,
      assignedRange: { least: 14, most: 14 },
      billedRange: ANY,
      qualifyingRange: { least: 0, most: 14 },
      mostBySku: new Map(),
    });
  });

  it('without either: nothing is known, which is not zero', () => {
    expect(seatsOfPartners({ assigned: null, billed: null }, [7]).get(7)).toMatchObject({
      assigned: null,
      billed: null,
      qualifying: null,
      qualifyingRange: ANY,
    });
  });

  it('nothing billed: none qualifies, yet the figure stays empty without a reading', () => {
    expect(seatsOfPartners({ assigned: null, billed: [] }, [7]).get(7)).toMatchObject({
      billed: 0,
      qualifying: null,
      qualifyingRange: { least: 0, most: 0 },
    });
  });
});

describe('whatever is assigned and billed', () => {
  const PARTNERS = [1, 2, 3, 4];
  const SKUS = [ESSENTIALS, PREMIUM, TEAM_MEMBERS];
  const seatCounts = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2_147_483_647 }));
  const assignedOfSkus = fc
    .subarray(SKUS)
    .chain((skus) => fc.tuple(...skus.map((sku) => seatCounts.map((seats) => assigned(sku, seats)))));
  const billedOfSkus = fc
    .subarray(SKUS.flatMap((sku) => [NO_PARTNER, ...PARTNERS].map((partner) => [partner, sku] as const)))
    .chain((pairs) =>
      fc.tuple(...pairs.map(([partner, sku]) => seatCounts.map((seats) => billed(partner, sku, seats)))),
    );

  it('no partner gets more than it billed, and all together no more than is assigned', () => {
    fc.assert(
      fc.property(assignedOfSkus, billedOfSkus, (ofTenant, sales) => {
        const seats = seatsOfPartners({ assigned: ofTenant, billed: sales }, PARTNERS);
        const available = ofTenant.reduce((sum, each) => sum + each.seats, 0);
        let together = 0;
        for (const { billed: own, qualifying: share } of seats.values()) {
          expect(share! <= own!).toBe(true);
          together += share!;
        }
        expect(together <= available).toBe(true);
      }),
    );
  });

  it('partners get everything that is assigned, where they billed at least that much', () => {
    fc.assert(
      fc.property(seatCounts, fc.array(seatCounts, { minLength: 4, maxLength: 4 }), (available, counts) => {
        const sales = counts.map((count, index) => billed(index + 1, ESSENTIALS, count));
        const shares = qualifying({ assigned: [assigned(ESSENTIALS, available)], billed: sales }, PARTNERS);
        const sold = counts.reduce((sum, count) => sum + count, 0);
        expect(shares.reduce<number>((sum, share) => sum + share!, 0)).toBe(Math.min(available, sold));
      }),
    );
  });

  it('what turns out never lies outside the bounds that were known before', () => {
    fc.assert(
      fc.property(assignedOfSkus, billedOfSkus, (ofTenant, sales) => {
        const whole = seatsOfPartners({ assigned: ofTenant, billed: sales }, PARTNERS);
        const eligibleOnly = ofTenant.filter(({ skuKey }) => skuKey !== TEAM_MEMBERS);
        const partial = [
          seatsOfPartners({ assigned: null, billed: sales }, PARTNERS),
          ...(eligibleOnly.length === ofTenant.length
            ? [seatsOfPartners({ assigned: ofTenant, billed: null }, PARTNERS)]
            : []),
        ];
        for (const before of partial) {
          for (const [partner, { qualifyingRange }] of before) {
            const after = whole.get(partner)!.qualifying!;
            expect(after >= qualifyingRange.least && after <= qualifyingRange.most).toBe(true);
          }
        }
      }),
    );
  });

  it('the order in which lines and SKUs come makes no difference', () => {
    fc.assert(
      fc.property(assignedOfSkus, billedOfSkus, (ofTenant, sales) => {
        expect(seatsOfPartners({ assigned: [...ofTenant].reverse(), billed: [...sales].reverse() }, PARTNERS)).toEqual(
          seatsOfPartners({ assigned: ofTenant, billed: sales }, PARTNERS),
        );
      }),
    );
  });
});
