import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../../test/campaign-builder.js';
import { RULES, rulesFor, rulesOfBits } from './index.js';

describe('the rules', () => {
  it('stand in the order in which reasons are listed', () => {
    expect(RULES.map(({ id }) => id)).toEqual([
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
    ]);
  });

  it('keep the bits under which they are stored', () => {
    expect(RULES.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('all apply to the first campaign', () => {
    expect(rulesFor(aCampaign().terms)).toEqual(RULES);
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

  it('are found again from their bits, in their order', () => {
    expect(rulesOfBits(0)).toEqual([]);
    expect(rulesOfBits(0b1000_0000_0001)).toEqual(['segment', 'one-reward-per-customer']);
    expect(rulesOfBits((1 << RULES.length) - 1)).toEqual(RULES.map(({ id }) => id));
  });
});
