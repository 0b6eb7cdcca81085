import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarDate, plusDays } from '../kernel/index.js';
import { comparedSeats, seatsAddedOfPartners, type BilledStretch, type ComparedSeats } from './seats-added.js';
import type { CustomerSeats } from './seats.js';

/** Billed by nobody who is a partner. */
const NO_PARTNER = 0;
const ESSENTIALS = 1;
const PREMIUM = 2;

const stretch = (partnerKey: number, seats: number, from: string, to: string, skuKey = ESSENTIALS): BilledStretch => ({
  partnerKey,
  skuKey,
  seats,
  from: calendarDate(from),
  to: calendarDate(to),
});
const DECEMBER = { from: calendarDate('2018-12-01'), to: calendarDate('2018-12-31') };
const LAST_DAY = { from: calendarDate('2018-12-31'), to: calendarDate('2018-12-31') };
const compared = (stretches: readonly BilledStretch[], days = DECEMBER) => {
  const { bySeller, together } = comparedSeats(stretches, days);
  return { ...Object.fromEntries(bySeller), together };
};

describe('seats billed on the days of comparison', () => {
  it('are none where nothing was billed', () => {
    expect(compared([])).toEqual({ together: 0 });
  });

  it('are those of the day', () => {
    const lines = [stretch(7, 10, '2018-12-01', '2018-12-30'), stretch(7, 4, '2018-12-31', '2019-01-30')];
    expect(compared(lines, LAST_DAY)).toEqual({ 7: 4, together: 4 });
  });

  it('are the most of any one day, whether it is the first, the last or between', () => {
    expect(compared([stretch(7, 10, '2018-11-01', '2018-12-01')])).toEqual({ 7: 10, together: 10 });
    expect(compared([stretch(7, 10, '2018-12-31', '2019-02-01')])).toEqual({ 7: 10, together: 10 });
    expect(compared([stretch(7, 3, '2018-12-01', '2018-12-09'), stretch(7, 8, '2018-12-10', '2018-12-10')])).toEqual({
      7: 8,
      together: 8,
    });
  });

  it('are those of each seller on its own best day, and of all together on one', () => {
    const lines = [
      stretch(7, 10, '2018-12-01', '2018-12-15'),
      stretch(8, 6, '2018-12-16', '2018-12-31'),
      stretch(NO_PARTNER, 2, '2018-12-16', '2018-12-31'),
    ];
    expect(compared(lines)).toEqual({ 0: 2, 7: 10, 8: 6, together: 10 });
  });

  it('are added over SKUs, and of none below 0', () => {
    const lines = [
      stretch(7, 10, '2018-12-01', '2018-12-31'),
      stretch(7, -4, '2018-12-01', '2018-12-31', PREMIUM),
      stretch(8, -3, '2018-12-01', '2018-12-31'),
    ];
    expect(compared(lines)).toEqual({ 7: 10, 8: 0, together: 10 });
  });

  it('are more once a line that took something back is over', () => {
    // Two products of one SKU: their stretches overlap.
    const lines = [stretch(7, 10, '2018-12-01', '2018-12-31'), stretch(7, -4, '2018-11-01', '2018-12-20')];
    expect(compared(lines)).toEqual({ 7: 10, together: 10 });
    expect(compared(lines, { ...DECEMBER, to: calendarDate('2018-12-20') })).toEqual({ 7: 6, together: 6 });
  });

  it('are the same as looking at every day', () => {
    const day = fc.integer({ min: -5, max: 40 }).map((offset) => plusDays(DECEMBER.from, offset));
    const stretches = fc.array(
      fc
        .tuple(fc.constantFrom(0, 7, 8), fc.constantFrom(1, 2), fc.integer({ min: -9, max: 9 }), day, day)
        .map(([partnerKey, skuKey, seats, a, b]) => ({
          partnerKey,
          skuKey,
          seats,
          from: a < b ? a : b,
          to: a < b ? b : a,
        })),
      { maxLength: 8 },
    );
    const everyDay = Array.from({ length: 31 }, (_, offset) => plusDays(DECEMBER.from, offset));
    fc.assert(
      fc.property(stretches, (lines) => {
        const each = everyDay.map((on) => comparedSeats(lines, { from: on, to: on }));
        const { bySeller, together } = comparedSeats(lines, DECEMBER);
        expect(together).toBe(Math.max(...each.map((of) => of.together)));
        for (const seller of [0, 7, 8])
          expect(bySeller.get(seller) ?? 0).toBe(Math.max(...each.map((of) => of.bySeller.get(seller) ?? 0)));
      }),
    );
  });
});

const before = (bySeller: Readonly<Record<number, number>>, together?: number): ComparedSeats => ({
  bySeller: new Map(Object.entries(bySeller).map(([seller, seats]) => [Number(seller), seats])),
  together: together ?? Object.values(bySeller).reduce((sum, seats) => sum + seats, 0),
});

/** All that is billed is assigned too. */
const sold = (bySeller: Readonly<Record<number, number>>): CustomerSeats => ({
  assigned: [{ skuKey: ESSENTIALS, seats: 1_000, isEligible: true }],
  billed: Object.entries(bySeller).map(([seller, seats]) => ({
    skuKey: ESSENTIALS,
    partnerKey: Number(seller),
    seats,
  })),
});

const PARTNERS = [7, 8];
const MOST = 25;
const added = (seats: CustomerSeats, compare: ComparedSeats | null) =>
  Object.fromEntries(seatsAddedOfPartners(seats, PARTNERS, compare, () => MOST));
const exactly = (seats: number) => ({ least: seats, most: seats });

describe('seats added', () => {
  it('are those above what was billed before', () => {
    expect(added(sold({ 7: 15 }), before({ 7: 12 }))).toEqual({ 7: exactly(3), 8: exactly(0) });
  });

  it('are none where fewer are left', () => {
    expect(added(sold({ 7: 15 }), before({ 7: 20 }))).toEqual({ 7: exactly(0), 8: exactly(0) });
  });

  it('are none where seats only moved from one seller to another', () => {
    expect(added(sold({ 8: 15 }), before({ 7: 15 }))).toEqual({ 7: exactly(0), 8: exactly(0) });
    expect(added(sold({ 7: 15 }), before({ [NO_PARTNER]: 15 }))).toEqual({ 7: exactly(0), 8: exactly(0) });
  });

  it('of the customer are shared in proportion to what each seller has more', () => {
    // The customer has 6 more: 10 and 5 more at two sellers, 9 fewer at the third.
    expect(added(sold({ 7: 20, 8: 5 }), before({ 7: 10, [NO_PARTNER]: 9 }))).toEqual({
      7: exactly(4),
      8: exactly(2),
    });
  });

  it('go to a seller without a partner too, and to nobody else instead', () => {
    expect(added(sold({ 7: 10, [NO_PARTNER]: 10 }), before({ 8: 10 }))).toEqual({ 7: exactly(5), 8: exactly(0) });
  });

  it('of equal remainders go to the lower partner id first', () => {
    expect(added(sold({ 7: 1, 8: 1 }), before({ 7: 0 }, 1))).toEqual({ 7: exactly(1), 8: exactly(0) });
  });

  it('are no more than the sellers’ own, where their best days were others', () => {
    expect(added(sold({ 7: 10, 8: 10 }), before({ 7: 9, 8: 9 }, 12))).toEqual({ 7: exactly(1), 8: exactly(1) });
  });

  it('are not known where seats are not, or the day of comparison is not', () => {
    const any = { least: 0, most: MOST };
    expect(added({ assigned: null, billed: [] }, before({}))).toEqual({ 7: any, 8: any });
    expect(added(sold({ 7: 15 }), null)).toEqual({ 7: any, 8: any });
  });
});
