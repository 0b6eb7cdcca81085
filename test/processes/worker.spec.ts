import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { missingReadings, PullPartnerCenter, type MissingReading } from '../../src/ingest/index.js';
import { JobQueue, missedPulls } from '../../src/jobs/index.js';
import { calendarDate, instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { customerId } from '../builders/import-folder.js';
import { campaignText } from '../campaign-builder.js';
import { SeatbackProcess, type CommandRun } from '../commands/seatback-process.js';
import type { TestSeatback } from '../seatback.js';
import { FAILED, REFUSED } from '../jobs/small-partner-center.js';
import { QUEUE, WorkerWorld } from '../jobs/worker-world.js';

/** An hour after a night's pull; the next one falls due on the 11th at 01:30. */
const EVENING = instant('2019-06-10T20:00:00Z');
const NIGHT = instant('2019-06-11T01:30:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const world = new WorkerWorld();
const { partnerCenter } = world;
let seatback: TestSeatback;

beforeAll(async () => {
  await world.open();
  ({ seatback } = world);
});
beforeEach(() => world.reset(EVENING));
afterEach(() => world.closeWorkers());
afterAll(() => world.end());

describe('a night', () => {
  it('that two workers share is pulled once', async () => {
    const [one, other] = [await aWorker(), await aWorker()];
    seatback.clock.moveTo(NIGHT);
    await Promise.all([look(one), look(other), look(one), look(other)]);
    await allJobsAre('completed');
    expect(await noted()).toEqual([{ schedule: 'nightly', dueAt: NIGHT, outcome: 'enqueued', reason: 'on time' }]);
    expect(await jobs()).toEqual([{ state: 'completed', dueAt: NIGHT }]);
    expect(partnerCenter.asked.filter((path) => path.endsWith('/subscribedskus'))).toHaveLength(1);
    expect(await pulls()).toMatchObject([{ dueAt: NIGHT, delivery: 1, customersSeen: 1 }]);
  });

  it('is not due again when a worker starts anew, and the next one is', async () => {
    const worker = await aWorker();
    seatback.clock.moveTo(NIGHT);
    await look(worker);
    await allJobsAre('completed');
    await worker.close();
    seatback.clock.moveTo(plusMillis(NIGHT, 9 * HOUR_MS));
    const next = await aWorker();
    expect(await noted()).toHaveLength(1);
    seatback.clock.moveTo(plusMillis(NIGHT, DAY_MS));
    await look(next);
    await allJobsAre('completed');
    expect((await pulls()).map(({ dueAt }) => dueAt)).toEqual([plusMillis(NIGHT, DAY_MS), NIGHT]);
  });

  it('whose worker was killed in the middle is finished by another', async () => {
    await (await aWorker()).close();
    const opening = Promise.withResolvers<undefined>();
    partnerCenter.gate = opening.promise;
    const asking = partnerCenter.firstQuestion();
    const killed = world.startProcess(NIGHT);
    await asking;
    killed.kill('SIGKILL');
    await once(killed, 'close');
    opening.resolve(undefined);
    expect(await jobs()).toEqual([{ state: 'active', dueAt: NIGHT }]);
    expect(await pulls()).toEqual([]);

    seatback.clock.moveTo(plusMillis(NIGHT, 60_000));
    const survivor = await aWorker();
    await timeGoesBy();
    await survivor.get(JobQueue).takeUpAbandoned();
    expect(await jobs()).toEqual([{ state: 'retry', dueAt: NIGHT }]);
    await timeGoesBy();
    await allJobsAre('completed');
    expect(await pulls()).toMatchObject([{ dueAt: NIGHT, delivery: 1, customersSeen: 1, customersFailed: 0 }]);
    expect(await noted()).toEqual([{ schedule: 'nightly', dueAt: NIGHT, outcome: 'enqueued', reason: 'on time' }]);
  });

  it('in which Partner Center is down is tried again later, and made when it is back', async () => {
    const worker = await aWorker();
    seatback.clock.moveTo(NIGHT);
    partnerCenter.isDown = true;
    await look(worker);
    await allJobsAre('retry');
    expect(await pulls()).toEqual([]);
    partnerCenter.isDown = false;
    seatback.clock.moveTo(plusMillis(NIGHT, HOUR_MS));
    await timeGoesBy();
    await allJobsAre('completed');
    expect(await pulls()).toMatchObject([
      { dueAt: NIGHT, startedAt: NIGHT, attempts: 2, finishedAt: plusMillis(NIGHT, HOUR_MS) },
    ]);
  });

  it('that is down to its end is on record as failed', async () => {
    const worker = await aWorker();
    seatback.clock.moveTo(NIGHT);
    partnerCenter.isDown = true;
    await look(worker);
    await allJobsAre('retry');
    await world.asOwner(`UPDATE ${QUEUE}.job SET retry_count = retry_limit - 1`);
    await timeGoesBy();
    await allJobsAre('failed');
    expect(await missed()).toMatchObject([{ dueAt: NIGHT, outcome: 'failed' }]);
  });

  it('that another one has overtaken is not pulled a second time', async () => {
    const worker = await aWorker();
    seatback.clock.moveTo(NIGHT);
    partnerCenter.isDown = true;
    await look(worker);
    await allJobsAre('retry');
    partnerCenter.isDown = false;
    seatback.clock.moveTo(plusMillis(NIGHT, DAY_MS));
    await look(worker);
    await timeGoesBy();
    await allJobsAre('completed');
    expect((await pulls()).map(({ dueAt }) => dueAt)).toEqual([plusMillis(NIGHT, DAY_MS)]);
    expect(await missed()).toMatchObject([{ dueAt: NIGHT, outcome: 'superseded' }]);
  });
});

describe('nights that passed while nobody ran', () => {
  beforeEach(async () => {
    await (await aWorker()).close();
    seatback.clock.moveTo(plusMillis(NIGHT, 2 * DAY_MS + 6 * HOUR_MS));
    await aWorker();
    await allJobsAre('completed');
  });

  it('are on record as missed, but for the latest, which is pulled at the start', async () => {
    expect(await noted()).toEqual([
      { schedule: 'nightly', dueAt: NIGHT, outcome: 'missed', reason: MISSED },
      { schedule: 'nightly', dueAt: plusMillis(NIGHT, DAY_MS), outcome: 'missed', reason: MISSED },
      {
        schedule: 'nightly',
        dueAt: plusMillis(NIGHT, 2 * DAY_MS),
        outcome: 'enqueued',
        reason: 'late: no worker ran when it fell due',
      },
    ]);
    expect(await pulls()).toMatchObject([
      { dueAt: plusMillis(NIGHT, 2 * DAY_MS), startedAt: plusMillis(NIGHT, 2 * DAY_MS + 6 * HOUR_MS) },
    ]);
    expect((await missed()).map(({ dueAt }) => dueAt)).toEqual([plusMillis(NIGHT, DAY_MS), NIGHT]);
  });

  it('are missed no longer when somebody pulled for them', async () => {
    await seatback.app.get(PullPartnerCenter).execute({ dueAt: NIGHT });
    expect((await missed()).map(({ dueAt }) => dueAt)).toEqual([plusMillis(NIGHT, DAY_MS)]);
  });

  it('are told by the command line', async () => {
    const { code, said } = await seatbackSays('ingest', 'status');
    expect(code).toBe(0);
    const [ofPulls] = said.split('\nDirectory and witnesses');
    expect(ofPulls!.split('\n').map((line) => line.split(/ {2,}/))).toMatchObject([
      ['Pulls'],
      [
        'due',
        'started',
        'finished',
        'state',
        'attempts',
        'interrupted',
        'customers',
        'refused',
        'failed',
        'calls',
        'replayed',
        'waits',
        'quarantined',
        'delivery',
      ],
      expect.anything(),
      [
        '2019-06-13 01:30Z',
        '2019-06-13 07:30Z',
        '2019-06-13 07:30Z',
        'closed',
        '1',
        '0',
        '1',
        '0',
        '0',
        '6',
        '0',
        '0',
        '0',
        '1',
      ],
      [''],
      ['Due and not made'],
      ['due', 'schedule', 'outcome', 'reason'],
      expect.anything(),
      ['2019-06-12 01:30Z', 'nightly', 'missed', MISSED],
      ['2019-06-11 01:30Z', 'nightly', 'missed', MISSED],
      [''],
    ]);
    const { said: json } = await seatbackSays('ingest', 'status', '--last', '1', '--json');
    expect(JSON.parse(json)).toMatchObject({
      pulls: [{ dueAt: '2019-06-13T01:30:00.000000Z', state: 'closed', outcome: { calls: { calls: 6 }, delivery: 1 } }],
      missed: [{ schedule: 'nightly', dueAt: '2019-06-12T01:30:00.000000Z', outcome: 'missed' }],
    });
  });

  it('were never due where the first worker starts only now, or starts by another rhythm', async () => {
    await seatback.database.clear();
    const first = await aWorker();
    expect(await noted()).toEqual([]);
    await first.close();
    seatback.clock.moveTo(plusMillis(seatback.clock.now(), 5 * HOUR_MS));
    await aWorker({ SEATBACK_PULL_CRON: '0 0 */2 * * *' });
    expect(await noted()).toEqual([]);
  });
});

/** The ordinary campaign: it ends on 30 June in London, and readings of the last 48 hours count. */
describe('the last day of a campaign', () => {
  const SNAPSHOT = instant('2019-06-30T23:00:00Z');
  const before = (hours: number, minutes = 0) => plusMillis(SNAPSHOT, -(hours * 60 + minutes) * 60_000);
  let worker: INestApplicationContext;
  let campaignFile: string;

  beforeEach(async () => {
    campaignFile = join(world.campaignsFolder, 'a-campaign.yaml');
    writeFileSync(campaignFile, campaignText());
    seatback.clock.moveTo(before(31));
    worker = await aWorker();
    partnerCenter.listed = [1, 2, 3, 4];
  });
  afterEach(() => rmSync(campaignFile));

  it('is pulled early and often, says who is missing while there is time, and asks again only where it helps', async () => {
    partnerCenter.seats.set(2, REFUSED);
    partnerCenter.seats.set(3, FAILED);
    await at(before(30));
    expect(await missing()).toEqual([
      { customerId: customerId(3), companyName: 'No. 3', reason: 'failed', since: before(30), lastReadAt: null },
      { customerId: customerId(2), companyName: 'No. 2', reason: 'no-access', since: before(30), lastReadAt: null },
    ]);

    // The third answers now. The fourth has left the list, and is read nevertheless.
    partnerCenter.seats.delete(3);
    partnerCenter.listed = [1, 2, 3];
    for (const due of [plusMillis(instant('2019-06-30T01:30:00Z'), 0), before(16), before(11), before(6), before(2)])
      await at(due);
    expect(await missing()).toEqual([
      { customerId: customerId(2), companyName: 'No. 2', reason: 'no-access', since: before(30), lastReadAt: null },
    ]);

    // Somebody saw the alarm, and the customer gave access.
    partnerCenter.seats.clear();
    await at(before(0, 45));
    expect(await missing()).toEqual([]);
    await at(before(0, 25));
    await at(before(0, 10));
    expect((await noted()).slice(-2)).toEqual([
      { schedule: 'snapshot a-campaign', dueAt: before(0, 25), outcome: 'unneeded', reason: 'no customer was missing' },
      { schedule: 'snapshot a-campaign', dueAt: before(0, 10), outcome: 'unneeded', reason: 'no customer was missing' },
    ]);
    expect((await pulls()).map(({ dueAt }) => dueAt).reverse()).toEqual([
      before(30),
      '2019-06-30T01:30:00.000000Z',
      before(16),
      before(11),
      before(6),
      before(2),
      before(0, 45),
    ]);
    expect(await alarms()).toEqual([
      { checkedAt: before(30), missing: 2, reasons: { failed: 1, 'no-access': 1 } },
      ...[16, 11, 6, 2].map((hours) => ({ checkedAt: before(hours), missing: 1, reasons: { 'no-access': 1 } })),
    ]);
  });

  it('is pulled again for who is missing after the last regular pull', async () => {
    for (const due of [30, 16, 11, 6, 2]) await at(before(due));
    partnerCenter.seats.set(2, REFUSED);
    await at(before(0, 45));
    partnerCenter.seats.clear();
    await at(before(0, 25));
    expect(await missing()).toEqual([]);
    expect((await pulls())[0]).toMatchObject({ dueAt: before(0, 25) });
    await at(before(0, 10));
    expect((await noted()).at(-1)).toMatchObject({ dueAt: before(0, 10), outcome: 'unneeded' });
  });

  it('alarms about everybody where Partner Center is down, until it is back', async () => {
    await at(before(30));
    partnerCenter.isDown = true;
    // Who was read 30 hours before is still known; with a limit of 12 hours nobody would be.
    await at(before(16));
    expect(await alarms()).toEqual([]);
    writeFileSync(campaignFile, campaignText({ 'oldest seat reading': { hours: 12 } }));
    await at(before(11));
    expect(await alarms()).toEqual([{ checkedAt: before(11), missing: 4, reasons: { failed: 4 } }]);
    partnerCenter.isDown = false;
    await at(before(6));
    expect(await missing(12)).toEqual([]);
    expect(await alarms()).toHaveLength(1);
  });

  it('leaves no pull so much patience that the next one, and the alarm, would wait for it', async () => {
    await worker.close();
    world.patienceMs = 3 * HOUR_MS;
    worker = await aWorker();
    partnerCenter.seats.set(1, FAILED);
    // Half of the time until the next one, and no more than five minutes.
    await at(before(30));
    expect(minutesWaited()).toEqual([1, 2]);
    await at(before(0, 45));
    await at(before(0, 25));
    expect(minutesWaited()).toEqual([1, 2, 1, 2, 1, 2]);
    seatback.clock.moveTo(plusMillis(SNAPSHOT, DAY_MS));
    await at(instant('2019-07-02T01:30:00Z'));
    expect(
      minutesWaited()
        .slice(6)
        .reduce((sum, minutes) => sum + minutes, 0),
    ).toBeGreaterThan(150);
  });

  it('that nobody worked on is pulled late, and afterwards is on record as missed', async () => {
    await worker.close();
    seatback.clock.moveTo(before(5));
    const late = await aWorker();
    await allJobsAre('completed');
    expect((await pulls()).map(({ dueAt }) => dueAt)).toEqual([before(6)]);
    await late.close();
    seatback.clock.moveTo(plusMillis(SNAPSHOT, HOUR_MS));
    await aWorker();
    const reason = 'no worker ran before the snapshot, and seats cannot be read afterwards';
    expect((await missed()).filter(({ schedule }) => schedule !== 'nightly')).toMatchObject([
      { dueAt: before(0, 10), outcome: 'missed', reason },
      { dueAt: before(0, 25), outcome: 'missed' },
      { dueAt: before(0, 45), outcome: 'missed' },
      { dueAt: before(2), outcome: 'missed' },
      { dueAt: before(11), outcome: 'missed' },
      { dueAt: before(16), outcome: 'missed' },
      { dueAt: before(30), outcome: 'missed' },
    ]);
  });

  it('is told by the command line, with an exit code for who watches it', async () => {
    partnerCenter.seats.set(2, REFUSED);
    await at(before(30));
    const { code, said } = await seatbackSays('ingest', 'missing', 'a-campaign');
    expect(code).toBe(2);
    expect(said).toBe(
      [
        'a-campaign: 1 customer without a seat reading from 2019-06-28 23:00Z to 2019-06-30 23:00Z.',
        'customer                              name   reason     since              last read',
        '────────────────────────────────────  ─────  ─────────  ─────────────────  ─────────',
        `${customerId(2)}  No. 2  no-access  2019-06-29 17:00Z  never`,
        'Last alarm: 2019-06-29 17:00Z, 1 customer.',
        '',
      ].join('\n'),
    );
    partnerCenter.seats.clear();
    await at(before(16));
    const { code: then, said: json } = await seatbackSays('ingest', 'missing', 'a-campaign', '--json');
    expect(then).toBe(0);
    expect(JSON.parse(json)).toMatchObject({
      snapshotAt: SNAPSHOT,
      missing: [],
      lastAlarm: { checkedAt: before(30), customersMissing: 1, reasons: { 'no-access': 1 } },
    });
  });

  it('is not on record for a campaign that was over before the first worker', async () => {
    await worker.close();
    await seatback.database.clear();
    seatback.clock.moveTo(plusMillis(SNAPSHOT, 90 * DAY_MS));
    await aWorker();
    expect(await noted()).toEqual([]);
  });

  it('is seen too by a first worker that starts on it', async () => {
    await worker.close();
    await seatback.database.clear();
    seatback.clock.moveTo(before(10));
    await aWorker();
    await allJobsAre('completed');
    expect((await pulls()).map(({ dueAt }) => dueAt)).toEqual([before(11)]);
  });

  /** The worker looks at that instant, and its work comes to where it should. */
  async function at(due: Instant): Promise<void> {
    seatback.clock.moveTo(due);
    await look(worker);
    await allJobsAre('completed');
  }

  async function missing(hours = 48): Promise<MissingReading[]> {
    const wanted = { at: SNAPSHOT, from: before(hours), heardSince: calendarDate('2019-01-01') };
    return world.inSession((session) => missingReadings(session, wanted));
  }

  /** Between the rounds of pulls; calls that are tried again wait less. */
  function minutesWaited(): number[] {
    return world.waitsMs.filter((waitMs) => waitMs >= 60_000).map((waitMs) => waitMs / 60_000);
  }

  async function alarms() {
    return world.inSession((session) =>
      session.query(
        'SELECT checked_at AS "checkedAt", customers_missing AS missing, reasons FROM snapshot_alarm ORDER BY checked_at',
      ),
    );
  }
});

const MISSED = 'no worker ran when it fell due, and a later one is due too';
const aWorker = (variables?: NodeJS.ProcessEnv) => world.start(variables);
const look = (worker: INestApplicationContext) => world.look(worker);
const allJobsAre = (state: string) => world.allJobsAre(state);
const jobs = () => world.jobs();
const noted = () => world.noted();
const pulls = () => world.pulls();
const missed = () => world.inSession((session) => missedPulls(session, 100));
const timeGoesBy = () => world.timeGoesBy();

async function seatbackSays(...args: readonly string[]): Promise<CommandRun> {
  const { dataFolder } = seatback.database.environment;
  return new SeatbackProcess(dataFolder).run(args, {
    DATABASE_URL: seatback.database.serviceUrl,
    SEATBACK_CAMPAIGNS: world.campaignsFolder,
  });
}
