import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFolder, RereadPayloads } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { generateFolders } from '../oracle/generate-folders.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { seedsOrElse } from '../seeds.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { everything, knownFacts } from '../ingest/known-facts.js';
import { mistaken, MISTAKES } from '../ingest/wrong-mappings.js';

/**
 * Folders of several deliveries from seeds are imported by a mapping with mistakes, then read again by the right one,
 * and held against a database that was imported rightly from the start. FIRST and COUNT choose other seeds:
 * `FIRST=1001 COUNT=200 npm run jest -- test/seeded/rereading-files`.
 */
const { first: FIRST, count: COUNT, all: SEEDS } = seedsOrElse(2);

const seatbacks = new Seatbacks();
const OF_FILES = Object.keys(MISTAKES).filter((name) => !name.includes('answers') && !name.includes('licence'));
const reached = { deliveries: 0, changes: 0, same: 0 };
/** Imported rightly from the start, and wrongly until it is put right. */
let right: TestSeatback;
let putRight: TestSeatback;
beforeAll(async () => {
  right = await seatbacks.start();
  putRight = await seatbacks.start();
});
afterAll(() => seatbacks.end());

describe('files that are read again', () => {
  for (const seed of SEEDS) {
    it(`say what they would have said from the start, of seed ${seed}`, async () => {
      const { deliveries } = generateFolders(seed, seatbacks.newFolder());
      const random = new SeededRandom(seed);
      const mistakes = random.shuffled(OF_FILES).slice(0, random.integer(1, 4));
      const importAll = async ({ app }: Pick<TestSeatback, 'app'>) => {
        for (const { folder, recordedAt } of deliveries)
          await app.get(ImportFolder).execute(folder, { recordedAt: instant(recordedAt) });
      };
      await right.database.clear();
      await importAll(right);
      await putRight.database.clear();
      const { partnerCenter } = putRight.database.environment;
      const wrong = await seatbacks.sameDatabase(putRight, {
        partnerCenter: { partnerCenter, mapping: mistaken(...mistakes) },
      });
      await importAll(wrong);
      await wrong.close();
      const before = await knownFacts(putRight);

      const outcome = await putRight.app.get(RereadPayloads).execute({ actor: 'dana', reason: mistakes.join('; ') });
      expect({ mistakes, facts: await knownFacts(putRight) }).toEqual({ mistakes, facts: await knownFacts(right) });
      expect(outcome.problems).toEqual([]);
      if (outcome.delivery !== undefined) expect(await knownFacts(putRight, outcome.delivery - 1)).toEqual(before);

      const settled = await everything(putRight);
      const again = await putRight.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'nothing was wrong' });
      expect(again).toMatchObject({ delivery: undefined, changeCount: 0 });
      expect(await everything(putRight)).toEqual(settled);
      reached.deliveries += deliveries.length;
      if (outcome.delivery === undefined) reached.same += 1;
      else reached.changes += outcome.changeCount;
    });
  }

  it('were read otherwise by most of the mistakes', () => {
    console.log(
      `re-reading of files: seeds ${FIRST} to ${FIRST + COUNT - 1}, ${reached.deliveries} deliveries, ${reached.changes} changes, ${reached.same} seeds whose mistakes changed nothing`,
    );
    expect(reached.changes).toBeGreaterThan(0);
    if (COUNT >= 4) expect(reached.same).toBeLessThan(COUNT / 2);
  });
});
