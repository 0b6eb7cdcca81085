import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFolder, PullPartnerCenter, RereadPayloads, type IngestOptions } from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { seedsOrElse } from '../seeds.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { everything, knownFacts } from '../ingest/known-facts.js';
import { NightlyPartnerCenter } from '../ingest/nightly-partner-center.js';
import { mistaken, MISTAKES } from '../ingest/wrong-mappings.js';

/**
 * Nights of Partner Center from seeds, with a folder of files between them, are pulled by a mapping with mistakes, then
 * read again by the right one, and held against a database that pulled rightly from the start. FIRST and COUNT choose
 * other seeds: `FIRST=1001 COUNT=200 npm run jest -- test/seeded/rereading-pulls`.
 */
const { first: FIRST, count: COUNT, all: SEEDS } = seedsOrElse(2);
const NIGHTS = 5;
const FIRST_NIGHT = instant('2019-06-01T01:00:00Z');
const DAY_MS = 86_400_000;

const seatbacks = new Seatbacks();
const OF_ANSWERS = Object.keys(MISTAKES).filter((name) => !name.includes('files'));
const reached = { pulls: 0, changes: 0, resolved: 0, refused: 0, same: 0 };
let right: TestSeatback;
let putRight: TestSeatback;
beforeAll(async () => {
  right = await seatbacks.start();
  putRight = await seatbacks.start();
});
afterAll(() => seatbacks.end());

describe('answers that are read again', () => {
  for (const seed of SEEDS) {
    it(`say what they would have said from the start, of seed ${seed}`, async () => {
      const random = new SeededRandom(seed);
      const others = random.shuffled(OF_ANSWERS).slice(0, random.integer(1, 3));
      const mistakes = seed % 2 === 0 ? ['refuses rows of odd seats in answers', ...others] : others;
      const center = new NightlyPartnerCenter(seed, NIGHTS);
      const options = await center.open();
      let asked: readonly string[] = [];
      try {
        await pullAll(right, center, options);
        asked = invoicesAsked(center);
        await putRight.database.clear();
        await pullAll(putRight, center, { ...options, mapping: mistaken(...mistakes) }, NIGHTS - 1);
      } finally {
        center.at(NIGHTS);
      }
      const before = await knownFacts(putRight);
      putRight.clock.moveTo(plusMillis(FIRST_NIGHT, (NIGHTS - 1) * DAY_MS - 1));
      const outcome = await putRight.app.get(RereadPayloads).execute({ actor: 'dana', reason: mistakes.join('; ') });
      expect(outcome.problems).toEqual([]);
      if (outcome.delivery !== undefined) expect(await knownFacts(putRight, outcome.delivery - 1)).toEqual(before);
      const settled = await everything(putRight);
      const again = await putRight.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'nothing was wrong' });
      expect(again).toMatchObject({ delivery: undefined, changeCount: 0, rowsResolved: 0, rowsRefused: 0 });
      expect(await everything(putRight)).toEqual(settled);

      // The night after it goes on from there as if nothing had been wrong, and asks for no invoice more or less.
      const pulling = await seatbacks.sameDatabase(putRight, { partnerCenter: options });
      await pullNight(pulling, center, NIGHTS - 1);
      await pulling.close();
      center.close();
      expect({ mistakes, facts: await knownFacts(putRight) }).toEqual({ mistakes, facts: await knownFacts(right) });
      expect({ mistakes, asked: invoicesAsked(center) }).toEqual({ mistakes, asked });
      reached.pulls += NIGHTS;
      reached.changes += outcome.changeCount;
      reached.resolved += outcome.rowsResolved;
      reached.refused += outcome.rowsRefused;
      if (outcome.delivery === undefined) reached.same += 1;
    });
  }

  it('were read otherwise by most of the mistakes, and accepted or refused otherwise', () => {
    console.log(
      `re-reading of pulls: seeds ${FIRST} to ${FIRST + COUNT - 1}, ${reached.pulls} pulls, ${reached.changes} changes, ${reached.resolved} rows accepted now, ${reached.refused} refused now, ${reached.same} seeds whose mistakes changed nothing`,
    );
    expect(reached.changes).toBeGreaterThan(0);
    if (COUNT < 3) return;
    expect(reached.same).toBeLessThan(COUNT / 2);
    expect(reached.resolved).toBeGreaterThan(0);
  });
});

function invoicesAsked({ asked }: NightlyPartnerCenter): readonly string[] {
  return asked.filter((path) => path.startsWith('/v1/invoices/'));
}

/** Every night, and a folder of files after the second. */
async function pullAll(
  { database, clock }: TestSeatback,
  center: NightlyPartnerCenter,
  partnerCenter: IngestOptions,
  nights = NIGHTS,
): Promise<void> {
  await database.clear();
  clock.moveTo(FIRST_NIGHT);
  const pulling = await seatbacks.sameDatabase({ database, clock } as TestSeatback, { partnerCenter });
  for (let night = 0; night < nights; night += 1) {
    await pullNight(pulling, center, night);
    if (night !== 1) continue;
    const at = plusMillis(pulling.clock.now(), 3_600_000);
    pulling.clock.moveTo(at);
    const seat = { customer_id: customerId(1), sku_id: BUSINESS_CENTRAL.skuId, assigned: 7, observed_at: at };
    const files = new ImportFiles().rows('seats.csv', seat).rows('billing/D0.csv', licenceLine(2), licenceLine(3));
    await pulling.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
  }
  await pulling.close();
}

async function pullNight({ app, clock }: TestSeatback, center: NightlyPartnerCenter, night: number): Promise<void> {
  const dueAt = plusMillis(FIRST_NIGHT, night * DAY_MS);
  clock.moveTo(dueAt);
  center.at(night);
  await app.get(PullPartnerCenter).execute({ dueAt });
}
