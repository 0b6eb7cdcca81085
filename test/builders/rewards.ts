// Not by the areas' faces: these would bring the database along into every spec of a reward.
import type { CountedPart, RewardedCustomer } from '../../src/calculation/rewards/counted.js';
import { rewardPolicy, type RewardPolicy } from '../../src/campaigns/reward-policy.js';
import { parseCalendarDate, type CalendarDate } from '../../src/kernel/index.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';

/** The policy of a campaign that is written as finance would; without a reward in `terms`, USD 2,000 a customer. */
export function aPolicy(terms: SpokenTerms = {}): RewardPolicy {
  const states = Object.keys(terms).some((name) => /^reward (for each|of|by)/.test(name));
  return rewardPolicy(aCampaign({ ...(states ? { 'reward for each customer': undefined } : {}), ...terms }).terms);
}

const ROUNDED = { at: 'each partner', direction: 'half away from zero' };

export function bySeat(amount: string, terms: SpokenTerms = {}, currency = 'USD'): RewardPolicy {
  return aPolicy({ 'reward for each seat': { amount, currency, seats: 'all' }, rounding: ROUNDED, ...terms });
}

export function byRevenue(percent: string, terms: SpokenTerms = {}, currency = 'USD'): RewardPolicy {
  return aPolicy({ 'reward of billed revenue': { percent, currency }, rounding: ROUNDED, ...terms });
}

export interface TiersOfTest {
  readonly measure?: RewardPolicy['measure'];
  readonly volumeOf?: 'each customer' | 'the partner';
  readonly method?: 'marginal' | 'whole volume';
  readonly atTheEdge?: 'the band that begins' | 'the band before';
  /** From, and its rate. */
  readonly bands: readonly (readonly [from: string, rate: string])[];
}

export function byTiers(tiers: TiersOfTest, terms: SpokenTerms = {}): RewardPolicy {
  const measure = tiers.measure ?? 'seats';
  const rate = measure === 'billed revenue' ? 'percent' : 'each';
  return aPolicy({
    'reward by tiers': {
      currency: 'USD',
      measure,
      'volume of': tiers.volumeOf ?? 'the partner',
      method: tiers.method ?? 'marginal',
      'at the edge': tiers.atTheEdge ?? 'the band that begins',
      bands: tiers.bands.map(([from, value]) => ({ from, [rate]: value })),
    },
    ...(measure === 'seats added' ? { 'seats added': { 'at least': 1, 'billed on': '2018-12-31' } } : {}),
    rounding: ROUNDED,
    ...terms,
  });
}

/** Customers are told apart, and ordered where nothing else does, by a number. */
export function customerId(number: number): string {
  return `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
}

/** A customer that bought on the day of January 2019 that its number says, and counts so much. */
export function aRewarded(
  number: number,
  count: string | number,
  {
    parts = {},
    firstStart = dayOf(number),
  }: { parts?: Readonly<Record<string, string>>; firstStart?: CalendarDate | null } = {},
): RewardedCustomer {
  return {
    customerId: customerId(number),
    firstStart,
    count: String(count),
    parts: Object.entries(parts).map(([product, counted]): CountedPart => ({ product, count: counted })),
  };
}

export function dayOf(number: number): CalendarDate {
  const day = parseCalendarDate(`2019-01-${String(number).padStart(2, '0')}`);
  if (day === undefined) throw new Error(`January 2019 has no day ${String(number)}`);
  return day;
}

/** Customers in the order of their counts, by number from 1. */
export function customersOf(...counts: readonly (string | number)[]): RewardedCustomer[] {
  return counts.map((count, index) => aRewarded(index + 1, count));
}
