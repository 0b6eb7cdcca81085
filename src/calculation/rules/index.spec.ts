import { describe, expect, it } from '@jest/globals';
import { EVERY_TERM } from '../../../test/builders/case-facts.js';
import { aCampaign } from '../../../test/campaign-builder.js';
// Not by the area's face: that would bring the database along.
import { rewardMeasure, rewardMethod } from '../../campaigns/reward-terms.js';
import { customersNeeded, measureOf, RULES, rulesFor, rulesOfBits } from './index.js';

const AT_EACH_PARTNER = { rounding: { at: 'each partner', direction: 'half away from zero' } };
const TIERS = {
  currency: 'USD',
  measure: 'billed revenue',
  'volume of': 'the partner',
  method: 'marginal',
  'at the edge': 'the band that begins',
  bands: [{ from: '0', percent: '5' }],
};

/** The twelve of the first campaign, in their order. */
const FIRST_TWELVE = [
  'segment',
  'new-customer',
  'assigned-seats',
  'billed-seats',
  'qualifying-seats',
  'membership',
  'agreement',
  'competency',
  'eligibility-day',
  'enrolment',
  'proof-of-performance',
  'one-reward-per-customer',
];

describe('the rules', () => {
  it('stand in the order in which reasons are listed, and keep the bits under which they are stored', () => {
    expect(RULES.map(({ id, number }) => [id, number])).toEqual([
      ['segment', 0],
      ['territory', 12],
      ['new-customer', 1],
      ['no-recent-billing', 13],
      ['baseline-bill', 14],
      ['licence-type', 15],
      ['assigned-seats', 2],
      ['billed-seats', 3],
      ['qualifying-seats', 4],
      ['maximum-seats', 16],
      ['seats-added', 17],
      ['membership', 5],
      ['agreement', 6],
      ['competency', 7],
      ['eligibility-day', 8],
      ['enrolment', 9],
      ['exclusion', 18],
      ['registration', 22],
      ['claim', 19],
      ['proof-of-performance', 10],
      ['reward-measure', 20],
      ['one-reward-per-customer', 11],
      ['customers-needed', 21],
    ]);
  });

  it('are twelve for the first campaign', () => {
    expect(rulesFor(aCampaign().terms).map(({ id }) => id)).toEqual(FIRST_TWELVE);
  });

  it('are left out where a campaign has no term for them', () => {
    const { terms } = aCampaign({ segments: undefined, 'minimum seats': undefined, enrolment: undefined });
    expect(rulesFor(terms).map(({ id }) => id)).toEqual([
      'new-customer',
      'membership',
      'agreement',
      'competency',
      'eligibility-day',
      'proof-of-performance',
      'one-reward-per-customer',
    ]);
  });

  it('all look at one customer where a campaign has all terms, save the one that looks at all of a partner', () => {
    const { terms } = aCampaign(EVERY_TERM);
    expect(rulesFor(terms).map(({ id }) => id)).toEqual(RULES.map(({ id }) => id).slice(0, -1));
    expect(customersNeeded.applies(terms)).toBe(true);
    expect(customersNeeded.applies(aCampaign().terms)).toBe(false);
  });

  it('are found again from their bits, in their order', () => {
    expect(rulesOfBits(0)).toEqual([]);
    expect(rulesOfBits(0b1000_0000_0001)).toEqual(['segment', 'one-reward-per-customer']);
    expect(rulesOfBits((1 << 21) | (1 << 12) | 2)).toEqual(['territory', 'new-customer', 'customers-needed']);
    expect(rulesOfBits((1 << RULES.length) - 1)).toEqual(RULES.map(({ id }) => id));
  });
});

describe('what the reward counts', () => {
  it.each([
    [{ 'reward for each customer': { amount: '5', currency: 'USD' } }, 'customers'],
    [{ 'reward for each seat': { amount: '5', currency: 'USD', seats: 'all' } }, 'seats'],
    [EVERY_TERM, 'seats added'],
    [{ 'reward of billed revenue': { percent: '5', currency: 'USD' }, ...AT_EACH_PARTNER }, 'billed revenue'],
    [{ 'reward by tiers': TIERS, ...AT_EACH_PARTNER }, 'billed revenue'],
  ])('%j is %s, by the words of its method too', (reward, measure) => {
    const { terms } = aCampaign({ 'reward for each customer': undefined, ...reward });
    expect(measureOf(terms)).toBe(measure);
    expect(rewardMeasure(rewardMethod(terms))).toBe(measure);
  });
});
