import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countOf, includes, joined, numbersIn, without, type Span } from './spans.js';

const anySpans = fc.array(
  fc
    .record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 0, max: 12 }) })
    .map(({ from, length }): Span => ({ from, to: from + length })),
  { maxLength: 12 },
);
const numbers = (spans: readonly Span[]): Set<number> => new Set(numbersIn(spans));

describe('spans', () => {
  it('are the same numbers when they are joined, and none of them touch', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const result = joined(spans);
        expect(numbers(result)).toEqual(numbers(spans));
        expect(countOf(result)).toBe(numbers(spans).size);
        for (const [place, { from }] of result.entries())
          if (place > 0) expect(from).toBeGreaterThan((result[place - 1]?.to ?? 0) + 1);
      }),
    );
  });

  it('without others are those numbers that are in none of the others', () => {
    fc.assert(
      fc.property(anySpans, anySpans, (spans, others) => {
        const taken = numbers(others);
        const left = without(joined(spans), joined(others));
        expect(numbers(left)).toEqual(new Set([...numbers(spans)].filter((number) => !taken.has(number))));
        expect(countOf(left)).toBe(numbers(left).size);
      }),
    );
  });

  it('include the numbers that they are made of', () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: 0, max: 80 }), (spans, number) => {
        expect(includes(joined(spans), number)).toBe(numbers(spans).has(number));
      }),
    );
  });
});
