import { describe, expect, it } from '@jest/globals';
import { campaignText, type SpokenTerms } from '../../test/campaign-builder.js';
import { checkCampaign } from './check-campaign.js';
import type { KnownProduct } from './contradictions/products.js';
import { parseCampaignFile } from './parse-campaign.js';

/** What is said of a campaign: severity, term, the text of the line it stands on, and why. */
function remarksOn(changes: SpokenTerms, products?: readonly KnownProduct[], head: Record<string, unknown> = {}) {
  // On a banking day, where a story is not about it.
  const source = campaignText({ 'pay by': '2019-09-27', ...changes }, head);
  return checkCampaign(parseCampaignFile(source, 'a-campaign.yaml'), products).map(
    ({ severity, term, line, message }) => [severity, term, source.split('\n')[line - 1]!.trim(), message] as const,
  );
}

const OTHER_REWARD = { 'reward for each customer': undefined };
const PER_SEAT = {
  ...OTHER_REWARD,
  'reward for each seat': { amount: '10', currency: 'USD', seats: 'all' },
  'minimum payout': { amount: '100', below: 'forfeit' },
};
const REVENUE = {
  ...OTHER_REWARD,
  'reward of billed revenue': { percent: '10', currency: 'USD' },
  rounding: { at: 'each partner', direction: 'half away from zero' },
};
const tiers = (changes: object): SpokenTerms => ({
  ...OTHER_REWARD,
  'minimum payout': { amount: '100', below: 'forfeit' },
  'reward by tiers': {
    currency: 'USD',
    measure: 'seats',
    'volume of': 'each customer',
    method: 'marginal',
    'at the edge': 'the band that begins',
    ...changes,
  },
});
const steps = (...rates: readonly (readonly [from: string, each: string])[]) => ({
  bands: rates.map(([from, each]) => ({ from, each })),
});

it('ordinary terms contradict nothing', () => {
  expect(remarksOn({})).toEqual([]);
  expect(remarksOn(PER_SEAT)).toEqual([]);
  expect(remarksOn(REVENUE)).toEqual([]);
  expect(remarksOn(tiers(steps(['0', '5'], ['50', '8'])))).toEqual([]);
});

type Story = readonly [
  what: string,
  terms: SpokenTerms,
  severity: 'contradiction' | 'warning',
  term: string,
  line: RegExp,
  message: string,
];

const tell = (stories: readonly Story[]) =>
  it.each(stories)('%s', (_, changes, severity, term, line, message) => {
    expect(remarksOn(changes)).toEqual([[severity, term, expect.stringMatching(line), message]]);
  });

describe('days that are at odds with the window', () => {
  tell([
    [
      'an eligibility day before it',
      { 'eligibility days': ['2018-12-31', '2019-05-30'] },
      'contradiction',
      'eligibility days / 0',
      /2018-12-31/,
      '2018-12-31 lies outside the window, 2019-01-01 to 2019-06-30',
    ],
    [
      'an eligibility day after it',
      { 'eligibility days': ['2019-01-01', '2019-07-01'] },
      'contradiction',
      'eligibility days / 1',
      /2019-07-01/,
      '2019-07-01 lies outside the window, 2019-01-01 to 2019-06-30',
    ],
    [
      'a competency that begins after every eligibility day',
      { competencies: { levels: ['gold'], names: [{ name: 'isv' }, { name: 'new', from: '2019-06-01' }] } },
      'warning',
      'competencies / names / 1',
      /name: new/,
      'new begins on 2019-06-01, after every eligibility day',
    ],
    [
      'competencies that all begin after every eligibility day',
      { competencies: { levels: ['gold'], names: [{ name: 'new', from: '2019-06-01' }] } },
      'contradiction',
      'competencies / names / 0',
      /name: new/,
      'new begins on 2019-06-01, after every eligibility day',
    ],
    [
      'own records that begin with it, and so prove nothing about before',
      { 'own records since': '2019-01-01' },
      'contradiction',
      'own records since',
      /^own records since/,
      '2019-01-01 does not lie before the window, which begins on 2019-01-01: our records prove of nobody that there was no earlier purchase',
    ],
    [
      'an exclusion that begins after it',
      { exclusion: { name: 'mri', days: { from: '2019-07-01', to: '2019-12-31' } } },
      'contradiction',
      'exclusion / days',
      /^days:/,
      'they begin on 2019-07-01, after the window ends on 2019-06-30',
    ],
    [
      'an exclusion that ends before it',
      { exclusion: { name: 'mri', days: { from: '2018-07-01', to: '2018-12-31' } } },
      'warning',
      'exclusion / days',
      /^days:/,
      'they end on 2018-12-31, before the window begins on 2019-01-01',
    ],
    [
      'claims that are closed before it begins',
      { claim: { days: { from: '2018-11-01', to: '2018-12-31' }, needs: ['mpn id'] } },
      'contradiction',
      'claim / days',
      /^days:/,
      'they end on 2018-12-31, before the window begins on 2019-01-01: no sale could be claimed',
    ],
    [
      'claims that are closed before it ends',
      { claim: { days: { from: '2019-01-01', to: '2019-06-29' }, needs: ['mpn id'] } },
      'warning',
      'claim / days / to',
      /^to: 2019-06-29/,
      '2019-06-29 lies before the end of the window, 2019-06-30: later sales cannot be claimed',
    ],
    [
      'proofs that are due before it begins',
      { 'proof of performance': { by: '2018-12-31' } },
      'contradiction',
      'proof of performance / by',
      /^by: 2018-12-31/,
      '2018-12-31 lies before the window begins on 2019-01-01',
    ],
    [
      'proofs that are due before it ends',
      { 'proof of performance': { by: '2019-06-29' } },
      'warning',
      'proof of performance / by',
      /^by: 2019-06-29/,
      '2019-06-29 lies before the end of the window, 2019-06-30',
    ],
    [
      'a bill of comparison that lies within it',
      { 'baseline bill': { below: '5', currency: 'USD', days: { from: '2019-02-01', to: '2019-02-28' } } },
      'warning',
      'baseline bill / days',
      /^days:/,
      '2019-02-01 lies within the window, 2019-01-01 to 2019-06-30, and not before it',
    ],
    [
      'a bill of comparison that lies after it',
      { 'baseline bill': { below: '5', currency: 'USD', days: { from: '2019-07-01', to: '2019-07-31' } } },
      'contradiction',
      'baseline bill / days',
      /^days:/,
      '2019-07-31 does not lie before the end of the window, 2019-06-30',
    ],
    [
      'a high-water mark that reaches into it',
      { 'seats added': { 'at least': 1, 'most billed in': { from: '2018-07-01', to: '2019-01-01' } } },
      'warning',
      'seats added / most billed in',
      /^most billed in:/,
      'they end on 2019-01-01, within the window, which begins on 2019-01-01',
    ],
    [
      'seats compared with those at its end',
      { 'seats added': { 'at least': 1, 'billed on': '2019-06-30' } },
      'contradiction',
      'seats added / billed on',
      /^billed on:/,
      '2019-06-30 does not lie before the end of the window, 2019-06-30',
    ],
  ]);

  it('and terms that became known only after it', () => {
    expect(remarksOn({}, undefined, { 'known from': '2019-07-01T00:00:00Z' })).toEqual([
      ['warning', 'window', 'window:', 'the campaign became known on 2019-07-01T00:00:00.000000Z, after its window'],
    ]);
  });
});

describe('a last day to pay', () => {
  tell([
    [
      'on a Saturday means the Friday',
      { 'pay by': '2019-09-28' },
      'warning',
      'pay by',
      /^pay by/,
      '2019-09-28 is no banking day; 2019-09-27 is used',
    ],
    [
      'before claims are due',
      { claim: { days: { from: '2019-01-01', to: '2019-09-30' }, needs: ['mpn id'] } },
      'contradiction',
      'pay by',
      /^pay by/,
      '2019-09-27 lies before claims are due on 2019-09-30',
    ],
    [
      'before proofs are due',
      { 'proof of performance': { by: '2019-09-30' } },
      'contradiction',
      'pay by',
      /^pay by/,
      '2019-09-27 lies before proofs are due on 2019-09-30',
    ],
    [
      // Returned until Thursday, prepared on Friday, sent on Monday. One day fewer, and it is sent on Friday.
      'before the first payment after the hold',
      { hold: { days: 88 } },
      'contradiction',
      'hold / days',
      /^days: 88/,
      'products can be returned until 2019-09-26, so that the first payment leaves on 2019-09-30, after the last day to pay, 2019-09-27',
    ],
  ]);

  it('just after the hold is no contradiction', () => {
    expect(remarksOn({ hold: { days: 87 } })).toEqual([]);
  });

  it('before the end of the window is one', () => {
    const remarks = remarksOn({ 'pay by': '2019-06-28', 'proof of performance': undefined });
    expect(remarks).toEqual([
      ['contradiction', 'pay by', 'pay by:', '2019-06-28 lies before the end of the window, 2019-06-30'],
    ]);
  });
});

describe('numbers of seats at odds', () => {
  tell([
    [
      'a minimum above the maximum',
      { 'maximum seats': { seats: 14, above: 'not eligible' } },
      'contradiction',
      'maximum seats / seats',
      /^seats: 14/,
      'nobody has at least 15 seats and at most 14',
    ],
    [
      'a maximum that always counts',
      { 'maximum seats': { seats: 15, above: 'the maximum counts' } },
      'warning',
      'maximum seats / seats',
      /^seats: 15/,
      'whoever qualifies has 15 seats or more, so that always 15 count',
    ],
    [
      'more seats to be added than a customer may have',
      {
        'maximum seats': { seats: 20, above: 'not eligible' },
        'seats added': { 'at least': 21, 'billed on': '2018-12-31' },
      },
      'contradiction',
      'seats added / at least',
      /^at least: 21/,
      'nobody adds 21 seats and has at most 20',
    ],
  ]);

  it('are none where minimum and maximum are one', () => {
    expect(remarksOn({ 'maximum seats': { seats: 15, above: 'not eligible' } })).toEqual([]);
  });
});

describe('bands', () => {
  tell([
    [
      'by which one more seat lowers the reward',
      tiers({ method: 'whole volume', ...steps(['0', '5'], ['50', '4']) }),
      'warning',
      'reward by tiers / bands / 1',
      /from: "50"/,
      'its rate is lower than that of the band before and holds for the whole volume: whoever goes beyond 50 earns less than with one seat fewer',
    ],
    [
      'that no customer has seats enough for',
      { ...tiers(steps(['0', '5'], ['51', '8'])), 'maximum seats': { seats: 50, above: 'the maximum counts' } },
      'contradiction',
      'reward by tiers / bands / 1',
      /from: "51"/,
      'no volume comes to it: of one customer at most 50 count',
    ],
    [
      'that begin at the maximum, where the edge belongs to the one before',
      {
        ...tiers({ 'at the edge': 'the band before', ...steps(['0', '5'], ['50', '8']) }),
        'maximum seats': { seats: 50, above: 'the maximum counts' },
      },
      'contradiction',
      'reward by tiers / bands / 1',
      /from: "50"/,
      'no volume comes to it: of one customer at most 50 count',
    ],
    [
      'that end where customers begin to qualify',
      tiers({ method: 'whole volume', ...steps(['0', '5'], ['15', '8']) }),
      'contradiction',
      'reward by tiers / bands / 0',
      /from: "0"/,
      'no volume belongs to it: whoever qualifies counts with 15 or more',
    ],
    [
      'that all pay nothing',
      { ...tiers(steps(['0', '0'], ['50', '0.00'])), 'minimum payout': { amount: '0', below: 'forfeit' } },
      'contradiction',
      'reward by tiers',
      /^reward by tiers/,
      'nobody would earn anything by it',
    ],
    [
      'that pay more than was billed',
      { ...REVENUE, 'reward of billed revenue': { percent: '100.5', currency: 'USD' } },
      'warning',
      'reward of billed revenue / percent',
      /^percent/,
      '100.5 percent is more than was billed',
    ],
  ]);

  it.each<[what: string, terms: SpokenTerms]>([
    ['falling rates of which each pays for its own part', tiers(steps(['0', '5'], ['50', '4']))],
    [
      'a band that begins at the maximum and has the edge',
      { ...tiers(steps(['0', '5'], ['50', '8'])), 'maximum seats': { seats: 50, above: 'the maximum counts' } },
    ],
    [
      'a band whose edge customers have who just qualify',
      tiers({ method: 'whole volume', 'at the edge': 'the band before', ...steps(['0', '5'], ['15', '8']) }),
    ],
    [
      'bands beyond the maximum of one customer, where all count together',
      {
        ...tiers({ 'volume of': 'the partner', ...steps(['0', '5'], ['500', '8']) }),
        'maximum seats': { seats: 50, above: 'the maximum counts' },
      },
    ],
  ])('contradict nothing: %s', (_, changes) => {
    expect(remarksOn(changes)).toEqual([]);
  });
});

describe('caps', () => {
  tell([
    [
      'below the reward for one customer',
      { 'cap for each customer': { amount: '1999.99' }, 'minimum payout': { amount: '1000', below: 'carry' } },
      'contradiction',
      'cap for each customer / amount',
      /^amount: "1999\.99"/,
      '1999.99 USD is below the reward for one customer, which is 2000 USD at least: no customer is ever fully rewarded',
    ],
    [
      'below the reward for the fewest seats',
      { ...PER_SEAT, 'cap for each partner': { amount: '149' } },
      'contradiction',
      'cap for each partner / amount',
      /^amount: "149"/,
      '149 USD is below the reward for one customer, which is 150 USD at least: no customer is ever fully rewarded',
    ],
    [
      'of nothing',
      {
        ...REVENUE,
        'cap for each customer': { amount: '0' },
      },
      'contradiction',
      'cap for each customer / amount',
      /^amount: "0"/,
      'nobody would earn anything by it',
    ],
    [
      'that one customer cannot come to',
      {
        ...PER_SEAT,
        'maximum seats': { seats: 100, above: 'the maximum counts' },
        'cap for each customer': { amount: '1000' },
      },
      'warning',
      'cap for each customer / amount',
      /^amount: "1000"/,
      'it never limits anything: one customer earns at most 1000 USD',
    ],
    [
      'behind those of all products',
      { ...PER_SEAT, 'cap for each product': { amount: '500' }, 'cap for each partner': { amount: '1500' } },
      'warning',
      'cap for each partner / amount',
      /^amount: "1500"/,
      'it never limits anything: 3 products with a cap of 500 USD each stand before it',
    ],
    [
      'above that of the campaign',
      {
        'cap for each partner': { amount: '9000' },
        'cap for the campaign': { amount: '8000', shared: 'in proportion' },
      },
      'warning',
      'cap for each partner / amount',
      /^amount: "9000"/,
      'nobody comes to 9000 USD: the cap for the campaign is 8000 USD, and less',
    ],
    [
      'that the customers who are needed are above already',
      {
        'cap for each partner': { amount: '5999' },
        'customers needed': { 'at least': 3, 'those before': 'rewarded' },
      },
      'contradiction',
      'customers needed / at least',
      /^at least: 3/,
      '3 customers earn 6000 USD at least, more than the cap for each partner allows, 5999 USD',
    ],
  ]);

  it.each<[what: string, terms: SpokenTerms]>([
    [
      'a cap of exactly the customers who are needed',
      { 'cap for each partner': { amount: '6000' }, 'customers needed': { 'at least': 3, 'those before': 'rewarded' } },
    ],
    [
      'a gate behind which only later customers are rewarded',
      {
        'cap for each partner': { amount: '2000' },
        'customers needed': { 'at least': 3, 'those before': 'not rewarded' },
      },
    ],
    [
      'a cap for each customer where seats have no maximum',
      { ...PER_SEAT, 'cap for each customer': { amount: '1000' } },
    ],
    [
      'a cap for each partner a cent below those of all products',
      { ...PER_SEAT, 'cap for each product': { amount: '500' }, 'cap for each partner': { amount: '1499.99' } },
    ],
  ])('contradict nothing: %s', (_, changes) => {
    expect(remarksOn(changes)).toEqual([]);
  });
});

describe('a minimum payout that nobody comes to', () => {
  const FROM_2000 = { amount: '2000', below: 'forfeit' };
  tell([
    [
      'by the cap for each partner',
      { ...PER_SEAT, 'minimum payout': FROM_2000, 'cap for each partner': { amount: '1999' } },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 1999 USD is the most that can be earned, by the cap for each partner',
    ],
    [
      'by a cap of exactly the minimum, where more is asked',
      {
        ...PER_SEAT,
        'minimum payout': { ...FROM_2000, boundary: 'more than' },
        'cap for each partner': { amount: '2000' },
      },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 2000 USD is the most that can be earned, by the cap for each partner',
    ],
    [
      'by the caps of all products together',
      { ...PER_SEAT, 'minimum payout': FROM_2000, 'cap for each product': { amount: '600' } },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 1800 USD is the most that can be earned, by the cap for each product',
    ],
    [
      'by the cap for the campaign, for a company too',
      {
        ...PER_SEAT,
        'minimum payout': { ...FROM_2000, scope: 'company' },
        'cap for the campaign': { amount: '1500', shared: 'in proportion' },
      },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 1500 USD is the most that can be earned, by the cap for the campaign',
    ],
  ]);

  it.each<[what: string, terms: SpokenTerms]>([
    [
      'a cap of exactly the minimum',
      { ...PER_SEAT, 'minimum payout': FROM_2000, 'cap for each partner': { amount: '2000' } },
    ],
    [
      'a cap for each partner below it, where the locations of a company count together',
      { ...PER_SEAT, 'minimum payout': { ...FROM_2000, scope: 'company' }, 'cap for each partner': { amount: '1999' } },
    ],
    ['a reward below it, since a partner may have many customers', { ...PER_SEAT, 'minimum payout': FROM_2000 }],
  ])('is not %s', (_, changes) => {
    expect(remarksOn(changes)).toEqual([]);
  });
});

describe('products that nobody can map', () => {
  const known = (productFamily: string, ...products: readonly string[]) =>
    products.map((product) => ({ product, productFamily }));
  const ALL = [
    ...known('dynamics-365', 'business-central', 'sales', 'customer-engagement'),
    ...known('microsoft-365', 'teams'),
  ];
  const eligible = (...products: readonly string[]) => ({ 'eligible products': products });

  it.each<[what: string, terms: SpokenTerms, term: string, line: string, message: string]>([
    [
      'by a slip of the pen',
      eligible('sales', 'busines-central'),
      'eligible products / 1',
      '- busines-central',
      'no SKU is known to be "busines-central"; "business-central" is known',
    ],
    [
      'since no file said which they are',
      eligible('field-operations'),
      'eligible products / 0',
      '- field-operations',
      'no SKU is known to be "field-operations"; products.csv may say which is',
    ],
    [
      'in this family',
      eligible('sales', 'teams'),
      'eligible products / 1',
      '- teams',
      '"teams" is of the family "microsoft-365", not "dynamics-365"',
    ],
    [
      'since nobody knows the family',
      { 'product family': 'dynamics-356' },
      'product family',
      'product family:',
      'no SKU is known to be of "dynamics-356"; "dynamics-365" is known',
    ],
  ])('%s', (_, changes, term, line, message) => {
    expect(remarksOn(changes, ALL)).toEqual([['contradiction', term, line, message]]);
  });

  it('are no matter where they are mapped, or where nobody knows what is', () => {
    expect(remarksOn({}, ALL)).toEqual([]);
    expect(remarksOn(eligible('field-operations'))).toEqual([]);
  });
});

it('remarks come in the order of the lines', () => {
  const remarks = remarksOn({
    'pay by': '2019-06-29',
    'eligibility days': ['2018-12-31'],
    'minimum payout': { amount: '3000', below: 'forfeit' },
    'cap for each partner': { amount: '2500' },
    hold: { days: 30 },
  });
  expect(remarks.map(([, term]) => term)).toEqual([
    'eligibility days / 0',
    'minimum payout / amount',
    'pay by',
    'pay by',
    'pay by',
    'hold / days',
  ]);
});
