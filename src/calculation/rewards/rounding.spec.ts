import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aPolicy } from '../../../test/builders/rewards.js';
import type { RewardPolicy, RoundingDirection } from '../../campaigns/reward-policy.js';
import { currencyOf, Money, Ratio, sumOf } from '../../kernel/index.js';
import { roundRewards } from './rounding.js';

type Rounding = RewardPolicy['rounding'];

function rounded(
  exact: readonly string[],
  at: Rounding['at'],
  direction: RoundingDirection,
  currency = 'USD',
): string[] {
  const { rewards, sum } = roundRewards(
    exact.map((each) => Ratio.of(each)),
    { currency: currencyOf(currency), rounding: { at, direction } },
  );
  return [...rewards, sum].map((each) => each.toString());
}

describe('rounding one amount', () => {
  it.each([
    //  exact     away     even     down     up
    ['0', '0.00', '0.00', '0.00', '0.00'],
    ['1.00', '1.00', '1.00', '1.00', '1.00'],
    ['1.004', '1.00', '1.00', '1.00', '1.01'],
    ['1.00499999', '1.00', '1.00', '1.00', '1.01'],
    ['1.005', '1.01', '1.00', '1.00', '1.01'],
    ['1.00500001', '1.01', '1.01', '1.00', '1.01'],
    ['1.015', '1.02', '1.02', '1.01', '1.02'],
    ['1.025', '1.03', '1.02', '1.02', '1.03'],
    ['1.009999', '1.01', '1.01', '1.00', '1.01'],
    ['1.010001', '1.01', '1.01', '1.01', '1.02'],
    ['1/3', '0.33', '0.33', '0.33', '0.34'],
    ['2/3', '0.67', '0.67', '0.66', '0.67'],
  ])('%s half away from zero, half to even, down, up', (exact, away, even, down, up) => {
    for (const at of ['each customer', 'each partner'] as const) {
      expect(rounded([exact], at, 'half away from zero')).toEqual([away, away]);
      expect(rounded([exact], at, 'half to even')).toEqual([even, even]);
      expect(rounded([exact], at, 'down')).toEqual([down, down]);
      expect(rounded([exact], at, 'up')).toEqual([up, up]);
    }
  });

  it.each([
    ['JPY', '1.5', '2', '2'],
    ['JPY', '0.5', '1', '0'],
    ['JPY', '0.4999', '0', '0'],
    ['KWD', '0.0005', '0.001', '0.000'],
    ['KWD', '1.2355', '1.236', '1.236'],
    ['KWD', '1.2345', '1.235', '1.234'],
  ])('follows the minor unit of %s: %s', (currency, exact, away, even) => {
    expect(rounded([exact], 'each customer', 'half away from zero', currency)).toEqual([away, away]);
    expect(rounded([exact], 'each customer', 'half to even', currency)).toEqual([even, even]);
  });

  it('is half away from zero for each partner where the terms do not say', () => {
    expect(aPolicy().rounding).toEqual({ at: 'each partner', direction: 'half away from zero' });
  });
});

describe('rounding for each customer, or for the partner', () => {
  it('adds what was rounded, or rounds what was added', () => {
    const exact = ['0.005', '0.005', '0.005'];
    expect(rounded(exact, 'each customer', 'half away from zero')).toEqual(['0.01', '0.01', '0.01', '0.03']);
    expect(rounded(exact, 'each partner', 'half away from zero')).toEqual(['0.01', '0.01', '0.00', '0.02']);
    expect(rounded(exact, 'each partner', 'down')).toEqual(['0.01', '0.00', '0.00', '0.01']);
  });

  it('serves the largest remainder first, and of equal ones the first in order', () => {
    expect(rounded(['1.001', '2.007', '3.003'], 'each partner', 'half away from zero')).toEqual([
      '1.00',
      '2.01',
      '3.00',
      '6.01',
    ]);
    expect(rounded(['1.005', '2.005'], 'each partner', 'half to even')).toEqual(['1.01', '2.00', '3.01']);
  });

  it('adds thirds to the whole that they are: no cent is lost to rounding down', () => {
    expect(rounded(['100/3', '100/3', '100/3'], 'each partner', 'down')).toEqual(['33.34', '33.33', '33.33', '100.00']);
  });

  it('leaves a whole amount what it is, though the sum is rounded up', () => {
    expect(rounded(['10.00', '0.0026', '0.0026'], 'each partner', 'half away from zero')).toEqual([
      '10.00',
      '0.01',
      '0.00',
      '10.01',
    ]);
    expect(rounded(['10.00', '0.0001'], 'each partner', 'up')).toEqual(['10.00', '0.01', '10.01']);
  });

  it('has nothing to round where nobody is rewarded', () => {
    expect(rounded([], 'each customer', 'up')).toEqual(['0.00']);
    expect(rounded([], 'each partner', 'up')).toEqual(['0.00']);
  });
});

describe('whatever is rounded', () => {
  const exacts = fc.array(
    fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 1n, max: 3000n }))
      .map(([numerator, denominator]) => Ratio.of(numerator).over(Ratio.of(denominator))),
    { maxLength: 12 },
  );
  const roundings = fc.record({
    at: fc.constantFrom('each customer' as const, 'each partner' as const),
    direction: fc.constantFrom('half away from zero' as const, 'half to even' as const, 'down' as const, 'up' as const),
  });
  const currencies = fc.constantFrom('JPY', 'USD', 'KWD').map(currencyOf);

  it('adds up, and moves no customer by a whole unit', () => {
    fc.assert(
      fc.property(exacts, roundings, currencies, (exact, rounding, currency) => {
        const { rewards, sum } = roundRewards(exact, { currency, rounding });
        expect(rewards.reduce((all, each) => all.plus(each), Money.zero(currency)).compare(sum)).toBe(0);
        const unit = Ratio.of(`1/${String(10 ** currency.minorUnits)}`);
        for (const [index, each] of exact.entries()) {
          const moved = Ratio.of(rewards[index]!.toString()).minus(each);
          expect(moved.compare(unit)).toBe(-1);
          expect(Ratio.of(0n).minus(moved).compare(unit)).toBe(-1);
        }
      }),
    );
  });

  it('comes to the sum as the direction says, where the partner is rounded', () => {
    fc.assert(
      fc.property(exacts, currencies, (exact, currency) => {
        const at = 'each partner';
        const of = (direction: RoundingDirection) =>
          Ratio.of(roundRewards(exact, { currency, rounding: { at, direction } }).sum.toString());
        const all = sumOf(exact);
        expect(of('down').compare(all)).toBeLessThanOrEqual(0);
        expect(of('up').compare(all)).toBeGreaterThanOrEqual(0);
        for (const half of ['half away from zero', 'half to even'] as const)
          expect([of('down').toString(), of('up').toString()]).toContain(of(half).toString());
      }),
    );
  });
});
