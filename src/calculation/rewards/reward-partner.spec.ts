import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aPolicy,
  aRewarded,
  byRevenue,
  bySeat,
  byTiers,
  customersOf,
  dayOf,
  type TiersOfTest,
} from '../../../test/builders/rewards.js';
import type { RewardPolicy } from '../../campaigns/reward-policy.js';
import { currencyOf, Money, Ratio, sumOf } from '../../kernel/index.js';
import type { RewardedCustomer } from './counted.js';
import { cutPartner, shareCampaignCap } from './paid-caps.js';
import type { PartnerReward } from './partner-reward.js';
import { potentialOf } from './potential.js';
import { rewardPartner } from './reward-partner.js';

describe('a partner', () => {
  it('earns through all steps what can be worked out by hand', () => {
    const policy = byTiers(
      {
        bands: [
          ['0', '10.005'],
          ['20', '12'],
        ],
      },
      {
        'customers needed': { 'at least': 2, 'those before': 'not rewarded' },
        'cap for each customer': { amount: '200' },
        'cap for each product': { amount: '150' },
        'cap for each partner': { amount: '280' },
        rounding: { at: 'each customer', direction: 'down' },
      },
    );
    const reward = rewardPartner(
      [
        aRewarded(3, 30, { parts: { sales: '10', service: '20' } }),
        aRewarded(2, 11, { parts: { sales: '11' } }),
        aRewarded(1, 50, { parts: { sales: '50' } }),
      ],
      policy,
    );
    expect(reward.customers.map(({ reward: each, ...rest }) => ({ ...rest, reward: each.toString() }))).toEqual([
      {
        customerId: '00000000-0000-0000-0000-000000000001',
        position: 1,
        isRewarded: false,
        count: '50',
        parts: [{ product: 'sales', count: '50' }],
        lines: [],
        gross: '0',
        reductions: [],
        exact: '0',
        reward: '0.00',
      },
      {
        customerId: '00000000-0000-0000-0000-000000000002',
        position: 2,
        isRewarded: true,
        count: '11',
        parts: [{ product: 'sales', count: '11' }],
        lines: [{ units: '11', rate: '10.005', per: 'unit', band: 1, volume: '11', amount: '110.055' }],
        gross: '110.055',
        // Sales come to 110.055 + 200 / 3 = 176.721..
        reductions: [
          { cap: 'product', product: 'sales', before: '110.055', after: '9904950/106033' },
          { cap: 'partner', before: '93.41', after: '92.32' },
        ],
        exact: '9904950/106033',
        reward: '92.32',
      },
      {
        customerId: '00000000-0000-0000-0000-000000000003',
        position: 3,
        isRewarded: true,
        count: '30',
        parts: [
          { product: 'sales', count: '10' },
          { product: 'service', count: '20' },
        ],
        lines: [
          { units: '8', rate: '10.005', per: 'unit', band: 1, volume: '19', amount: '80.04' },
          { units: '22', rate: '12', per: 'unit', band: 2, volume: '41', amount: '264' },
        ],
        gross: '344.04',
        reductions: [
          { cap: 'customer', before: '344.04', after: '200' },
          { cap: 'product', product: 'sales', before: '200/3', after: '6000000/106033' },
          { cap: 'partner', before: '189.91', after: '187.68' },
        ],
        exact: '60413200/318099',
        reward: '187.68',
      },
    ]);
    expect([reward.exact, reward.rounded.toString(), reward.earned.toString()]).toEqual(['850/3', '283.32', '280.00']);
  });

  it('with no customers earns nothing', () => {
    expect(rewardPartner([], aPolicy())).toMatchObject({ customers: [], exact: '0' });
    expect(rewardPartner([], aPolicy()).earned.toString()).toBe('0.00');
  });

  it('earns in yen and dinars to their own units', () => {
    const yen = rewardPartner(customersOf(1, 2), bySeat('10.5', {}, 'JPY'));
    expect([yen.earned, ...yen.customers.map((each) => each.reward)].map(String)).toEqual(['32', '11', '21']);
    const dinars = rewardPartner(customersOf('10.01', '0.05'), byRevenue('1', {}, 'KWD'));
    expect([dinars.earned, ...dinars.customers.map((each) => each.reward)].map(String)).toEqual([
      '0.101',
      '0.100',
      '0.001',
    ]);
  });
});

const RISING: TiersOfTest['bands'] = [
  ['0', '1.005'],
  ['10', '1.333'],
  ['40', '2'],
];
const FALLING: TiersOfTest['bands'] = [
  ['0', '2'],
  ['10', '1.333'],
  ['40', '1.005'],
];

const edges = ['the band that begins', 'the band before'] as const;
const volumes = ['the partner', 'each customer'] as const;
const tiersWith = (method: 'marginal' | 'whole volume', ...bands: TiersOfTest['bands'][]): RewardPolicy[] =>
  bands.flatMap((each) =>
    edges.flatMap((atTheEdge) =>
      volumes.map((volumeOf) => byTiers({ method, atTheEdge, volumeOf, bands: each }, { rounding: ROUNDED })),
    ),
  );

const ROUNDED = { at: 'each partner', direction: 'half away from zero' };
const MARGINAL = tiersWith('marginal', RISING, FALLING);
const WHOLE_RISING = tiersWith('whole volume', RISING);
const LINEAR = [bySeat('1.005'), byRevenue('33.3333'), aPolicy()];
const METHODS = [...MARGINAL, ...WHOLE_RISING, ...tiersWith('whole volume', FALLING), ...LINEAR];

const caps = fc.option(fc.integer({ min: 0, max: 150 }).map(String), { nil: null });
const roundings = fc.record({
  at: fc.constantFrom('each customer' as const, 'each partner' as const),
  direction: fc.constantFrom('half away from zero' as const, 'half to even' as const, 'down' as const, 'up' as const),
});
const policies = fc
  .record({
    method: fc.constantFrom(...METHODS),
    currency: fc.constantFrom('USD', 'JPY', 'KWD').map(currencyOf),
    caps: fc.record({ customer: caps, product: caps, partner: caps, campaign: caps }),
    rounding: roundings,
    customersNeeded: fc.option(
      fc.record({
        atLeast: fc.integer({ min: 1, max: 4 }),
        thoseBefore: fc.constantFrom('rewarded' as const, 'not rewarded' as const),
      }),
      { nil: null },
    ),
  })
  .map(({ method, ...rest }): RewardPolicy => ({ ...method, ...rest }));

/** By number, so that no two are one customer; some bought on the same day, or on none. */
const customers = fc
  .array(
    fc.record({
      sales: fc.integer({ min: 0, max: 30 }),
      service: fc.integer({ min: 0, max: 30 }),
      day: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ sales, service, day }, index) =>
      aRewarded(index + 1, sales + service, {
        parts: { sales: String(sales), service: String(service) },
        firstStart: day === null ? null : dayOf(day),
      }),
    ),
  );

const exactOf = (written: string): Ratio => Ratio.of(written);
const paid = (money: Money): Ratio => Ratio.of(money.toString());

describe('whatever a partner is rewarded for', () => {
  it('the rewards of its customers add up to what it earns, and their exact amounts to the sum', () => {
    fc.assert(
      fc.property(customers, policies, (given, policy) => {
        const { customers: rewarded, earned, exact } = rewardPartner(given, policy);
        expect(sumOf(rewarded.map((each) => paid(each.reward)))).toEqual(paid(earned));
        expect(sumOf(rewarded.map((each) => exactOf(each.exact)))).toEqual(exactOf(exact));
        expect(rewarded.every((each) => each.reward.amount.gte(0))).toBe(true);
      }),
    );
  });

  it('the order in which customers are given does not matter', () => {
    const shuffled = customers.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(shuffled, policies, ([given, other], policy) => {
        expect(rewardPartner(other, policy)).toEqual(rewardPartner(given, policy));
      }),
    );
  });

  it('no cap is exceeded', () => {
    fc.assert(
      fc.property(customers, policies, (given, policy) => {
        const { customers: rewarded, earned } = rewardPartner(given, policy);
        const { customer, product, partner } = policy.caps;
        if (partner !== null) expect(paid(earned).compare(exactOf(partner))).toBeLessThanOrEqual(0);
        for (const each of rewarded)
          if (customer !== null) expect(paid(each.reward).compare(exactOf(customer))).toBeLessThanOrEqual(0);
        if (product === null) return;
        for (const name of ['sales', 'service']) {
          const cut = rewarded
            .flatMap(({ reductions }) => reductions)
            .filter((each) => each.cap === 'product' && each.product === name);
          if (cut.length > 0) expect(sumOf(cut.map(({ after }) => exactOf(after)))).toEqual(exactOf(product));
        }
      }),
    );
  });

  it('each figure follows from those before it', () => {
    fc.assert(
      fc.property(customers, policies, (given, policy) => {
        for (const each of rewardPartner(given, policy).customers) {
          const amounts = each.lines.map(({ units, rate, per }) =>
            exactOf(units)
              .times(exactOf(rate))
              .over(exactOf(per === 'unit' ? '1' : '100')),
          );
          expect(sumOf(amounts)).toEqual(exactOf(each.gross));
          if (each.isRewarded && each.lines.length > 0)
            expect(sumOf(each.lines.map(({ units }) => exactOf(units)))).toEqual(exactOf(each.count));
          const taken = each.reductions
            .filter(({ cap }) => cap === 'customer' || cap === 'product')
            .map(({ before, after }) => exactOf(before).minus(exactOf(after)));
          expect(exactOf(each.gross).minus(sumOf(taken))).toEqual(exactOf(each.exact));
        }
      }),
    );
  });

  it('who is before the gate gets nothing; the others are as if these were not there', () => {
    fc.assert(
      fc.property(customers, policies, fc.integer({ min: 1, max: 4 }), (given, policy, atLeast) => {
        const gated = rewardPartner(given, { ...policy, customersNeeded: { atLeast, thoseBefore: 'not rewarded' } });
        const before = gated.customers.slice(0, atLeast - 1);
        expect(before.every(({ reward, isRewarded }) => reward.isZero() && !isRewarded)).toBe(true);
        const behind = given.filter(({ customerId }) => before.every((each) => each.customerId !== customerId));
        const alone = rewardPartner(behind, { ...policy, customersNeeded: null });
        expect(gated.customers.slice(atLeast - 1).map(({ position: _position, ...each }) => each)).toEqual(
          alone.customers.map(({ position: _position, ...each }) => each),
        );
        expect(gated.earned.compare(alone.earned)).toBe(0);
      }),
    );
  });

  it('its potential is no less than what it earns', () => {
    fc.assert(
      fc.property(customers, policies, fc.integer({ min: 0, max: 8 }), (given, policy, decided) => {
        const qualified = given.slice(0, decided);
        const reward = rewardPartner(qualified, policy);
        const potential = potentialOf(reward, qualified, given.slice(decided), policy);
        // Without a bound it is more than anything.
        expect(potential?.earned.compare(reward.earned) ?? 1).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

/** The same customers, one of them with a seat more. */
const oneMore = customers
  .filter((given) => given.length > 0)
  .chain((given) => fc.tuple(fc.constant(given), fc.nat({ max: given.length - 1 })))
  .map(([given, index]): [RewardedCustomer[], RewardedCustomer[]] => [
    given,
    given.map((each, at) => (at === index ? { ...each, count: String(Number(each.count) + 1) } : each)),
  ]);

describe('one more seat', () => {
  const bySeats = [...MARGINAL, ...WHOLE_RISING, bySeat('1.005')];

  it('never earns less, marginally, or by the whole volume where rates do not fall', () => {
    fc.assert(
      fc.property(oneMore, fc.constantFrom(...bySeats), caps, roundings, ([given, more], policy, partner, rounding) => {
        const capped = {
          ...policy,
          caps: { ...policy.caps, partner },
          rounding: { ...rounding, at: 'each partner' as const },
        };
        expect(rewardPartner(more, capped).earned.compare(rewardPartner(given, capped).earned)).toBeGreaterThanOrEqual(
          0,
        );
      }),
    );
  });

  it('can earn less by the whole volume where rates fall', () => {
    const [falling] = tiersWith('whole volume', FALLING);
    expect(rewardPartner(customersOf(9), falling!).earned.toString()).toBe('18.00');
    expect(rewardPartner(customersOf(10), falling!).earned.toString()).toBe('13.33');
  });
});

describe('the scale', () => {
  it('of rates is that of the exact amounts', () => {
    const twice = (policy: RewardPolicy): RewardPolicy => {
      const double = (rate: string) => exactOf(rate).times(Ratio.of(2n)).toString();
      const { rates } = policy;
      if (rates.kind === 'one') return { ...policy, rates: { kind: 'one', rate: double(rates.rate) } };
      return {
        ...policy,
        rates: { ...rates, bands: rates.bands.map(({ from, rate }) => ({ from, rate: double(rate) })) },
      };
    };
    fc.assert(
      fc.property(customers, fc.constantFrom(...METHODS), (given, policy) => {
        const once = exactOf(rewardPartner(given, policy).exact);
        expect(exactOf(rewardPartner(given, twice(policy)).exact)).toEqual(once.plus(once));
      }),
    );
  });
});

describe('what is taken back', () => {
  const rewardOf = (reward: PartnerReward, customerId: string): Money =>
    reward.customers.find((each) => each.customerId === customerId)?.reward ?? reward.earned.minus(reward.earned);

  it('mirrors what was given, customer by customer, and adds up to the difference', () => {
    fc.assert(
      fc.property(oneMore, policies, ([given, more], policy) => {
        const [old, changed] = [rewardPartner(given, policy), rewardPartner(more.slice(1), policy)];
        const differences = given.map(({ customerId }) =>
          rewardOf(changed, customerId).minus(rewardOf(old, customerId)),
        );
        const back = given.map(({ customerId }) => rewardOf(old, customerId).minus(rewardOf(changed, customerId)));
        expect(back.map(String)).toEqual(differences.map((each) => each.negated().toString()));
        expect(differences.reduce((sum, each) => sum.plus(each), Money.zero(policy.currency)).toString()).toBe(
          changed.earned.minus(old.earned).toString(),
        );
      }),
    );
  });
});

describe('the cap for the campaign', () => {
  const partners = fc
    .array(fc.tuple(customers, fc.integer({ min: 1, max: 3 })), { maxLength: 5 })
    .map((all) => all.map(([of], index) => ({ partnerId: String(1000 + index), of })));

  it('is shared to the cent, down to the customers, and lifts nobody', () => {
    fc.assert(
      fc.property(partners, policies, (all, policy) => {
        const rewards = all.map(({ partnerId, of }) => ({ partnerId, reward: rewardPartner(of, policy) }));
        const earned = rewards.map(({ partnerId, reward }) => ({ partnerId, earned: reward.earned }));
        const shares = shareCampaignCap(earned, policy);
        const before = sumOf(earned.map((each) => paid(each.earned)));
        const after = sumOf(shares.map(paid));
        const cap = policy.caps.campaign === null ? before : exactOf(policy.caps.campaign);
        expect(after).toEqual(before.compare(cap) > 0 ? cap : before);
        for (const [index, { reward }] of rewards.entries()) {
          const cut = cutPartner(reward, shares[index]!);
          expect(sumOf(cut.customers.map((each) => paid(each.reward)))).toEqual(paid(shares[index]!));
          for (const [place, each] of cut.customers.entries())
            expect(each.reward.compare(reward.customers[place]!.reward)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
