import { describe, expect, it } from '@jest/globals';
import { aRewarded, byRevenue, bySeat, customersOf } from '../../../test/builders/rewards.js';
import { rewardPartner } from './reward-partner.js';

const capped = (cap: string, amount: string): unknown => {
  const [customer] = rewardPartner(
    customersOf(1),
    bySeat(amount, { 'cap for each customer': { amount: cap } }),
  ).customers;
  return [customer?.gross, customer?.exact, customer?.reductions];
};

describe('a cap of USD 100 for each customer', () => {
  it.each([['99.99'], ['100']])('leaves %s', (amount) => {
    expect(capped('100.00', amount)).toEqual([amount, amount, []]);
  });

  it.each([['100.01'], ['100.0001'], ['5000']])('is all that comes of %s', (amount) => {
    const cut = { cap: 'customer', before: amount, after: '100' };
    expect(capped('100.00', amount)).toEqual([amount, '100', [cut]]);
  });

  it('holds for each by itself', () => {
    const reward = rewardPartner(customersOf(5, 15, 10), bySeat('10', { 'cap for each customer': { amount: '100' } }));
    expect(reward.customers.map(({ exact }) => exact)).toEqual(['50', '100', '100']);
    expect(reward.earned.toString()).toBe('250.00');
  });

  it('of nothing pays nothing', () => {
    expect(capped('0', '5')).toEqual(['5', '0', [{ cap: 'customer', before: '5', after: '0' }]]);
  });
});

describe('a cap of USD 100 for each product', () => {
  const policy = bySeat('10', { 'cap for each product': { amount: '100' } });
  const sales = (number: number, seats: number) => aRewarded(number, seats, { parts: { sales: String(seats) } });

  it.each([
    ['below', 4, 5, ['40', '50'], '90.00'],
    ['exactly at', 4, 6, ['40', '60'], '100.00'],
  ])('leaves a sum %s the cap', (_, first, second, exact, earned) => {
    const reward = rewardPartner([sales(1, first), sales(2, second)], policy);
    expect(reward.customers.map((each) => [each.exact, each.reductions])).toEqual(exact.map((each) => [each, []]));
    expect(reward.earned.toString()).toBe(earned);
  });

  it('scales all parts of a sum above it down to it, exactly', () => {
    const reward = rewardPartner([sales(1, 5), sales(2, 5), sales(3, 5)], policy);
    const cut = { cap: 'product', product: 'sales', before: '50', after: '100/3' };
    expect(reward.customers.map((each) => [each.exact, each.reductions])).toEqual(
      [1, 2, 3].map(() => ['100/3', [cut]]),
    );
    expect(reward.exact).toBe('100');
    expect(reward.customers.map((each) => each.reward.toString())).toEqual(['33.34', '33.33', '33.33']);
  });

  it('cuts only the products above it, in proportion to what a customer counts of each', () => {
    const both = aRewarded(1, 15, { parts: { service: '12', sales: '3' } });
    const reward = rewardPartner([both, sales(2, 7)], policy);
    expect(reward.customers.map((each) => [each.exact, each.reductions])).toEqual([
      ['130', [{ cap: 'product', product: 'service', before: '120', after: '100' }]],
      ['70', []],
    ]);
    const [first] = rewardPartner([both, sales(2, 17)], policy).customers;
    expect(first?.reductions).toEqual([
      { cap: 'product', product: 'sales', before: '30', after: '15' },
      { cap: 'product', product: 'service', before: '120', after: '100' },
    ]);
    expect(first?.exact).toBe('115');
  });

  it('splits what the cap for the customer left', () => {
    const both = { ...policy, caps: { ...policy.caps, customer: '300' } };
    const [customer] = rewardPartner([aRewarded(1, 60, { parts: { sales: '20', service: '40' } })], both).customers;
    expect(customer?.gross).toBe('600');
    expect(customer?.reductions).toEqual([
      { cap: 'customer', before: '600', after: '300' },
      { cap: 'product', product: 'service', before: '200', after: '100' },
    ]);
    expect(customer?.exact).toBe('200');
  });

  it('takes parts as proportions, whatever they come to', () => {
    const revenue = byRevenue('10', { 'cap for each product': { amount: '50' } });
    // A product below zero counts as nothing, so that the others come to more than the customer's revenue.
    const parts = { sales: '900', service: '300', marketing: '0' };
    const [customer] = rewardPartner([aRewarded(1, '1000', { parts })], revenue).customers;
    expect(customer?.reductions).toEqual([{ cap: 'product', product: 'sales', before: '75', after: '50' }]);
    expect(customer?.exact).toBe('75');
  });

  it('does not cut what is of no known product', () => {
    const reward = rewardPartner([aRewarded(1, 50), sales(2, 20)], policy);
    expect(reward.customers.map(({ exact }) => exact)).toEqual(['500', '100']);
  });

  it('has nothing to cut where nothing counts', () => {
    const reward = rewardPartner([aRewarded(1, 0, { parts: { sales: '0' } })], policy);
    expect(reward.customers).toMatchObject([{ exact: '0', reductions: [] }]);
  });
});
