import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../../test/campaign-builder.js';
import { shareKeys, type EvaluationCrew } from './evaluation-crew.js';

const { terms: byItself } = aCampaign();
/** Its facts are followed over all customers of a stretch. */
const { terms: asksFurther } = aCampaign({ 'no billing before': { months: 6 } });

function aCrew(changes: Partial<EvaluationCrew> = {}): EvaluationCrew {
  return { threads: 2, keysTogether: 10, keysAThread: 100, program: new URL('file:///program.js'), ...changes };
}

describe('the stretches of keys that threads share', () => {
  it('are one after the other all keys, each of whole ranges but the last', () => {
    const { threads, stretches = [] } = shareKeys(aCrew({ threads: 2 }), byItself, { first: 7, last: 1006 }) ?? {};
    expect(threads).toBe(2);
    expect(stretches.map(({ first, last }) => last - first + 1)).toEqual([...Array<number>(14).fill(70), 20]);
    expect(stretches[0]?.first).toBe(7);
    expect(stretches.at(-1)?.last).toBe(1006);
    for (const [index, { first }] of stretches.entries())
      if (index > 0) expect(first).toBe((stretches[index - 1]?.last ?? 0) + 1);
  });

  it('are one for each thread where a stretch costs much, whatever its length', () => {
    expect(shareKeys(aCrew({ threads: 3 }), asksFurther, { first: 1, last: 300 })).toEqual({
      threads: 3,
      stretches: [
        { first: 1, last: 100 },
        { first: 101, last: 200 },
        { first: 201, last: 300 },
      ],
    });
  });

  it.each([
    ['no thread beside', { threads: 1 }, 1_000_000],
    ['fewer keys than two threads are worth', {}, 199],
    ['no customers', {}, 0],
  ])('are none with %s', (_name, changes, last) => {
    expect(shareKeys(aCrew(changes), byItself, { first: 1, last })).toBeUndefined();
  });

  it('are for as many threads as pay', () => {
    for (const terms of [byItself, asksFurther])
      expect(
        [200, 299, 300].map((last) => shareKeys(aCrew({ threads: 9 }), terms, { first: 1, last })?.threads),
      ).toEqual([2, 2, 3]);
  });
});
