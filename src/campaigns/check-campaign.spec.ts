import { expect, it } from '@jest/globals';
import { PER_SEAT, remarksOn, REVENUE, steps, tiers } from '../../test/builders/campaign-remarks.js';

it('ordinary terms contradict nothing', () => {
  expect(remarksOn({})).toEqual([]);
  expect(remarksOn(PER_SEAT)).toEqual([]);
  expect(remarksOn(REVENUE)).toEqual([]);
  expect(remarksOn(tiers(steps(['0', '5'], ['50', '8'])))).toEqual([]);
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
