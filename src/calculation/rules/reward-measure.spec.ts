import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, officialRun, UNKNOWN_SEATS } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign, type SpokenTerms } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import { known, type CaseFacts } from './case-facts.js';
import { countedSeats } from './measure.js';
import { rewardMeasure } from './reward-measure.js';

const withReward = (reward: SpokenTerms) => aCampaign({ 'reward for each customer': undefined, ...reward }).terms;
const BY_SEAT = { 'reward for each seat': { amount: '5', currency: 'GBP', seats: 'all' } };
const SEATS = withReward(BY_SEAT);
const ADDED = withReward({
  'reward for each seat': { amount: '5', currency: 'GBP', seats: 'added' },
  'seats added': { 'at least': 0, 'billed on': '2018-12-31' },
});
const REVENUE = withReward({
  'reward of billed revenue': { percent: '5', currency: 'GBP' },
  rounding: { at: 'each customer', direction: 'down' },
});
const of = (terms: typeof SEATS, facts: Partial<CaseFacts>) => evaluated(rewardMeasure, caseFacts(facts), terms);
const NOT_READ = { customer: aCustomer({ noReading: 'stale' }) } as const;

describe('what the reward counts', () => {
  it('are qualifying seats, once they are known', () => {
    expect(of(SEATS, { seatsQualifying: known(0) })).toMatchObject({
      outcome: 'met',
      because: 'seats-counted',
      observed: 0,
    });
    expect(of(SEATS, { seatsQualifying: UNKNOWN_SEATS, ...NOT_READ })).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'stale',
    });
    expect(of(SEATS, { seatsQualifying: { least: 0, most: 1 } }).because).toBe('billing-not-complete');
  });

  it('is known where the bounds leave only one number', () => {
    expect(of(SEATS, { seatsQualifying: { least: 0, most: 0 }, ...NOT_READ })).toMatchObject({
      outcome: 'met',
      observed: 0,
    });
  });

  it('are seats added, where these are rewarded', () => {
    expect(of(ADDED, { seatsAdded: known(4), seatsQualifying: UNKNOWN_SEATS })).toMatchObject({
      outcome: 'met',
      because: 'added-seats-counted',
      observed: 4,
    });
    const run = officialRun({
      billingStretches: [{ from: calendarDate('2019-01-01'), to: calendarDate('2019-06-30') }],
    });
    expect(of(ADDED, { seatsAdded: UNKNOWN_SEATS, run })).toMatchObject({
      outcome: 'unknown',
      because: 'comparison-not-complete',
    });
    expect(of(ADDED, { seatsAdded: UNKNOWN_SEATS, ...NOT_READ }).because).toBe('stale');
  });

  it('are no more seats than a maximum that counts', () => {
    const upTo = (seats: number, above: string) => withReward({ ...BY_SEAT, 'maximum seats': { seats, above } });
    expect(of(upTo(10, 'the maximum counts'), { seatsQualifying: known(15) }).observed).toBe(10);
    expect(countedSeats({ least: 0, most: 15 }, upTo(10, 'the maximum counts'))).toEqual({ least: 0, most: 10 });
    expect(countedSeats({ least: 0, most: 15 }, upTo(10, 'not eligible'))).toEqual({ least: 0, most: 15 });
  });

  it('is what was billed within the window, in the currency of the reward', () => {
    expect(of(REVENUE, { revenue: { amount: '12.5', currency: 'GBP', hasOtherCurrency: false } })).toMatchObject({
      outcome: 'met',
      because: 'revenue-counted',
      observed: '12.50 GBP',
      required: ['2019-01-01', '2019-06-30'],
    });
    expect(of(REVENUE, { revenue: { amount: '0', currency: 'GBP', hasOtherCurrency: true } })).toMatchObject({
      outcome: 'unknown',
      because: 'revenue-in-other-currency',
    });
    expect(of(REVENUE, { revenue: null })).toMatchObject({ outcome: 'unknown', because: 'revenue-not-complete' });
  });

  it('is no question where customers are counted', () => {
    expect(rewardMeasure.applies(aCampaign().terms)).toBe(false);
    for (const terms of [SEATS, ADDED, REVENUE]) expect(rewardMeasure.applies(terms)).toBe(true);
  });
});
