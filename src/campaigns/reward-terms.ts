import { z } from 'zod';
import { currencyOf, Exact, type Currency } from '../kernel/index.js';
import { amount, currency, day, percent, term, words } from './term-values.js';

/** From what a band begins at up to where the next one begins. Exactly one of the two rates. */
const band = z.strictObject({
  /** The volume at which the band begins; which band that very volume belongs to, `atTheEdge` says. */
  from: amount,
  /** Where it ends, for whoever wants to write that down: where the next one begins. The last one has no end. */
  upTo: amount.optional(),
  /** For each seat or customer. */
  each: amount.optional(),
  /** Of billed revenue. */
  percent: percent.optional(),
});

const tiers = z.strictObject({
  currency,
  /** What is counted, and what is paid for. */
  measure: words('customers', 'seats', 'seats added', 'billed revenue'),
  /** Whose volume decides the band. */
  volumeOf: words('each customer', 'the partner'),
  /** Marginal: each band pays for its own part. Whole volume: the band reached pays for all. */
  method: words('marginal', 'whole volume'),
  /** A volume of exactly the edge belongs to the band that begins there, or still to the one before. */
  atTheEdge: words('the band that begins', 'the band before'),
  bands: z.array(band).min(1),
});

export const rewardTerms = {
  rewardForEachCustomer: term(z.strictObject({ amount, currency })).optional(),
  rewardForEachSeat: term(z.strictObject({ amount, currency, seats: words('all', 'added') })).optional(),
  rewardOfBilledRevenue: term(z.strictObject({ percent, currency })).optional(),
  rewardByTiers: term(tiers).optional(),

  /** The most that is earned with one customer, for one product, by one partner, in all. */
  capForEachCustomer: term(z.strictObject({ amount })).optional(),
  capForEachProduct: term(z.strictObject({ amount })).optional(),
  capForEachPartner: term(z.strictObject({ amount })).optional(),
  capForTheCampaign: term(z.strictObject({ amount, shared: words('in proportion') })).optional(),

  /** Where exact shares become cents. Each partner's earning, half away from zero, where the campaign does not say. */
  rounding: term(
    z.strictObject({
      at: words('each customer', 'each partner'),
      direction: words('half away from zero', 'half to even', 'down', 'up'),
    }),
  ).optional(),

  minimumPayout: term(
    z.strictObject({
      amount,
      below: words('forfeit', 'carry', 'convert'),
      /** Each location by itself, or all locations of a company (one global partner id) together. Each location, where it is left out. */
      scope: words('location', 'company').optional(),
      /** Exactly the minimum is paid (`at least`, also where it is left out) or is not. */
      boundary: words('at least', 'more than').optional(),
      /** What is held against it: the earning as rounded (also where it is left out), or before. */
      compared: words('after rounding', 'before rounding').optional(),
      /** The last day on which what is carried waits for a payout; then it is forfeited. Without end, where it is left out. */
      carriedUntil: day.optional(),
    }),
  ),
  /** What a restatement takes back after payment: from what is paid later, or by asking for it. Set off, where it is left out. */
  negativeDifference: term(words('set off', 'claim back')).optional(),
};

const rewardSchema = z.strictObject(rewardTerms);
type RewardTerms = z.output<typeof rewardSchema>;

export type Tiers = z.output<typeof tiers>;

/** How a campaign rewards: exactly one of the four. */
export type RewardMethod =
  | { readonly kind: 'customer'; readonly amount: string; readonly currency: string }
  | { readonly kind: 'seat'; readonly amount: string; readonly currency: string; readonly seats: 'all' | 'added' }
  | { readonly kind: 'revenue'; readonly percent: string; readonly currency: string }
  | ({ readonly kind: 'tiers' } & Tiers);

const METHODS = ['rewardForEachCustomer', 'rewardForEachSeat', 'rewardOfBilledRevenue', 'rewardByTiers'] as const;

/** All methods that terms state; valid terms state one. */
function methodsOf(terms: RewardTerms): RewardMethod[] {
  const { rewardForEachCustomer, rewardForEachSeat, rewardOfBilledRevenue, rewardByTiers } = terms;
  return [
    ...(rewardForEachCustomer === undefined ? [] : [{ kind: 'customer' as const, ...rewardForEachCustomer.value }]),
    ...(rewardForEachSeat === undefined ? [] : [{ kind: 'seat' as const, ...rewardForEachSeat.value }]),
    ...(rewardOfBilledRevenue === undefined ? [] : [{ kind: 'revenue' as const, ...rewardOfBilledRevenue.value }]),
    ...(rewardByTiers === undefined ? [] : [{ kind: 'tiers' as const, ...rewardByTiers.value }]),
  ];
}

export function rewardMethod(terms: RewardTerms): RewardMethod {
  const [method] = methodsOf(terms);
  if (method === undefined) throw new Error('Broken invariant: terms state how they reward');
  return method;
}

/** The currency in which a campaign counts, rewards and pays. */
export function rewardCurrency(terms: RewardTerms): Currency {
  return currencyOf(rewardMethod(terms).currency);
}

/** What a method counts for each customer. */
export function rewardMeasure(method: RewardMethod): Tiers['measure'] {
  if (method.kind === 'tiers') return method.measure;
  if (method.kind === 'customer') return 'customers';
  if (method.kind === 'revenue') return 'billed revenue';
  return method.seats === 'all' ? 'seats' : 'seats added';
}

type Fail = (path: readonly (string | number)[], message: string) => void;

/** What each term by itself cannot tell: problems are given to `fail` by path below the terms. */
export function checkRewardTerms(terms: RewardTerms, fail: Fail): void {
  const methods = methodsOf(terms);
  const [method, other] = methods;
  if (method === undefined) {
    fail([METHODS[0]], 'a reward: for each customer, for each seat, of billed revenue, or by tiers');
    return;
  }
  if (other !== undefined) {
    const stated = METHODS.filter((name) => terms[name] !== undefined);
    for (const name of stated.slice(1)) fail([name], 'one kind of reward; another is stated above');
  }
  if (method.kind === 'tiers') checkBands(method, fail);
  if (terms.capForEachProduct !== undefined && rewardMeasure(method) === 'customers')
    fail(['capForEachProduct'], 'a reward by seats or revenue, of which a part is earned for each product');
  if (terms.rounding === undefined && needsRounding(method))
    fail(['rounding'], 'a term that says where and how is rounded: the reward can come to parts of a cent');
  const { below, carriedUntil } = terms.minimumPayout.value;
  if (carriedUntil !== undefined && below !== 'carry')
    fail(['minimumPayout', 'value', 'carriedUntil'], 'nothing: only what is carried waits for a later payout');
  checkDecimals(terms, method, fail);
}

function needsRounding(method: RewardMethod): boolean {
  const { minorUnits } = currencyOf(method.currency);
  const isFiner = (rate: string) => new Exact(rate).decimalPlaces() > minorUnits;
  if (method.kind === 'revenue') return true;
  if (method.kind !== 'tiers') return isFiner(method.amount);
  return method.bands.some(({ each, percent: share }) => share !== undefined || isFiner(each ?? '0'));
}

function checkBands(method: { readonly kind: 'tiers' } & Tiers, fail: Fail): void {
  const rate = method.measure === 'billed revenue' ? 'percent' : 'each';
  const other = rate === 'each' ? 'percent' : 'each';
  if (method.measure === 'customers' && method.volumeOf === 'each customer')
    fail(['rewardByTiers', 'value', 'volumeOf'], '"the partner": each customer by itself is only one');
  let before = new Exact(-1);
  for (const [index, each] of method.bands.entries()) {
    const path = ['rewardByTiers', 'value', 'bands', index];
    const from = new Exact(each.from);
    if (index === 0 && !from.isZero()) fail([...path, 'from'], '"0" in the first band, so that no volume lies below');
    if (method.measure !== 'billed revenue' && !from.isInteger())
      fail([...path, 'from'], `a whole number of ${method.measure === 'customers' ? 'customers' : 'seats'}`);
    if (from.lte(before)) fail([...path, 'from'], `more than ${before.toFixed()}, where the band before begins`);
    before = from;
    checkEnd(method, index, fail);
    if (each[rate] === undefined) fail(path, `"${rate}", the rate for ${method.measure}`);
    if (each[other] !== undefined) fail([...path, other], `only "${rate}", the rate for ${method.measure}`);
  }
}

/** An end that is written down must leave no volume to no band, and none to two. */
function checkEnd({ bands, atTheEdge }: Tiers, index: number, fail: Fail): void {
  const upTo = bands[index]?.upTo;
  if (upTo === undefined) return;
  const path = ['rewardByTiers', 'value', 'bands', index, 'upTo'];
  const next = bands[index + 1]?.from;
  if (next === undefined) fail(path, `nothing: no band follows, and volumes above ${upTo} would have none`);
  else if (new Exact(upTo).lt(next)) {
    const without = atTheEdge === 'the band that begins' ? upTo : next;
    fail(path, `${next}, where the next band begins: a volume of ${without} lies in the gap between the two`);
  } else if (new Exact(upTo).gt(next))
    fail(path, `${next}, where the next band begins: volumes between ${next} and ${upTo} lie in both`);
}

/** Rates may be finer than the currency, since there is a point of rounding; what is held against an earning may not. */
function checkDecimals(terms: RewardTerms, method: RewardMethod, fail: Fail): void {
  const { minorUnits } = currencyOf(method.currency);
  const limits = [
    ...(terms.rewardForEachCustomer === undefined ? [] : (['rewardForEachCustomer'] as const)),
    'minimumPayout',
    'capForEachCustomer',
    'capForEachProduct',
    'capForEachPartner',
    'capForTheCampaign',
  ] as const;
  for (const name of limits) {
    const value = terms[name]?.value.amount;
    if (value !== undefined && new Exact(value).decimalPlaces() > minorUnits)
      fail([name, 'value', 'amount'], `no more decimals than ${method.currency} has`);
  }
}
