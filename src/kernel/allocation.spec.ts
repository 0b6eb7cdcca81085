import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocation.js';

const totals = fc.bigInt({ min: 0n, max: 10n ** 15n });
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })
  .filter((each) => each.some((weight) => weight > 0n));

describe('sharing whole units by largest remainder', () => {
  it.each([
    ['15 seats by 10 and 20 billed', 15n, [10n, 20n], [5n, 10n]],
    ['10 seats by three equal sellers, the first in order served first', 10n, [7n, 7n, 7n], [4n, 3n, 3n]],
    ['11 seats by three equal sellers', 11n, [7n, 7n, 7n], [4n, 4n, 3n]],
    ['20 seats by 10 and 15', 20n, [10n, 15n], [8n, 12n]],
    ['one seat by a small and a large seller', 1n, [1n, 99n], [0n, 1n]],
    ['seats of which one seller billed none', 5n, [0n, 3n, 3n], [0n, 3n, 2n]],
    ['more than the weights', 100n, [1n, 1n], [50n, 50n]],
    ['nothing', 0n, [3n, 4n], [0n, 0n]],
    ['nothing, where nobody billed', 0n, [0n, 0n], [0n, 0n]],
    ['nothing, where there is nobody', 0n, [], []],
  ])('%s', (_, total, billed, parts) => {
    expect(allocate(total, billed)).toEqual(parts);
  });

  it('never loses or invents a unit', () => {
    fc.assert(
      fc.property(totals, weights, (total, each) => {
        expect(allocate(total, each).reduce((sum, part) => sum + part, 0n)).toBe(total);
      }),
    );
  });

  it('keeps every part within one unit of its exact share', () => {
    fc.assert(
      fc.property(totals, weights, (total, each) => {
        const sum = each.reduce((added, weight) => added + weight, 0n);
        for (const [index, part] of allocate(total, each).entries()) {
          const floor = (total * (each[index] ?? 0n)) / sum;
          expect(part === floor || part === floor + 1n).toBe(true);
        }
      }),
    );
  });

  it('gives nothing to a weight of zero', () => {
    fc.assert(
      fc.property(totals, weights, (total, each) => {
        for (const [index, part] of allocate(total, each).entries()) if (each[index] === 0n) expect(part).toBe(0n);
      }),
    );
  });

  it('mirrors: taking back splits exactly as giving', () => {
    fc.assert(
      fc.property(totals, weights, (total, each) => {
        expect(allocate(-total, each)).toEqual(allocate(total, each).map((part) => -part));
      }),
    );
  });

  it('gives a larger weight no less than a smaller one', () => {
    fc.assert(
      fc.property(totals, weights, (total, each) => {
        const parts = allocate(total, each);
        const byWeight = [...each.keys()].sort((a, b) => (each[a]! < each[b]! ? -1 : each[a]! > each[b]! ? 1 : b - a));
        for (let i = 1; i < byWeight.length; i += 1)
          expect(parts[byWeight[i]!]! >= parts[byWeight[i - 1]!]!).toBe(true);
      }),
    );
  });

  it.each([
    ['a negative weight', 1n, [-1n, 3n], 'not negative'],
    ['something for nobody', 1n, [0n, 0n], 'allocated to nobody'],
    ['something for an empty list', 1n, [], 'allocated to nobody'],
  ])('refuses %s', (_, total, each, said) => {
    expect(() => allocate(total, each)).toThrow(said);
  });
});
