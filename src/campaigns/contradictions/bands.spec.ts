import { describe, expect, it } from '@jest/globals';
import { remarksOn, REVENUE, steps, tell, tiers } from '../../../test/builders/campaign-remarks.js';
import type { SpokenTerms } from '../../../test/campaign-builder.js';

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
