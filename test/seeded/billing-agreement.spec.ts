import { afterAll, describe, expect, it } from '@jest/globals';
import { generateWorld, type World } from '../../demo/world/index.js';
import { calendarDate } from '../../src/kernel/index.js';
import { seedsOrElse } from '../seeds.js';
import { Seatbacks } from '../seatback.js';
import { byFolder, byPulling, PULLS, type Output } from '../calculation/ways-in.js';

const seatbacks = new Seatbacks();
afterAll(() => seatbacks.end());

const [FIRST, , , LAST_EVENING, , SETTLED] = PULLS;
const pulls = [FIRST, LAST_EVENING, SETTLED].filter((at) => at !== undefined);
/** Before the world begins: as if the export had served then. */
const ALWAYS = calendarDate('2000-01-01');

const legacy = (seed: number): World => generateWorld({ seed });
const newCommerce = (seed: number): World => generateWorld({ seed, billing: 'new-commerce' });

/** Counts tell how many lines there were, which differs: a change of seats makes other lines. */
function result({ determinations, earnings, digest }: Output) {
  return { determinations, earnings, digest };
}

describe('one world, invoiced in legacy licences and in new commerce', () => {
  it.each(seedsOrElse(1).all)('gives the same results by the Graph export, seed %i', async (seed) => {
    const exported = await byPulling(seatbacks, newCommerce(seed), {
      pulls,
      graphServesFrom: ALWAYS,
      // Three files an invoice, and a signature that opens two of them.
      center: { graph: { files: 3, filesBySignature: 2 } },
    });
    expect(exported.determinations.split('\n').length).toBeGreaterThan(50);
    expect(result(exported)).toEqual(result(await byFolder(seatbacks, legacy(seed), { pulls })));
  });

  it('gives the same by the lines that /v1 has of new commerce, and by files, seed 1', async () => {
    const expected = result(await byFolder(seatbacks, legacy(1), { pulls }));
    expect(result(await byPulling(seatbacks, newCommerce(1), { pulls }))).toEqual(expected);
    expect(result(await byFolder(seatbacks, newCommerce(1), { pulls }))).toEqual(expected);
  });
});
