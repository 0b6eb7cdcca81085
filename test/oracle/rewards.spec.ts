import { describe, expect, test } from '@jest/globals';
import { Fraction } from './exact.js';
import { againstMinimum, type Compared } from './minimum-payout.js';
import { writeMoney } from './money.js';
import type { Reward, Tiers } from './reward-terms.js';
import { capCampaign, rewardPartner, totalOf, type Earner } from './rewards.js';
import { FIRST_CAMPAIGN, type OracleTerms } from './terms.js';

const nothing = (): void => undefined;

/** A customer that counts so much, in order of first sale from January on. */
const counting = (amounts: readonly string[], byProduct?: readonly Readonly<Record<string, string>>[]): Earner[] =>
  amounts.map((amount, place) => ({
    customerId: `c${place + 1}`,
    firstSale: `2019-01-0${place + 1}`,
    count: {
      amount: Fraction.of(amount),
      byProduct:
        byProduct && new Map(Object.entries(byProduct[place]!).map(([product, part]) => [product, Fraction.of(part)])),
    },
  }));

const terms = (reward: Reward, also: Partial<OracleTerms> = {}): OracleTerms => ({
  ...FIRST_CAMPAIGN,
  reward,
  ...also,
});

/** What each customer is given, in the order of first sale. */
const given = (earners: readonly Earner[], asked: OracleTerms): string[] =>
  [...rewardPartner(earners, asked, nothing).rewards.values()].map((reward) => writeMoney(reward, asked.minorUnits));

const tiers = (changes: Partial<Tiers>): Tiers => ({
  kind: 'by tiers',
  measure: 'seats',
  volumeOf: 'each customer',
  method: 'marginal',
  atTheEdge: 'the band that begins',
  bands: [
    { from: '0', rate: '10' },
    { from: '10', rate: '5' },
  ],
  ...changes,
});

describe('gross', () => {
  test('an amount for each customer, for each seat, a part of revenue', () => {
    expect(given(counting(['1', '1']), terms({ kind: 'for each customer', amount: '2000' }))).toEqual([
      '2000.00',
      '2000.00',
    ]);
    expect(given(counting(['15', '0']), terms({ kind: 'for each seat', amount: '2.5', seats: 'all' }))).toEqual([
      '37.50',
      '0.00',
    ]);
    expect(given(counting(['200']), terms({ kind: 'of billed revenue', percent: '2.5' }))).toEqual(['5.00']);
  });

  test('in the order of first sale, then by GUID; without a sale last', () => {
    const earners = counting(['1', '1', '1']).map((earner, place) => ({
      ...earner,
      firstSale: [undefined, '2019-03-01', '2019-03-01'][place],
    }));
    const { rewards } = rewardPartner(earners, terms({ kind: 'for each customer', amount: '1' }), nothing);
    expect([...rewards.keys()]).toEqual(['c2', 'c3', 'c1']);
  });

  test('those before the gate get nothing and fill no band', () => {
    const gate = { customersNeeded: { atLeast: 3, thoseBefore: 'not rewarded' } } as const;
    const marginal = tiers({
      measure: 'customers',
      volumeOf: 'the partner',
      bands: [
        { from: '0', rate: '1' },
        { from: '2', rate: '7' },
      ],
    });
    expect(given(counting(['1', '1', '1', '1']), terms(marginal, gate))).toEqual(['0.00', '0.00', '1.00', '7.00']);
    const rewarded = { customersNeeded: { atLeast: 3, thoseBefore: 'rewarded' } } as const;
    expect(given(counting(['1', '1', '1', '1']), terms(marginal, rewarded))).toEqual(['1.00', '7.00', '7.00', '7.00']);
  });
});

describe('tiers', () => {
  test.each<[string, Partial<Tiers>, string[], string[]]>([
    ['marginal, below, at and above the edge', {}, ['9', '10', '12'], ['90.00', '95.00', '105.00']],
    [
      'marginal, the edge to the band before',
      { atTheEdge: 'the band before' },
      ['9', '10', '12'],
      ['90.00', '100.00', '110.00'],
    ],
    ['whole volume', { method: 'whole volume' }, ['9', '10', '12'], ['90.00', '50.00', '60.00']],
    [
      'whole volume, the edge to the band before',
      { method: 'whole volume', atTheEdge: 'the band before' },
      ['10', '11'],
      ['100.00', '55.00'],
    ],
    [
      'marginal, of the partner: customers fill the bands in their order',
      { volumeOf: 'the partner' },
      ['6', '6'],
      ['60.00', '45.00'],
    ],
    [
      'whole volume, of the partner',
      { volumeOf: 'the partner', method: 'whole volume' },
      ['6', '4'],
      ['30.00', '20.00'],
    ],
    [
      'marginal revenue, whichever band the edge belongs to',
      { measure: 'billed revenue' },
      ['10', '25'],
      ['1.00', '1.75'],
    ],
    [
      'marginal revenue of the partner',
      { measure: 'billed revenue', volumeOf: 'the partner' },
      ['8', '12'],
      ['0.80', '0.70'],
    ],
    [
      'whole volume of revenue',
      { measure: 'billed revenue', method: 'whole volume' },
      ['9.99', '10'],
      ['1.00', '0.50'],
    ],
    ['nothing counted', { method: 'whole volume' }, ['0'], ['0.00']],
  ])('%s', (_, changes, amounts, expected) => {
    expect(given(counting(amounts), terms(tiers(changes)))).toEqual(expected);
  });
});

describe('rounding', () => {
  const bySeat = (amount: string, rounding?: OracleTerms['rounding']): OracleTerms =>
    terms({ kind: 'for each seat', amount, seats: 'all' }, rounding === undefined ? {} : { rounding });

  test.each([
    ['half away from zero', ['0.01', '0.02', '0.03']],
    ['half to even', ['0.00', '0.02', '0.02']],
    ['down', ['0.00', '0.01', '0.02']],
    ['up', ['0.01', '0.02', '0.03']],
  ] as const)('each customer, %s', (direction, expected) => {
    // 0.005, 0.015 and 0.025
    expect(given(counting(['1', '3', '5']), bySeat('0.005', { at: 'each customer', direction }))).toEqual(expected);
  });

  test('each partner: the sum is rounded, what is left goes to the largest remainders, then by order', () => {
    // Thirds: 0.33333 x 3 = 0.99999
    expect(
      given(counting(['1', '1', '1']), bySeat('0.33333', { at: 'each partner', direction: 'half to even' })),
    ).toEqual(['0.34', '0.33', '0.33']);
    expect(given(counting(['1', '1', '1']), bySeat('0.3333', { at: 'each partner', direction: 'down' }))).toEqual([
      '0.33',
      '0.33',
      '0.33',
    ]);
    expect(given(counting(['1', '2']), bySeat('0.004'))).toEqual(['0.00', '0.01']);
    expect(given(counting(['1', '1', '4']), bySeat('1.001', { at: 'each partner', direction: 'up' }))).toEqual([
      '1.00',
      '1.00',
      '4.01',
    ]);
  });

  test('a currency without decimals', () => {
    expect(given(counting(['1', '1']), { ...bySeat('0.5'), currency: 'JPY', minorUnits: 0 })).toEqual(['1', '0']);
  });
});

describe('caps', () => {
  const each = terms({ kind: 'for each seat', amount: '1', seats: 'all' });

  test('for each customer', () => {
    expect(given(counting(['9', '10', '11']), { ...each, caps: { customer: '10' } })).toEqual([
      '9.00',
      '10.00',
      '10.00',
    ]);
  });

  test('for each product, over the partner’s customers', () => {
    // a: 6 + 6 = 12, scaled to 8: 4 + 4; b: 4, below its cap.
    const earners = counting(['10', '6'], [{ a: '6', b: '4' }, { a: '6' }]);
    expect(given(earners, { ...each, caps: { product: '8' } })).toEqual(['8.00', '4.00']);
  });

  test('for each product, of what the cap for each customer left', () => {
    const earners = counting(['10'], [{ a: '6', b: '4' }]);
    expect(given(earners, { ...each, caps: { customer: '5', product: '2.50' } })).toEqual(['4.50']);
  });

  test('for each partner, by largest remainder', () => {
    expect(given(counting(['1', '1', '1']), { ...each, caps: { partner: '1' } })).toEqual(['0.34', '0.33', '0.33']);
    expect(given(counting(['1', '1', '1']), { ...each, caps: { partner: '3' } })).toEqual(['1.00', '1.00', '1.00']);
  });

  test('for the campaign: partners in proportion, ties to the lower id', () => {
    const partners = new Map([
      ['9', new Map([['c9', 100n]])],
      [
        '10',
        new Map([
          ['c1', 60n],
          ['c2', 40n],
        ]),
      ],
    ]);
    const capped = capCampaign(partners, { ...each, caps: { campaign: '1.01' } }, nothing);
    expect([...capped].map(([id, rewards]) => [id, ...rewards.values()])).toEqual([
      ['9', 50n],
      ['10', 31n, 20n],
    ]);
    expect(totalOf(capCampaign(partners, { ...each, caps: { campaign: '2' } }, nothing).get('10')!)).toBe(100n);
  });
});

describe('the minimum', () => {
  const partner = (partnerId: string, earned: string, potential = earned, company = '') => ({
    partnerId,
    company,
    earned: Fraction.of(earned).floor(),
    compared: { earned: Fraction.of(earned), potential: Fraction.of(potential) } as Compared,
  });
  const outcomes = (partners: readonly ReturnType<typeof partner>[], also: Partial<OracleTerms> = {}): string[] => {
    const asked = { ...FIRST_CAMPAIGN, minimumPayout: '1', belowMinimum: 'carry', ...also } as const;
    return [...againstMinimum(partners, asked, nothing).values()].map(({ outcome }) => outcome);
  };

  test('below, at and above it, at least and more than', () => {
    const three = [partner('a', '99'), partner('b', '100'), partner('c', '101')];
    expect(outcomes(three)).toEqual(['carried', 'payable', 'payable']);
    expect(outcomes(three, { minimumBoundary: 'more than' })).toEqual(['carried', 'carried', 'payable']);
  });

  test('held where the potential would reach it, or has no bound', () => {
    expect(
      outcomes([
        partner('a', '50', '99'),
        partner('b', '50', '100'),
        { ...partner('c', '50'), compared: { earned: Fraction.of('50'), potential: undefined } },
      ]),
    ).toEqual(['carried', 'held', 'held']);
    expect(outcomes([partner('b', '50', '100')], { minimumBoundary: 'more than' })).toEqual(['carried']);
  });

  test('nothing earned is nothing held', () => {
    expect(outcomes([partner('a', '0', '500')])).toEqual(['none']);
    expect(outcomes([partner('a', '0')], { minimumPayout: '0' })).toEqual(['none']);
  });

  test('of a company all locations together, and one without a company by itself', () => {
    const company = [
      partner('a', '40', '40', 'G'),
      partner('b', '60', '60', 'G'),
      partner('c', '40'),
      partner('d', '0', '0', 'G'),
    ];
    expect(outcomes(company, { minimumScope: 'company' })).toEqual(['payable', 'payable', 'none', 'carried']);
    expect(outcomes(company, { minimumScope: 'location' })).toEqual(['carried', 'carried', 'carried', 'none']);
  });
});
