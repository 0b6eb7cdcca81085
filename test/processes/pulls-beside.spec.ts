import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listRuns } from '../../src/calculation/index.js';
import { UserIdentity } from '../../src/ingest/index.js';
import { pullsBeside } from '../../src/jobs/index.js';
import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { campaignText } from '../campaign-builder.js';
import { SeatbackProcess } from '../commands/seatback-process.js';
import { WorkerWorld } from '../jobs/worker-world.js';

/** The nightly pull falls due at 01:30, the directory at 04:00. */
const EVENING = instant('2019-06-10T20:00:00Z');
const NIGHT = instant('2019-06-11T01:30:00Z');
const MORNING = instant('2019-06-11T04:00:00Z');
/** Microsoft closes May on 15 June. */
const MAY_IS_CLOSED = instant('2019-06-16T05:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const world = new WorkerWorld();
const { partnerCenter } = world;
/** Refresh tokens that were traded. */
let traded: string[];
let entraIsDown: boolean;
beforeAll(() =>
  world.open((ingest) => ({
    ...ingest,
    partnerCenter: { ...ingest.partnerCenter, tenantId: 'a-tenant', clientId: 'an-app', clientSecret: 'a-secret' },
    tokenExchange: {
      redeem: async (refreshToken) => {
        traded.push(refreshToken);
        if (entraIsDown) throw new Error('Microsoft Entra does not answer');
        const next = `${refreshToken}+`;
        return { accessToken: 'a-token', expiresAtMs: Number.MAX_SAFE_INTEGER, refreshToken: next };
      },
    },
  })),
);
beforeEach(async () => {
  traded = [];
  entraIsDown = false;
  await world.reset(EVENING);
});
afterEach(() => world.closeWorkers());
afterAll(() => world.end());

describe('the directory', () => {
  it('is pulled every morning, by one of the workers', async () => {
    const [one, other] = [await world.start(), await world.start()];
    // Whom it asks for their country, the pull of the night has listed.
    await at(NIGHT, one, other);
    await at(MORNING, one, other);
    expect(await world.noted('beside')).toEqual([
      {
        schedule: 'directory',
        dueAt: MORNING,
        outcome: 'done',
        reason: 'delivery 2, 1 customers asked, 0 refused, 0 failed',
      },
      { schedule: 'directory', dueAt: MORNING, outcome: 'enqueued', reason: 'on time' },
    ]);
    expect(partnerCenter.asked.filter((path) => path === '/v1/auditrecords')).toHaveLength(1);
    await at(plusMillis(MORNING, DAY_MS), one, other);
    expect(await world.inSession((session) => pullsBeside(session, 1))).toMatchObject([
      { schedule: 'directory', dueAt: plusMillis(MORNING, DAY_MS), outcome: 'done' },
    ]);
  });

  it('that fell due while nobody ran is pulled once at the start, for the latest morning', async () => {
    await (await world.start()).close();
    world.seatback.clock.moveTo(plusMillis(MORNING, 2 * DAY_MS + HOUR_MS));
    await world.start();
    await world.allJobsAre('completed', 'all');
    expect((await world.noted('beside')).map(({ dueAt, outcome }) => [dueAt, outcome])).toEqual([
      [MORNING, 'missed'],
      [plusMillis(MORNING, DAY_MS), 'missed'],
      [plusMillis(MORNING, 2 * DAY_MS), 'done'],
      [plusMillis(MORNING, 2 * DAY_MS), 'enqueued'],
    ]);
  });

  it('that Partner Center does not give is asked for again later, and by the next morning is given up', async () => {
    const worker = await world.start();
    await at(instant('2019-06-11T01:30:00Z'), worker);
    world.seatback.clock.moveTo(MORNING);
    partnerCenter.isDown = true;
    await world.look(worker);
    await jobOf('directory', 'retry');
    partnerCenter.isDown = false;
    world.seatback.clock.moveTo(plusMillis(MORNING, DAY_MS));
    await world.look(worker);
    await world.timeGoesBy();
    await world.allJobsAre('completed', 'all');
    expect((await world.noted('beside')).map(({ dueAt, outcome }) => [dueAt, outcome])).toEqual([
      [MORNING, 'enqueued'],
      [MORNING, 'superseded'],
      [plusMillis(MORNING, DAY_MS), 'done'],
      [plusMillis(MORNING, DAY_MS), 'enqueued'],
    ]);
  });
});

describe('Microsoft’s reports of a month', () => {
  it('are asked for when the month is closed there, twice, where a service user is stored', async () => {
    const worker = await world.start();
    await worker.get(UserIdentity).store('brought-by-dana', 'dana');
    await at(instant('2019-06-16T01:30:00Z'), worker);
    world.seatback.clock.moveTo(MAY_IS_CLOSED);
    partnerCenter.asked = [];
    await world.look(worker);
    // This small Partner Center has no reports: neither witness is heard, which is tried again.
    await jobOf('witnesses', 'retry');
    expect(partnerCenter.asked).toEqual(expect.arrayContaining(['/insights/v1/mpn/ScheduledDataset']));
    const due = (await world.noted('beside')).filter(({ schedule }) => schedule === 'witnesses');
    expect(due).toEqual([{ schedule: 'witnesses', dueAt: MAY_IS_CLOSED, outcome: 'enqueued', reason: 'on time' }]);
    world.seatback.clock.moveTo(plusMillis(MAY_IS_CLOSED, 7 * DAY_MS));
    await world.look(worker);
    expect((await world.noted('beside')).filter(({ schedule }) => schedule === 'witnesses').at(-1)).toMatchObject({
      dueAt: plusMillis(MAY_IS_CLOSED, 7 * DAY_MS),
      outcome: 'enqueued',
    });
  });

  it('are open to a user only: without one it is on record that nobody could ask', async () => {
    const worker = await world.start();
    await at(MAY_IS_CLOSED, worker);
    expect(await world.noted('beside')).toContainEqual({
      schedule: 'witnesses',
      dueAt: MAY_IS_CLOSED,
      outcome: 'unneeded',
      reason: 'no service user is stored, and reports are open to a user only',
    });
  });
});

describe('estimates', () => {
  const campaignFile = () => join(world.campaignsFolder, 'a-campaign.yaml');
  afterEach(() => rmSync(campaignFile(), { force: true }));

  it('are made every morning of a campaign that is under way, from what the night brought', async () => {
    writeFileSync(campaignFile(), campaignText());
    const worker = await world.start();
    await at(NIGHT, worker);
    const morning = instant('2019-06-11T06:00:00Z');
    await at(morning, worker);
    expect(await estimates()).toEqual([
      { dueAt: morning, outcome: 'done', reason: expect.stringMatching(/^a-campaign: run 1, 0\.00 USD, 0 qualified/) },
      { dueAt: morning, outcome: 'enqueued', reason: 'on time' },
    ]);
    const runs = await world.inSession((session) => listRuns(session));
    expect(runs).toMatchObject([{ kind: 'provisional', state: 'calculated', snapshotAt: morning, delivery: 2 }]);
  });

  it('are not made before a campaign begins, nor when it is over', async () => {
    writeFileSync(campaignFile(), campaignText({ window: { from: '2019-06-12', to: '2019-06-30' } }));
    const worker = await world.start();
    for (const day of ['2019-06-11', '2019-07-02']) await at(instant(`${day}T06:00:00Z`), worker);
    expect(await estimates()).toEqual([]);
    expect(await world.inSession((session) => listRuns(session))).toEqual([]);
  });

  it('say so where terms contradict each other, by which the official run will be refused', async () => {
    writeFileSync(campaignFile(), campaignText({ 'eligibility days': ['2018-12-31'] }));
    const worker = await world.start();
    await at(instant('2019-06-11T06:00:00Z'), worker);
    expect(await estimates()).toMatchObject([
      {
        outcome: 'done',
        reason: expect.stringMatching(/; its terms contradict each other, .+: eligibility days \/ 0$/),
      },
      { outcome: 'enqueued' },
    ]);
  });

  it('of one campaign that fails hold the others up no longer than until they are done', async () => {
    writeFileSync(campaignFile(), campaignText());
    const edited = join(world.campaignsFolder, 'edited.yaml');
    writeFileSync(edited, campaignText({}, { campaign: 'edited' }));
    const worker = await world.start();
    await at(instant('2019-06-11T06:00:00Z'), worker);
    writeFileSync(edited, campaignText({ 'minimum seats': 16 }, { campaign: 'edited' }));
    world.seatback.clock.moveTo(instant('2019-06-12T06:00:00Z'));
    await world.look(worker);
    await jobOf('estimates', 'retry');
    rmSync(edited);
    const runs = await world.inSession((session) => listRuns(session));
    expect(runs.map(({ campaignId, snapshotAt }) => [campaignId, snapshotAt.slice(0, 10)])).toEqual([
      ['a-campaign', '2019-06-12'],
      ['edited', '2019-06-11'],
      ['a-campaign', '2019-06-11'],
    ]);
  });

  async function estimates() {
    const noted = await world.noted('beside');
    return noted
      .filter(({ schedule }) => schedule === 'estimates')
      .map(({ dueAt, outcome, reason }) => ({ dueAt, outcome, reason }));
  }
});

describe('the status of the ingest', () => {
  it('tells what became of each', async () => {
    const worker = await world.start();
    await at(MAY_IS_CLOSED, worker);
    const { dataFolder } = world.seatback.database.environment;
    const { said } = await new SeatbackProcess(dataFolder).run(['ingest', 'status', '--last', '2'], {
      DATABASE_URL: world.seatback.database.serviceUrl,
      SEATBACK_CAMPAIGNS: world.campaignsFolder,
    });
    const lines = said.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines.slice(lines.findIndex(([first]) => first === 'Directory and witnesses'))).toEqual([
      ['Directory and witnesses'],
      ['due', 'schedule', 'outcome', 'reason'],
      expect.anything(),
      ['2019-06-16 05:00Z', 'witnesses', 'unneeded', 'no service user is stored, and reports are open to a user only'],
      ['2019-06-16 04:00Z', 'directory', 'done', expect.stringContaining('customers asked')],
      [''],
    ]);
  });
});

describe('the service user’s refresh token', () => {
  it('is renewed by the worker’s clock once a day, and the new one takes its place', async () => {
    const worker = await world.start({}, true);
    await worker.get(UserIdentity).store('brought-by-dana', 'dana');
    const renewal = worker.get(SchedulerRegistry).getCronJob('renew the refresh token');
    const [first, second] = renewal.nextDates(2);
    expect(second!.diff(first!).as('hours')).toBe(24);
    world.seatback.clock.moveTo(plusMillis(EVENING, 40 * DAY_MS));
    expect(await worker.get(UserIdentity).status()).toMatchObject({ state: 'unused-30-days', leftDays: 50 });
    await renewal.fireOnTick();
    expect(traded).toEqual(['brought-by-dana', 'brought-by-dana+']);
    expect(await worker.get(UserIdentity).status()).toMatchObject({ state: 'fresh', leftDays: 90, origin: 'rotated' });
  });

  it('that cannot be traded stays as it is, and the worker goes on', async () => {
    const worker = await world.start({}, true);
    await worker.get(UserIdentity).store('brought-by-dana', 'dana');
    world.seatback.clock.moveTo(plusMillis(EVENING, 40 * DAY_MS));
    entraIsDown = true;
    const renewal = worker.get(SchedulerRegistry).getCronJob('renew the refresh token');
    await renewal.fireOnTick();
    expect(traded).toEqual(['brought-by-dana', 'brought-by-dana+']);
    expect(await worker.get(UserIdentity).status()).toMatchObject({ state: 'unused-30-days', leftDays: 50 });
    entraIsDown = false;
    await renewal.fireOnTick();
    expect(await worker.get(UserIdentity).status()).toMatchObject({ state: 'fresh', leftDays: 90 });
  });
});

/** All workers look at that instant, and what was due comes to its end. */
async function at(due: Instant, ...workers: readonly INestApplicationContext[]): Promise<void> {
  world.seatback.clock.moveTo(due);
  await Promise.all(workers.map((worker) => world.look(worker)));
  await world.allJobsAre('completed', 'all');
}

/** The last job of a schedule has come to a state. */
async function jobOf(schedule: string, state: string): Promise<void> {
  await world.until(async () => {
    const [job] = await world.inSession((session) =>
      session.query<{ state: string }>(
        `SELECT state::text FROM pgboss.job WHERE data->>'schedule' = $1 ORDER BY created_on DESC LIMIT 1`,
        [schedule],
      ),
    );
    return job?.state === state;
  });
}
