import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, missingReadings, PullPartnerCenter, type MissingReading } from '../../src/ingest/index.js';
import { calendarDate, instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { FAILED, REFUSED, SmallPartnerCenter, UNREADABLE } from '../jobs/small-partner-center.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const SNAPSHOT = instant('2019-06-30T23:00:00Z');
const HOUR_MS = 3_600_000;
const OLDEST = plusMillis(SNAPSHOT, -48 * HOUR_MS);
const before = (hours: number) => plusMillis(SNAPSHOT, -hours * HOUR_MS);

const partnerCenter = new SmallPartnerCenter();
const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start({ partnerCenter: await partnerCenter.open() });
});
beforeEach(async () => {
  partnerCenter.reset();
  await seatback.database.clear();
});
afterAll(async () => {
  await seatbacks.end();
  partnerCenter.close();
});

describe('a reading', () => {
  it.each([
    ['exactly at the snapshot counts', SNAPSHOT, []],
    ['just after it does not', plusMillis(SNAPSHOT, 1), ['never-read']],
    ['exactly as old as the oldest that counts does count', OLDEST, []],
    ['just older does not', plusMillis(OLDEST, -1), ['stale']],
  ])('%s', async (_what, readAt, expected) => {
    // Somebody was heard of, so that it is a customer at all.
    await pull(before(100), { 1: FAILED });
    await pull(readAt);
    const found = await missing();
    expect(found.map(({ lastReadAt }) => (lastReadAt === null ? 'never-read' : 'stale'))).toEqual(expected);
  });

  it('that is followed by a failure still counts; by a refusal, or rows that cannot be read, it does not', async () => {
    partnerCenter.listed = [1, 2, 3];
    await pull(before(30));
    await pull(before(20), { 1: FAILED, 2: REFUSED, 3: UNREADABLE });
    expect(await missing()).toEqual([
      {
        customerId: customerId(2),
        companyName: 'No. 2',
        reason: 'no-access',
        since: before(20),
        lastReadAt: before(30),
      },
      {
        customerId: customerId(3),
        companyName: 'No. 3',
        reason: 'unreadable',
        since: before(20),
        lastReadAt: before(30),
      },
    ]);
    await pull(before(10));
    expect(await missing()).toEqual([]);
  });
});

describe('who is missing', () => {
  it('is so since the first attempt that went wrong, for the reason of the last', async () => {
    await pull(before(90));
    await pull(before(60), { 1: FAILED });
    await pull(before(40), { 1: REFUSED });
    expect(await missing()).toEqual([
      {
        customerId: customerId(1),
        companyName: 'No. 1',
        reason: 'no-access',
        since: before(60),
        lastReadAt: before(90),
      },
    ]);
  });

  it('was not listed by the last pull, or not asked in the time that counts', async () => {
    // A pull asks also for whom it read lately, whether listed or not; forty days are too long ago.
    const longAgo = before(40 * 24);
    partnerCenter.listed = [1, 2];
    await pull(longAgo);
    expect((await missing()).map(({ reason, since }) => [reason, since])).toEqual([
      ['not-asked', longAgo],
      ['not-asked', longAgo],
    ]);
    partnerCenter.listed = [2];
    await pull(before(20));
    expect(await missing()).toMatchObject([{ customerId: customerId(1), reason: 'unlisted', lastReadAt: longAgo }]);
  });

  it('is known by its bills too, but is nobody who left before the window began', async () => {
    partnerCenter.listed = [1, 2];
    await pull(instant('2018-12-30T00:00:00Z'));
    partnerCenter.listed = [3];
    await pull(before(20));
    expect(await missing()).toEqual([]);
    seatback.clock.moveTo(before(10));
    const folder = seatbacks.newFolder();
    await seatback.app
      .get(ImportFolder)
      .execute(new ImportFiles().rows('billing/D1.csv', licenceLine(2)).writeTo(folder));
    expect(await missing()).toMatchObject([
      { customerId: customerId(2), reason: 'unlisted', since: '2018-12-30T00:00:00.000000Z' },
    ]);
  });
});

/** A pull at that instant; some answer otherwise than with seats. */
async function pull(at: Instant, otherwise: Readonly<Record<number, typeof REFUSED>> = {}): Promise<void> {
  partnerCenter.seats.clear();
  for (const [number, answer] of Object.entries(otherwise)) partnerCenter.seats.set(Number(number), answer);
  seatback.clock.moveTo(at);
  await seatback.app.get(PullPartnerCenter).execute({ dueAt: at });
}

async function missing(): Promise<MissingReading[]> {
  const wanted = { at: SNAPSHOT, from: OLDEST, heardSince: calendarDate('2019-01-01') };
  return seatback.app.get(UnitOfWork).inSession((session) => missingReadings(session, wanted));
}
