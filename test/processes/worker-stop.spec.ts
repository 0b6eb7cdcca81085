import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listPulls } from '../../src/ingest/index.js';
import { missedPulls } from '../../src/jobs/index.js';
import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { QUEUE, WorkerWorld } from '../jobs/worker-world.js';

const EVENING = instant('2019-06-10T20:00:00Z');
const NIGHT = instant('2019-06-11T01:30:00Z');
const NEXT_NIGHT = plusMillis(NIGHT, 24 * 3_600_000);
const CUSTOMERS = 40;

const world = new WorkerWorld();
const { partnerCenter } = world;
beforeAll(() => world.open());
beforeEach(async () => {
  await world.reset(EVENING);
  partnerCenter.listed = Array.from({ length: CUSTOMERS }, (_, index) => index + 1);
  // What fell due before anybody looked was never due.
  await (await world.start()).close();
});
afterEach(() => world.closeWorkers());
afterAll(() => world.end());

describe('a worker that is told to end in the middle of a pull', () => {
  it('ends it at the next call and gives its job back, without counting it as an attempt', async () => {
    await nightIsCutOff();
    // Those that were under way were answered; nobody else was asked.
    expect(seatsAsked()).toBeLessThan(CUSTOMERS);
    expect(await jobs()).toEqual([{ state: 'created', retries: 0 }]);
    expect(await openPulls()).toMatchObject([{ dueAt: NIGHT, state: 'interrupted', attempts: 1, failure: null }]);
    expect(await world.pulls()).toEqual([]);
  });

  it('leaves it to the next one that starts, which goes on at once where it stopped', async () => {
    await nightIsCutOff();
    const before = seatsAsked();
    await world.start();
    await world.allJobsAre('completed');
    expect(await world.pulls()).toMatchObject([
      { dueAt: NIGHT, attempts: 2, interruptions: 1, customersSeen: CUSTOMERS, customersFailed: 0 },
    ]);
    expect(before).toBeGreaterThan(0);
    expect(seatsAsked()).toBe(CUSTOMERS);
    expect(await world.noted()).toMatchObject([{ dueAt: NIGHT, outcome: 'enqueued' }]);
  });

  it('does so too when it is a process and SIGTERM tells it', async () => {
    const opening = Promise.withResolvers<undefined>();
    partnerCenter.gate = opening.promise;
    const asking = partnerCenter.firstQuestion();
    const told = world.startProcess(NIGHT);
    await asking;
    told.kill('SIGTERM');
    opening.resolve(undefined);
    await once(told, 'close');
    expect(await jobs()).toEqual([{ state: 'created', retries: 0 }]);
    expect(await openPulls()).toMatchObject([{ state: 'interrupted', attempts: 1 }]);
    world.seatback.clock.moveTo(plusMillis(NIGHT, 60_000));
    await world.start();
    await world.allJobsAre('completed');
    expect(await world.pulls()).toMatchObject([
      { dueAt: NIGHT, attempts: 2, interruptions: 1, customersSeen: CUSTOMERS },
    ]);
  });
});

describe('whom a pull had read that nobody goes on with', () => {
  it('stays known when the next one is due before anybody took it up', async () => {
    await nightIsCutOff();
    const read = seatsAsked();
    world.seatback.clock.moveTo(NEXT_NIGHT);
    await world.look(await world.start());
    await world.allJobsAre('completed');
    expect(await readAt(NIGHT)).toBe(read);
    expect(await readAt(NEXT_NIGHT)).toBe(CUSTOMERS);
    // All that are listed were not read then: the night is still one that was missed.
    expect(await missed()).toMatchObject([{ dueAt: NIGHT, outcome: 'superseded' }]);
    expect(await openPulls()).toMatchObject([
      { dueAt: NEXT_NIGHT, state: 'closed' },
      { dueAt: NIGHT, state: 'settled', failure: null },
    ]);
  });

  it('stays known when its last attempt failed', async () => {
    await nightFailsOnce();
    expect(await readAt(NIGHT)).toBe(0);
    await world.asOwner(`UPDATE ${QUEUE}.job SET retry_count = retry_limit - 1`);
    await world.timeGoesBy();
    await world.allJobsAre('failed');
    expect(await readAt(NIGHT)).toBeGreaterThan(CUSTOMERS / 2);
    expect(await missed()).toMatchObject([{ dueAt: NIGHT, outcome: 'failed' }]);
    expect(await openPulls()).toMatchObject([
      { dueAt: NIGHT, state: 'settled', failure: expect.stringContaining('MFA required') },
    ]);
  });

  it('stays known when its last attempt was killed, of which nobody could tell', async () => {
    await nightIsCutOff();
    const read = seatsAsked();
    await world.asOwner(`UPDATE ${QUEUE}.job SET state = 'failed', completed_on = now()`);
    expect(await missed()).toEqual([]);
    world.seatback.clock.moveTo(NEXT_NIGHT);
    await world.look(await world.start());
    await nextNightIsPulled();
    expect(await readAt(NIGHT)).toBe(read);
    expect(await missed()).toMatchObject([
      {
        dueAt: NIGHT,
        outcome: 'superseded',
        reason: expect.stringMatching(/[0-9]+ customers, is recorded/),
      },
    ]);
  });

  it('is settled another time where that fails, and what became of the night is told all the same', async () => {
    const worker = await nightFailsOnce();
    await world.asOwner(`UPDATE ${QUEUE}.job SET retry_count = retry_limit - 1`);
    await world.asOwner(`ALTER TABLE delivery ADD CONSTRAINT full_disk CHECK (source <> 'cut-off-pull')`);
    await world.timeGoesBy();
    await world.allJobsAre('failed');
    await world.asOwner('ALTER TABLE delivery DROP CONSTRAINT full_disk');
    expect(await missed()).toMatchObject([{ dueAt: NIGHT, outcome: 'failed' }]);
    expect(await readAt(NIGHT)).toBe(0);

    partnerCenter.seats.clear();
    world.seatback.clock.moveTo(NEXT_NIGHT);
    await world.look(worker);
    await nextNightIsPulled();
    expect(await readAt(NIGHT)).toBeGreaterThan(CUSTOMERS / 2);
    expect(await readAt(NEXT_NIGHT)).toBe(CUSTOMERS);
  });
});

async function nextNightIsPulled(): Promise<void> {
  await world.until(async () => (await world.pulls())[0]?.dueAt === NEXT_NIGHT);
}

async function readAt(observedAt: Instant): Promise<number> {
  const rows = await world.inSession((session) =>
    session.query(
      `SELECT customer_key FROM reading_coverage, generate_series(customer_from, customer_to) AS customer_key
       WHERE resource = 'seats' AND observed_from = $1`,
      [observedAt],
    ),
  );
  return rows.length;
}

/** A worker pulls for the night and is told to end while the first customers are asked for their seats. */
async function nightIsCutOff(): Promise<void> {
  const worker = await world.start();
  world.seatback.clock.moveTo(NIGHT);
  const asked = Promise.withResolvers<undefined>();
  const opening = Promise.withResolvers<undefined>();
  partnerCenter.onSeatsAsked = async () => {
    asked.resolve(undefined);
    await opening.promise;
  };
  await world.look(worker);
  await asked.promise;
  const closed = worker.close();
  opening.resolve(undefined);
  partnerCenter.onSeatsAsked = undefined;
  await closed;
}

/** @returns the worker whose first attempt failed, at the last of the customers */
async function nightFailsOnce() {
  const worker = await world.start();
  world.seatback.clock.moveTo(NIGHT);
  partnerCenter.seats.set(CUSTOMERS, { status: 401, body: { code: 900420, description: 'MFA required.' } });
  await world.look(worker);
  await world.allJobsAre('retry');
  return worker;
}

function seatsAsked(): number {
  return partnerCenter.asked.filter((path) => path.endsWith('/subscribedskus')).length;
}

async function jobs() {
  return world.inSession((session) =>
    session.query(`SELECT state::text, retry_count AS retries FROM ${QUEUE}.job ORDER BY created_on`),
  );
}

async function missed() {
  return world.inSession((session) => missedPulls(session, 10));
}

async function openPulls() {
  return world.inSession((session) => listPulls(session, 10));
}
