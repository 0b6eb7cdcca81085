import { describe, expect, it } from '@jest/globals';
import { cutRange, KEYS_TOGETHER, rangesOf } from './key-ranges.js';

const every = (step: number, count: number) => Array.from({ length: count }, (_, place) => 1 + place * step);

describe('ranges of chosen keys', () => {
  it('are none where no key is chosen', () => {
    expect(rangesOf([])).toEqual([]);
  });

  it('hold what is between where the keys lie close together', () => {
    expect(rangesOf([9, 7, 8, 7, 11])).toEqual([{ first: 7, last: 11 }]);
  });

  it('list keys that lie far apart, in ascending order', () => {
    expect(rangesOf([900_000, 7, 100])).toEqual([{ first: 7, last: 900_000, listed: [7, 100, 900_000] }]);
  });

  it('hold no more rows than a run of all customers has in memory, however many keys are chosen', () => {
    for (const step of [1, 2, 3, 40]) {
      const keys = every(step, 10_000);
      const ranges = rangesOf(keys);
      for (const { first, last, listed } of ranges)
        expect(listed?.length ?? last - first + 1).toBeLessThanOrEqual(KEYS_TOGETHER);
      const held = ranges.flatMap(
        ({ first, last, listed }) => listed ?? cutRange({ first, last }, 1).map((range) => range.first),
      );
      expect(held.filter((key) => (key - 1) % step === 0)).toEqual(keys);
    }
  });
});
