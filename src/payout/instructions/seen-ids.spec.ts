import { describe, expect, it } from '@jest/globals';
import { SeenIds } from './seen-ids.js';

describe('ids that were seen', () => {
  it('are told with their first place, each of 50,000 that differ in little', () => {
    const seen = new SeenIds();
    const repeated: number[] = [];
    for (let number = 1; number <= 50_000; number += 1)
      if (seen.add(`SB-AAAAAAAAAAAAAAAAAAAA-${String(number)}`, number) !== undefined) repeated.push(number);
    expect(repeated).toEqual([]);
    for (const number of [1, 2, 614, 615, 30_000, 50_000])
      expect(seen.add(`SB-AAAAAAAAAAAAAAAAAAAA-${String(number)}`, 999_999)).toBe(number);
  });

  it('differ by each of their characters, and by their order', () => {
    const seen = new SeenIds();
    for (const [place, id] of ['', 'a', 'b', 'ab', 'ba', 'aab', 'A', 'a ', ' a', '\u0000'].entries())
      expect([id, seen.add(id, place + 1)]).toEqual([id, undefined]);
  });
});
