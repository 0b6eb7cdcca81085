import { describe, expect, it } from '@jest/globals';
import { aCampaign, type SpokenTerms } from '../../test/campaign-builder.js';
import { refusalsOf } from '../../test/refused-campaign.js';
import { rewardCurrency, rewardMeasure, rewardMethod } from './reward-terms.js';

const PER_SEAT = { amount: '10', currency: 'EUR', seats: 'all' };
const SEAT_TIERS = {
  currency: 'USD',
  measure: 'seats',
  'volume of': 'the partner',
  method: 'marginal',
  'at the edge': 'the band that begins',
  bands: [
    { from: '0', each: '5' },
    { from: '100', each: '7.50' },
  ],
};
const OTHER_REWARD = { 'reward for each customer': undefined };
const HALF_UP = { rounding: { at: 'each partner', direction: 'half away from zero' } };

describe('a reward', () => {
  it.each<[what: string, terms: SpokenTerms, method: object, measure: string]>([
    ['for each customer', {}, { kind: 'customer', amount: '2000', currency: 'USD' }, 'customers'],
    [
      'for each seat',
      { ...OTHER_REWARD, 'reward for each seat': PER_SEAT },
      { kind: 'seat', amount: '10', currency: 'EUR', seats: 'all' },
      'seats',
    ],
    [
      'for each seat added',
      {
        ...OTHER_REWARD,
        'reward for each seat': { ...PER_SEAT, seats: 'added' },
        'seats added': { 'at least': 5, 'billed on': '2018-12-31' },
      },
      { kind: 'seat', amount: '10', currency: 'EUR', seats: 'added' },
      'seats added',
    ],
    [
      'of billed revenue',
      { ...OTHER_REWARD, ...HALF_UP, 'reward of billed revenue': { percent: '2.5', currency: 'GBP' } },
      { kind: 'revenue', percent: '2.5', currency: 'GBP' },
      'billed revenue',
    ],
    [
      'by tiers, whose parts are words of finance',
      { ...OTHER_REWARD, 'reward by tiers': SEAT_TIERS },
      {
        kind: 'tiers',
        currency: 'USD',
        measure: 'seats',
        volumeOf: 'the partner',
        method: 'marginal',
        atTheEdge: 'the band that begins',
        bands: [
          { from: '0', each: '5' },
          { from: '100', each: '7.50' },
        ],
      },
      'seats',
    ],
  ])('%s says what it counts, and its currency', (_, changes, method, measure) => {
    const { terms } = aCampaign(changes);
    expect(rewardMethod(terms)).toEqual(method);
    expect(rewardMeasure(rewardMethod(terms))).toBe(measure);
    expect(rewardCurrency(terms).code).toBe((method as { currency: string }).currency);
  });

  it('is read in whatever capitals, blanks and dashes its words are written', () => {
    const { terms } = aCampaign({
      ...OTHER_REWARD,
      rewardByTiers: {
        ...SEAT_TIERS,
        measure: 'Seats',
        'volume of': 'The  Partner',
        atTheEdge: 'The band that begins',
        'at the edge': undefined,
      },
      minimumPayout: {
        amount: '100',
        below: 'Carry',
        boundary: 'more-than',
        compared: 'beforeRounding',
        scope: 'COMPANY',
      },
      'minimum payout': undefined,
    });
    expect(terms.rewardByTiers?.value).toMatchObject({
      measure: 'seats',
      volumeOf: 'the partner',
      atTheEdge: 'the band that begins',
    });
    expect(terms.minimumPayout.value).toEqual({
      amount: '100',
      below: 'carry',
      boundary: 'more than',
      compared: 'before rounding',
      scope: 'company',
    });
  });
});

describe('a reward is refused', () => {
  const tiers = (changes: object): SpokenTerms => ({
    ...OTHER_REWARD,
    'reward by tiers': { ...SEAT_TIERS, ...changes },
  });
  const revenueTiers = (...bands: object[]) => ({ ...tiers({ measure: 'billed revenue', bands }), ...HALF_UP });

  it.each<[what: string, terms: SpokenTerms, term: string, expected: string | RegExp, lineText: RegExp]>([
    [
      'that is none',
      OTHER_REWARD,
      'reward for each customer',
      'a reward: for each customer, for each seat, of billed revenue, or by tiers',
      /^terms:/,
    ],
    [
      'that is two',
      { 'reward for each seat': PER_SEAT },
      'reward for each seat',
      'one kind of reward; another is stated above',
      /^reward for each seat:/,
    ],
    [
      'with a kind of seats that nobody knows',
      { ...OTHER_REWARD, 'reward for each seat': { ...PER_SEAT, seats: 'new' } },
      'reward for each seat / seats',
      '"all" or "added"',
      /^seats: new/,
    ],
    [
      'whose minimum says until when is carried, and carries nothing',
      { 'minimum payout': { amount: '100', below: 'forfeit', 'carried until': '2019-12-31' } },
      'minimum payout / carried until',
      'nothing: only what is carried waits for a later payout',
      /^carried until: /,
    ],
    [
      'for seats added, where nothing says against what',
      { ...OTHER_REWARD, 'reward for each seat': { ...PER_SEAT, seats: 'added' } },
      'seats added',
      'a term "seats added", which says against what they are counted',
      /^terms:/,
    ],
    [
      'of a percentage without quotes',
      { ...OTHER_REWARD, ...HALF_UP, 'reward of billed revenue': { percent: 2.5, currency: 'USD' } },
      'reward of billed revenue / percent',
      /^a percentage in quotes/,
      /^percent: 2\.5/,
    ],
    [
      'of a percentage with its sign',
      { ...OTHER_REWARD, ...HALF_UP, 'reward of billed revenue': { percent: '2.5 %', currency: 'USD' } },
      'reward of billed revenue / percent',
      'a percentage such as "10" or "2.5"',
      /^percent: 2\.5 %/,
    ],
    [
      'that comes to parts of a cent, where nothing says how they are rounded',
      { ...OTHER_REWARD, 'reward of billed revenue': { percent: '10', currency: 'USD' } },
      'rounding',
      /^a term that says where and how is rounded/,
      /^terms:/,
    ],
    [
      'for each customer in parts of a cent',
      { 'reward for each customer': { amount: '0.125', currency: 'USD' }, ...HALF_UP },
      'reward for each customer / amount',
      'no more decimals than USD has',
      /^amount: "0\.125"/,
    ],
    [
      'in a currency out of use',
      { 'reward for each customer': { amount: '1', currency: 'DEM' } },
      'reward for each customer / currency',
      'an ISO 4217 currency code in use',
      /^currency: DEM/,
    ],
    [
      'by tiers without a band',
      tiers({ bands: [] }),
      'reward by tiers / bands',
      'a list with an entry at least',
      /^bands:/,
    ],
    [
      'by tiers whose first band leaves volumes below it',
      tiers({ bands: [{ from: '1', each: '5' }] }),
      'reward by tiers / bands / 0 / from',
      '"0" in the first band, so that no volume lies below',
      /from: "1"/,
    ],
    [
      'by tiers that begin before the one before',
      tiers({
        bands: [
          { from: '0', each: '5' },
          { from: '50', each: '6' },
          { from: '20', each: '7' },
        ],
      }),
      'reward by tiers / bands / 2 / from',
      'more than 50, where the band before begins',
      /from: "20"/,
    ],
    [
      'by tiers that begin twice at one volume',
      tiers({
        bands: [
          { from: '0', each: '5' },
          { from: '0', each: '6' },
        ],
      }),
      'reward by tiers / bands / 1 / from',
      'more than 0, where the band before begins',
      /from: "0"/,
    ],
    [
      'by tiers of half seats',
      tiers({
        bands: [
          { from: '0', each: '5' },
          { from: '9.5', each: '6' },
        ],
      }),
      'reward by tiers / bands / 1 / from',
      'a whole number of seats',
      /from: "9\.5"/,
    ],
    [
      'by tiers of seats with a percentage',
      tiers({ bands: [{ from: '0', percent: '5' }] }),
      'reward by tiers / bands / 0',
      '"each", the rate for seats',
      /from: "0"/,
    ],
    [
      'by tiers of revenue with an amount beside the percentage',
      revenueTiers({ from: '0', percent: '5', each: '7' }),
      'reward by tiers / bands / 0 / each',
      'only "percent", the rate for billed revenue',
      /each: "7"/,
    ],
    [
      'by tiers of customers, each by itself',
      tiers({ measure: 'customers', 'volume of': 'each customer' }),
      'reward by tiers / volume of',
      '"the partner": each customer by itself is only one',
      /^volume of:/,
    ],
    [
      'with a cap for each product, where no product has a part of it',
      { 'cap for each product': { amount: '500' } },
      'cap for each product',
      'a reward by seats or revenue, of which a part is earned for each product',
      /^cap for each product:/,
    ],
    [
      'with a cap finer than its currency',
      { 'cap for each partner': { amount: '500.001' } },
      'cap for each partner / amount',
      'no more decimals than USD has',
      /^amount: "500\.001"/,
    ],
    [
      'with a campaign cap that does not say how it is shared',
      { 'cap for the campaign': { amount: '500' } },
      'cap for the campaign / shared',
      '"in proportion"',
      /^value:|^cap for the campaign:/,
    ],
    [
      'with rounding at a point that nobody knows',
      { rounding: { at: 'each seat', direction: 'down' } },
      'rounding / at',
      '"each customer" or "each partner"',
      /^at: each seat/,
    ],
  ])('%s', (_, changes, term, expected, lineText) => {
    const refusals = refusalsOf(changes);
    const found = refusals.find((each) => each.term === term);
    expect({ terms: refusals.map((each) => each.term), found }).toEqual({
      terms: expect.arrayContaining([term]),
      found: expect.objectContaining({
        expected: typeof expected === 'string' ? expected : expect.stringMatching(expected),
      }),
    });
    expect(found?.lineText.replace(/^- /, '')).toMatch(lineText);
  });

  it.each<[what: string, changes: object, band: number, expected: string]>([
    [
      'a gap, in which the edge lies where bands have their beginning',
      {
        bands: [
          { from: '0', 'up to': '10', each: '5' },
          { from: '11', each: '6' },
        ],
      },
      0,
      '11, where the next band begins: a volume of 10 lies in the gap between the two',
    ],
    [
      'a gap, in which the edge lies where bands have their end',
      {
        'at the edge': 'the band before',
        bands: [
          { from: '0', 'up to': '10', each: '5' },
          { from: '11', each: '6' },
        ],
      },
      0,
      '11, where the next band begins: a volume of 11 lies in the gap between the two',
    ],
    [
      'an overlap',
      {
        bands: [
          { from: '0', each: '5' },
          { from: '10', 'up to': '25', each: '6' },
          { from: '20', each: '7' },
        ],
      },
      1,
      '20, where the next band begins: volumes between 20 and 25 lie in both',
    ],
    [
      'an end of the last one',
      {
        bands: [
          { from: '0', 'up to': '10', each: '5' },
          { from: '10', 'up to': '50', each: '6' },
        ],
      },
      1,
      'nothing: no band follows, and volumes above 50 would have none',
    ],
  ])('by tiers with %s', (_, changes, band, expected) => {
    expect(refusalsOf(tiers(changes))).toMatchObject([
      {
        term: `reward by tiers / bands / ${String(band)} / up to`,
        expected,
        lineText: expect.stringMatching(/^up to:/),
      },
    ]);
  });

  it('by tiers may say where each band ends, if the next begins there', () => {
    const bands = [
      { from: '0', 'up to': '10', each: '5' },
      { from: '10', each: '6' },
    ];
    expect(refusalsOf(tiers({ bands }))).toEqual([]);
  });

  it('by tiers of revenue may begin at half a unit, and needs no whole numbers', () => {
    expect(refusalsOf(revenueTiers({ from: '0', percent: '5' }, { from: '999.50', percent: '7' }))).toEqual([]);
  });

  it('says of each kind beyond the first that it is one too many', () => {
    const two = {
      'reward for each seat': PER_SEAT,
      'reward of billed revenue': { percent: '1', currency: 'USD' },
      ...HALF_UP,
    };
    expect(refusalsOf(two).map(({ term }) => term)).toEqual(['reward for each seat', 'reward of billed revenue']);
  });
});
