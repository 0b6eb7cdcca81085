import { describe, expect, it } from '@jest/globals';
import { aPolicy, aRewarded, bySeat, byTiers, customersOf, dayOf } from '../../../test/builders/rewards.js';
import type { RewardPolicy } from '../../campaigns/reward-policy.js';
import fc from 'fast-check';
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

const someCustomers = fc
  .array(fc.record({ count: fc.integer({ min: 1, max: 40 }), day: fc.integer({ min: 1, max: 31 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((made) => made.map(({ count, day }, index) => aRewarded(index + 1, count, { firstStart: dayOf(day) })));

const someRate = fc.integer({ min: 0, max: 4_000 }).map((thousandths) => (thousandths / 1_000).toFixed(3));

const somePolicy = fc
  .record({
    rates: fc.array(someRate, { minLength: 1, maxLength: 4 }),
    isRising: fc.boolean(),
    volumeOf: fc.constantFrom('each customer', 'the partner'),
    method: fc.constantFrom('marginal', 'whole volume'),
    atTheEdge: fc.constantFrom('the band that begins', 'the band before'),
    cap: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    capOf: fc.constantFrom('cap for each customer', 'cap for each partner'),
    needed: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    before: fc.constantFrom('rewarded', 'not rewarded'),
    at: fc.constantFrom('each customer', 'each partner'),
    direction: fc.constantFrom('half away from zero', 'half to even', 'down', 'up'),
  })
  .map(({ rates, isRising, cap, capOf, needed, before, at, direction, ...tiers }) =>
    byTiers(
      {
        ...tiers,
        bands: (isRising ? rates.toSorted((a, b) => Number(a) - Number(b)) : rates).map(
          (rate, index) => [String(index * 15), rate] as const,
        ),
      },
      {
        ...(cap === undefined ? {} : { [capOf]: { amount: String(cap) } }),
        ...(needed === undefined ? {} : { 'customers needed': { 'at least': needed, 'those before': before } }),
        rounding: { at, direction },
      },
    ),
  );

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

  describe('where more volume pays less', () => {
    const bands = [
      ['0', '20'],
      ['3', '1'],
    ] as const;

    it('has no bound of the whole volume: two of three customers may bring more than all', () => {
      for (const volumeOf of ['the partner', 'each customer'] as const) {
        const policy = byTiers({ method: 'whole volume', volumeOf, bands });
        expect(potential(policy, customersOf(1), [aRewarded(2, 1), aRewarded(3, 1)])).toBeNull();
        expect(potential(policy, customersOf(1), [])).toEqual(['20.00', '20']);
      }
    });

    it('has none either where each customer is cut or rounded by itself: one may take the high band from another', () => {
      const undecided = [aRewarded(2, 5)];
      for (const terms of [
        { 'cap for each customer': { amount: '10' } },
        { 'cap for each product': { amount: '10' } },
        { rounding: { at: 'each customer', direction: 'down' } },
      ])
        expect(potential(byTiers({ bands }, terms), customersOf(1), undecided)).toBeNull();
    });

    it('is what all of them come to where each unit is paid by its own band', () => {
      expect(potential(byTiers({ bands }), customersOf(1), [aRewarded(2, 5)])).toEqual(['44.00', '44']);
      const ofEach = byTiers({ volumeOf: 'each customer', bands }, { 'cap for each customer': { amount: '41' } });
      expect(potential(ofEach, customersOf(1), [aRewarded(2, 5)])).toEqual(['61.00', '61']);
    });
  });

  it('is reached or not, but never exceeded, whoever of the undecided qualifies and with whatever it may count', () => {
    let bounded = 0;
    fc.assert(
      fc.property(
        somePolicy,
        someCustomers,
        fc.array(fc.nat({ max: 100 }), { minLength: 12, maxLength: 12 }),
        (...of) => {
          const [policy, customers, chances] = of;
          const qualified = customers.filter((_, index) => index % 3 === 0);
          const undecided = customers.filter((_, index) => index % 3 !== 0);
          const most = potentialOf(rewardPartner(qualified, policy), qualified, undecided, policy);
          if (most === null) return;
          bounded += 1;
          const turnedOut = undecided.flatMap((customer, index) => {
            const count = Math.floor((Number(customer.count) * (chances[index] ?? 0)) / 100);
            return count === 0 ? [] : [{ ...customer, count: String(count) }];
          });
          const { earned } = rewardPartner([...qualified, ...turnedOut], policy);
          expect(earned.compare(most.earned)).toBeLessThanOrEqual(0);
        },
      ),
      { seed: 1, numRuns: 400 },
    );
    expect(bounded).toBeGreaterThan(150);
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
