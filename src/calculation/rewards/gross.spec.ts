import { describe, expect, it } from '@jest/globals';
import { aPolicy, byRevenue, bySeat, byTiers, customersOf, type TiersOfTest } from '../../../test/builders/rewards.js';
import type { RewardPolicy } from '../../campaigns/reward-policy.js';
import { rewardPartner } from './reward-partner.js';

/** Line by line what each customer's count comes to: units × rate, its band and what decided it. */
function arithmetic(policy: RewardPolicy, ...counts: readonly (string | number)[]): string[][] {
  return rewardPartner(customersOf(...counts), policy).customers.map(({ lines }) =>
    lines.map(({ units, rate, per, band, volume, amount }) => {
      const decided = band === null ? '' : ` (band ${String(band)} at ${volume ?? 'none'})`;
      return `${units} × ${rate}${per === 'hundred' ? '%' : ''} = ${amount}${decided}`;
    }),
  );
}

const gross = (policy: RewardPolicy, ...counts: readonly (string | number)[]): string[] =>
  rewardPartner(customersOf(...counts), policy).customers.map((each) => each.gross);

describe('without tiers', () => {
  it('a customer earns the amount', () => {
    expect(arithmetic(aPolicy(), 1, 1)).toEqual([['1 × 2000 = 2000'], ['1 × 2000 = 2000']]);
  });

  it('a seat earns the amount, none earns nothing', () => {
    expect(arithmetic(bySeat('12.345'), 15, 0)).toEqual([['15 × 12.345 = 185.175'], ['0 × 12.345 = 0']]);
  });

  it('a seat added earns the amount', () => {
    const policy = aPolicy({
      'reward for each seat': { amount: '10', currency: 'USD', seats: 'added' },
      'seats added': { 'at least': 1, 'billed on': '2018-12-31' },
    });
    expect(arithmetic(policy, 7)).toEqual([['7 × 10 = 70']]);
  });

  it('revenue earns a percentage', () => {
    expect(arithmetic(byRevenue('2.5'), '1000.10', '0')).toEqual([['1000.1 × 2.5% = 25.0025'], ['0 × 2.5% = 0']]);
  });
});

const BANDS: TiersOfTest['bands'] = [
  ['0', '10'],
  ['10', '12'],
  ['20', '15'],
];

describe('whole volume: everything at the rate of the band reached', () => {
  const begins = { method: 'whole volume', volumeOf: 'each customer', bands: BANDS } as const;
  const before = { ...begins, atTheEdge: 'the band before' } as const;

  it.each([
    [0, '0', '0'],
    [1, '10', '10'],
    [9, '90', '90'],
    [10, '120', '100'],
    [11, '132', '132'],
    [19, '228', '228'],
    [20, '300', '240'],
    [21, '315', '315'],
    [1000, '15000', '15000'],
  ])('%i seats, where the edge begins a band, or ends one', (seats, beginning, ending) => {
    expect(gross(byTiers(begins), seats)).toEqual([beginning]);
    expect(gross(byTiers(before), seats)).toEqual([ending]);
  });

  it('of the partner: all its customers together reach the band', () => {
    const ofPartner = { ...begins, volumeOf: 'the partner' } as const;
    expect(arithmetic(byTiers(ofPartner), 4, 5)).toEqual([
      ['4 × 10 = 40 (band 1 at 9)'],
      ['5 × 10 = 50 (band 1 at 9)'],
    ]);
    expect(arithmetic(byTiers(ofPartner), 5, 5)).toEqual([
      ['5 × 12 = 60 (band 2 at 10)'],
      ['5 × 12 = 60 (band 2 at 10)'],
    ]);
    expect(arithmetic(byTiers(begins), 5, 11)).toEqual([
      ['5 × 10 = 50 (band 1 at 5)'],
      ['11 × 12 = 132 (band 2 at 11)'],
    ]);
  });

  it.each([
    ['999.99', '9.9999', '9.9999'],
    ['1000', '20', '10'],
    ['1000.01', '20.0002', '20.0002'],
  ])('revenue of %s', (revenue, beginning, ending) => {
    const revenueBands = [
      ['0', '1'],
      ['1000', '2'],
    ] as const;
    const tiers = { measure: 'billed revenue', method: 'whole volume', bands: revenueBands } as const;
    expect(gross(byTiers(tiers), revenue)).toEqual([beginning]);
    expect(gross(byTiers({ ...tiers, atTheEdge: 'the band before' }), revenue)).toEqual([ending]);
  });

  it('counts customers, and of one before the gate nothing', () => {
    const bands = [
      ['0', '100'],
      ['3', '200'],
    ] as const;
    const tiers = { measure: 'customers', method: 'whole volume', bands } as const;
    expect(gross(byTiers(tiers), 1, 1)).toEqual(['100', '100']);
    expect(gross(byTiers(tiers), 1, 1, 1)).toEqual(['200', '200', '200']);
    const gate = { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } };
    expect(gross(byTiers(tiers, gate), 1, 1, 1)).toEqual(['0', '100', '100']);
    expect(gross(byTiers(tiers, gate), 1, 1, 1, 1)).toEqual(['0', '200', '200', '200']);
  });
});

describe('marginal: each band pays for its own part', () => {
  const begins = { volumeOf: 'each customer', bands: BANDS } as const;
  const before = { ...begins, atTheEdge: 'the band before' } as const;

  it.each([
    [0, '0', '0'],
    [1, '10', '10'],
    [9, '90', '90'],
    // The tenth seat.
    [10, '102', '100'],
    [11, '114', '112'],
    [19, '210', '208'],
    // The twentieth.
    [20, '225', '220'],
    [21, '240', '235'],
  ])(
    '%i seats, where the seat at the edge is of the band that begins, or of the one before',
    (seats, beginning, ending) => {
      expect(gross(byTiers(begins), seats)).toEqual([beginning]);
      expect(gross(byTiers(before), seats)).toEqual([ending]);
    },
  );

  it('shows the parts, each with the volume that it reaches', () => {
    expect(arithmetic(byTiers(begins), 21, 0)).toEqual([
      ['9 × 10 = 90 (band 1 at 9)', '10 × 12 = 120 (band 2 at 19)', '2 × 15 = 30 (band 3 at 21)'],
      [],
    ]);
    expect(arithmetic(byTiers(before), 21)).toEqual([
      ['10 × 10 = 100 (band 1 at 10)', '10 × 12 = 120 (band 2 at 20)', '1 × 15 = 15 (band 3 at 21)'],
    ]);
  });

  it('of each customer: every one begins in the first band', () => {
    const policy = byTiers({ volumeOf: 'each customer', bands: BANDS });
    expect(gross(policy, 12, 12)).toEqual(['126', '126']);
  });

  it('of the partner: customers fill the bands in the order of first sale', () => {
    expect(arithmetic(byTiers({ bands: BANDS }), 8, 3, 20)).toEqual([
      ['8 × 10 = 80 (band 1 at 8)'],
      ['1 × 10 = 10 (band 1 at 9)', '2 × 12 = 24 (band 2 at 11)'],
      ['8 × 12 = 96 (band 2 at 19)', '12 × 15 = 180 (band 3 at 31)'],
    ]);
    expect(arithmetic(byTiers({ bands: BANDS, atTheEdge: 'the band before' }), 10, 11)).toEqual([
      ['10 × 10 = 100 (band 1 at 10)'],
      ['10 × 12 = 120 (band 2 at 20)', '1 × 15 = 15 (band 3 at 21)'],
    ]);
  });

  it('of which one begins at the first seat pays nothing below it', () => {
    const bands = [
      ['0', '10'],
      ['1', '12'],
    ] as const;
    expect(arithmetic(byTiers({ bands }), 1)).toEqual([['1 × 12 = 12 (band 2 at 1)']]);
    expect(arithmetic(byTiers({ bands, atTheEdge: 'the band before' }), 2)).toEqual([
      ['1 × 10 = 10 (band 1 at 1)', '1 × 12 = 12 (band 2 at 2)'],
    ]);
  });

  it.each([['the band that begins'], ['the band before']] as const)(
    'divides revenue at the edge itself: %s',
    (atTheEdge) => {
      const bands = [
        ['0', '1'],
        ['1000', '2'],
        ['2000.50', '3'],
      ] as const;
      const policy = byTiers({ measure: 'billed revenue', bands, atTheEdge });
      expect(arithmetic(policy, '999.99')).toEqual([['999.99 × 1% = 9.9999 (band 1 at 999.99)']]);
      expect(arithmetic(policy, '1000')).toEqual([['1000 × 1% = 10 (band 1 at 1000)']]);
      expect(arithmetic(policy, '1000.01', '1000.50')).toEqual([
        ['1000 × 1% = 10 (band 1 at 1000)', '0.01 × 2% = 0.0002 (band 2 at 1000.01)'],
        ['1000.49 × 2% = 20.0098 (band 2 at 2000.5)', '0.01 × 3% = 0.0003 (band 3 at 2000.51)'],
      ]);
    },
  );

  it('counts customers, the edge of either band, and seats added as seats', () => {
    const bands = [
      ['0', '100'],
      ['2', '200'],
    ] as const;
    expect(gross(byTiers({ measure: 'customers', bands }), 1, 1, 1)).toEqual(['100', '200', '200']);
    const ending = { measure: 'customers', bands, atTheEdge: 'the band before' } as const;
    expect(gross(byTiers(ending), 1, 1, 1)).toEqual(['100', '100', '200']);
    expect(gross(byTiers({ measure: 'seats added', bands }), 3)).toEqual(['500']);
  });

  it('begins to count behind the gate', () => {
    const gate = { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } };
    expect(gross(byTiers({ bands: BANDS }, gate), 30, 10)).toEqual(['0', '102']);
  });
});
