import { describe, expect, it } from '@jest/globals';
import { aPolicy, aRewarded, bySeat, byTiers, customersOf } from '../../../test/builders/rewards.js';
import type { RewardPolicy } from '../../campaigns/reward-policy.js';
import { Money } from '../../kernel/index.js';
import type { RewardedCustomer } from './counted.js';
import { cutPartner } from './paid-caps.js';
import { comparedEarning, potentialOf, type UndecidedCustomer } from './potential.js';
import { rewardPartner } from './reward-partner.js';

function potential(
  policy: RewardPolicy,
  qualified: readonly RewardedCustomer[],
  undecided: readonly UndecidedCustomer[],
): unknown {
  const most = potentialOf(rewardPartner(qualified, policy), qualified, undecided, policy);
  return most === null ? null : [most.earned.toString(), most.exact];
}

describe('the potential of a partner', () => {
  it('is what it earns where nobody is undecided', () => {
    expect(potential(bySeat('0.333'), customersOf(1, 1), [])).toEqual(['0.67', '0.666']);
    expect(potential(bySeat('1'), [], [])).toEqual(['0.00', '0']);
  });

  it('adds the most that its undecided customers can count', () => {
    expect(potential(bySeat('1.111'), customersOf(10), [aRewarded(2, 15)])).toEqual(['27.78', '27.775']);
    expect(potential(aPolicy(), [], customersOf(1, 1))).toEqual(['4000.00', '4000']);
  });

  it('has no bound where that of one undecided customer is not known', () => {
    const unknown = { ...aRewarded(3, 0), count: null };
    expect(potential(bySeat('1'), customersOf(10), [aRewarded(2, 15), unknown])).toBeNull();
    expect(potential(bySeat('1'), customersOf(10), [unknown, aRewarded(2, 15)])).toBeNull();
  });

  it('includes what an undecided customer lifts the others to', () => {
    const bands = [
      ['0', '1'],
      ['20', '2'],
    ] as const;
    expect(potential(byTiers({ method: 'whole volume', bands }), customersOf(10), [aRewarded(2, 10)])).toEqual([
      '40.00',
      '40',
    ]);
  });

  it('is never less than what is earned, though more volume pays less', () => {
    const bands = [
      ['0', '10'],
      ['20', '1'],
    ] as const;
    expect(potential(byTiers({ method: 'whole volume', bands }), customersOf(10), [aRewarded(2, 10)])).toEqual([
      '100.00',
      '100',
    ]);
  });

  it('fills the places before the gate', () => {
    const policy = bySeat('1', { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } });
    expect(potential(policy, [], customersOf(30, 20, 10))).toEqual(['30.00', '30']);
    // Were the first decided, the one that is rewarded now would be moved on, not out.
    expect(potential(policy, [aRewarded(2, 20), aRewarded(3, 10)], [aRewarded(1, 30)])).toEqual(['30.00', '30']);
  });

  it('is what the cap for the campaign left where nobody is undecided, and else takes no account of it', () => {
    const [policy, qualified] = [bySeat('1'), customersOf(100)];
    const cut = cutPartner(rewardPartner(qualified, policy), Money.of('60', 'USD'));
    const most = (...undecided: UndecidedCustomer[]) =>
      potentialOf(cut, qualified, undecided, policy)?.earned.toString();
    expect(most()).toBe('60.00');
    expect(most(aRewarded(2, 5))).toBe('105.00');
  });

  it('stops at the cap for the partner, and says so before rounding too', () => {
    const policy = bySeat('1.0004', { 'cap for each partner': { amount: '100' } });
    expect(potential(policy, customersOf(99), [aRewarded(2, 50)])).toEqual(['100.00', '100']);
    expect(potential(policy, customersOf(150), [aRewarded(2, 50)])).toEqual(['100.00', '100']);
  });
});

describe('what a minimum payout is held against before rounding', () => {
  it('is the exact sum', () => {
    const { earned, exact } = comparedEarning(rewardPartner(customersOf(1, 1, 1), bySeat('0.3333')));
    expect([earned.toString(), exact]).toEqual(['1.00', '0.9999']);
  });

  it('is what is earned where a cap for the partner or the campaign made it less', () => {
    const reward = rewardPartner(customersOf(1), bySeat('10.1111', { 'cap for each partner': { amount: '10.10' } }));
    expect(comparedEarning(reward).exact).toBe('10.1');
    const cut = cutPartner(rewardPartner(customersOf(1), bySeat('10.1111')), Money.of('10', 'USD'));
    expect(comparedEarning(cut).exact).toBe('10');
  });

  it('is the exact sum where the cap is exactly what is earned', () => {
    const reward = rewardPartner(customersOf(1), bySeat('10.1011', { 'cap for each partner': { amount: '10.10' } }));
    expect(comparedEarning(reward).exact).toBe('10.1011');
  });
});
