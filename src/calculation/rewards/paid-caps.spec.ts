import { describe, expect, it } from '@jest/globals';
import { aPolicy, bySeat, customersOf } from '../../../test/builders/rewards.js';
import { Money } from '../../kernel/index.js';
import { cutPartner, shareCampaignCap } from './paid-caps.js';
import type { PartnerReward } from './partner-reward.js';
import { rewardPartner } from './reward-partner.js';

const usd = (amount: string): Money => Money.of(amount, 'USD');
const rewards = ({ customers }: PartnerReward): string[] => customers.map(({ reward }) => reward.toString());

describe('a cap of USD 100 for each partner', () => {
  const policy = bySeat('0.01', { 'cap for each partner': { amount: '100' } });

  it.each([
    ['a cent below', [4999, 5000], ['49.99', '50.00'], '99.99'],
    ['exactly at', [5000, 5000], ['50.00', '50.00'], '100.00'],
  ])('leaves what is %s', (_, seats, expected, earned) => {
    const reward = rewardPartner(customersOf(...seats), policy);
    expect(rewards(reward)).toEqual(expected);
    expect(reward.customers.flatMap(({ reductions }) => reductions)).toEqual([]);
    expect([reward.earned.toString(), reward.rounded.toString()]).toEqual([earned, earned]);
  });

  it('takes the cent above from the customer that it leaves the smallest remainder', () => {
    const reward = rewardPartner(customersOf(5001, 5000), policy);
    expect(rewards(reward)).toEqual(['50.00', '50.00']);
    expect(reward.customers.map(({ reductions }) => reductions)).toEqual([
      [{ cap: 'partner', before: '50.01', after: '50.00' }],
      [],
    ]);
    expect([reward.exact, reward.rounded.toString(), reward.earned.toString()]).toEqual(['100.01', '100.01', '100.00']);
  });

  it('is allocated in proportion, the odd cent to the first sale among equals', () => {
    const reward = rewardPartner(customersOf(7000, 7000, 7000), policy);
    expect(rewards(reward)).toEqual(['33.34', '33.33', '33.33']);
    expect(reward.customers.map(({ exact }) => exact)).toEqual(['70', '70', '70']);
    expect(rewards(rewardPartner(customersOf(30000, 10000), policy))).toEqual(['75.00', '25.00']);
  });

  it('gives those before the gate nothing', () => {
    const gated = { ...policy, customersNeeded: { atLeast: 2, thoseBefore: 'not rewarded' as const } };
    expect(rewards(rewardPartner(customersOf(20000, 20000), gated))).toEqual(['0.00', '100.00']);
  });
});

describe('a cap of USD 100 for the campaign', () => {
  const policy = aPolicy({ 'cap for the campaign': { amount: '100', shared: 'in proportion' } });
  const shares = (...earned: readonly (readonly [string, string])[]): string[] =>
    shareCampaignCap(
      earned.map(([partnerId, amount]) => ({ partnerId, earned: usd(amount) })),
      policy,
    ).map((each) => each.toString());

  it.each([
    ['a cent below', '59.99', ['40.00', '59.99']],
    ['exactly at', '60.00', ['40.00', '60.00']],
  ])('leaves what is %s', (_, second, expected) => {
    expect(shares(['1', '40.00'], ['2', second])).toEqual(expected);
  });

  it('is shared in proportion where all together earn a cent more', () => {
    // 39.996.. and 60.003..: the larger remainder is the first one's.
    expect(shares(['1', '40.00'], ['2', '60.01'])).toEqual(['40.00', '60.00']);
    expect(shares(['1', '30'], ['2', '10'], ['3', '0'], ['4', '160'])).toEqual(['15.00', '5.00', '0.00', '80.00']);
  });

  it('serves the lower partner id first among equals, in whatever order they are given', () => {
    expect(shares(['3', '70'], ['1', '70'], ['2', '70'])).toEqual(['33.33', '33.34', '33.33']);
    expect(shares(['2', '70'], ['10', '70'], ['1', '70'])).toEqual(['33.33', '33.33', '33.34']);
  });

  it('has nothing to share where nobody earns, and holds nobody back where there is none', () => {
    expect(shares()).toEqual([]);
    expect(shareCampaignCap([{ partnerId: '1', earned: usd('500') }], aPolicy()).map(String)).toEqual(['500.00']);
  });

  it('of nothing leaves nothing', () => {
    const none = { ...policy, caps: { ...policy.caps, campaign: '0' } };
    expect(shareCampaignCap([{ partnerId: '1', earned: usd('5') }], none).map(String)).toEqual(['0.00']);
  });

  it('comes to the customers of a partner as its own cap does', () => {
    const reward = rewardPartner(customersOf(1, 1, 1), bySeat('100', { 'cap for each partner': { amount: '200' } }));
    const cut = cutPartner(reward, usd('100'));
    expect(rewards(cut)).toEqual(['33.34', '33.33', '33.33']);
    expect(cut.customers[0]?.reductions).toEqual([
      { cap: 'partner', before: '100.00', after: '66.67' },
      { cap: 'campaign', before: '66.67', after: '33.34' },
    ]);
    expect([cut.exact, cut.rounded.toString(), cut.earned.toString()]).toEqual(['300', '300.00', '100.00']);
  });

  it('leaves a partner alone that earns what it did', () => {
    const reward = rewardPartner(customersOf(1, 1), bySeat('100'));
    expect(cutPartner(reward, usd('200'))).toBe(reward);
    expect(rewards(cutPartner(reward, usd('199.99')))).toEqual(['100.00', '99.99']);
  });

  it('is shared in yen and dinars as in dollars', () => {
    for (const [currency, parts] of [
      ['JPY', ['34', '33', '33']],
      ['KWD', ['33.334', '33.333', '33.333']],
    ] as const) {
      const policyOf = bySeat('1', { 'cap for the campaign': { amount: '100', shared: 'in proportion' } }, currency);
      const earned = ['1', '2', '3'].map((partnerId) => ({ partnerId, earned: Money.of('50', currency) }));
      expect(shareCampaignCap(earned, policyOf).map(String)).toEqual(parts);
    }
  });
});
