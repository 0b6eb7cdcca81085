import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listPulls } from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { QUEUE, WorkerWorld } from './worker-world.js';

const EVENING = instant('2019-06-10T20:00:00Z');
const NIGHT = instant('2019-06-11T01:30:00Z');
const CUSTOMERS = 40;

// The first file of a run makes the server and its template.
jest.setTimeout(60_000);

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
    const worker = await world.start();
    world.seatback.clock.moveTo(NIGHT);
    await whileSeatsAreAsked(
      () => world.look(worker),
      () => worker.close(),
    );
    // Those that were under way were answered; nobody else was asked.
    expect(seatsAsked()).toBeLessThan(CUSTOMERS);
    expect(await jobs()).toEqual([{ state: 'created', retries: 0 }]);
    expect(await openPulls()).toMatchObject([{ dueAt: NIGHT, state: 'interrupted', attempts: 1, failure: null }]);
    expect(await world.pulls()).toEqual([]);
  });

  it('leaves it to the next one that starts, which goes on at once where it stopped', async () => {
    const worker = await world.start();
    world.seatback.clock.moveTo(NIGHT);
    await whileSeatsAreAsked(
      () => world.look(worker),
      () => worker.close(),
    );
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

/** Does something when the first customers are asked for their seats, and lets them answer then. */
async function whileSeatsAreAsked(begin: () => Promise<unknown>, then: () => Promise<unknown>): Promise<void> {
  const asked = Promise.withResolvers<undefined>();
  const opening = Promise.withResolvers<undefined>();
  partnerCenter.onSeatsAsked = async () => {
    asked.resolve(undefined);
    await opening.promise;
  };
  await begin();
  await asked.promise;
  const done = then();
  opening.resolve(undefined);
  partnerCenter.onSeatsAsked = undefined;
  await done;
}

function seatsAsked(): number {
  return partnerCenter.asked.filter((path) => path.endsWith('/subscribedskus')).length;
}

async function jobs() {
  return world.inSession((session) =>
    session.query(`SELECT state::text, retry_count AS retries FROM ${QUEUE}.job ORDER BY created_on`),
  );
}

async function openPulls() {
  return world.inSession((session) => listPulls(session, 10));
}
