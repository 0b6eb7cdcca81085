import { describe, expect, it } from '@jest/globals';
import { aPolicy, customersOf } from '../../../test/builders/rewards.js';
import { rewardPartner } from './reward-partner.js';

/** What each customer earns, and the partner, at USD 100 a customer. */
function earned(customers: number, gate?: unknown): unknown[] {
  const policy = aPolicy({ 'reward for each customer': { amount: '100', currency: 'USD' }, 'customers needed': gate });
  const reward = rewardPartner(customersOf(...Array.from({ length: customers }, () => '1')), policy);
  return [...reward.customers.map((each) => Number(each.reward.toString())), reward.earned.toString()];
}

describe('a reward from the third customer on', () => {
  const notRewarded = { 'at least': 3, 'those before': 'not rewarded' };
  const rewarded = { 'at least': 3, 'those before': 'rewarded' };

  it.each([
    [2, [0, 0, '0.00']],
    [3, [0, 0, 100, '100.00']],
    [4, [0, 0, 100, 100, '200.00']],
  ])('where those before are not rewarded: %i customers', (customers, expected) => {
    expect(earned(customers, notRewarded)).toEqual(expected);
  });

  it.each([
    [3, [100, 100, 100, '300.00']],
    [4, [100, 100, 100, 100, '400.00']],
  ])('where those before are rewarded too: %i customers', (customers, expected) => {
    expect(earned(customers, rewarded)).toEqual(expected);
  });

  it('of which one is needed rewards the first', () => {
    expect(earned(1, { 'at least': 1, 'those before': 'not rewarded' })).toEqual([100, '100.00']);
  });

  it('without a gate rewards all', () => {
    expect(earned(2)).toEqual([100, 100, '200.00']);
    expect(earned(0)).toEqual(['0.00']);
  });

  it('says who stands before it, by place, and counts nothing of them', () => {
    const policy = aPolicy({ 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } });
    const [first, second] = rewardPartner(customersOf('1', '1'), policy).customers;
    expect(first).toEqual({
      customerId: '00000000-0000-0000-0000-000000000001',
      position: 1,
      isRewarded: false,
      count: '1',
      parts: [],
      lines: [],
      gross: '0',
      reductions: [],
      exact: '0',
      reward: expect.anything(),
    });
    expect(second).toMatchObject({ position: 2, isRewarded: true, gross: '2000', exact: '2000' });
  });
});
