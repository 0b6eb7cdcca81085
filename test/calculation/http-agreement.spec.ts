import 'reflect-metadata';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { LoopbackCredential, startPartnerCenter } from '../../demo/partner-center/index.js';
import { generateWorld, SETTLED_AT, writeReadings, writeRegister, type World } from '../../demo/world/index.js';
import { AppModule } from '../../src/app.module.js';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, PullPartnerCenter } from '../../src/ingest/index.js';
import { instant, MovableClock, type Instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { TestServer } from '../test-database.js';

const PULLS = [
  '2018-12-20T20:00:00Z',
  '2019-03-15T20:00:00Z',
  '2019-06-29T21:00:00Z',
  '2019-06-30T21:00:00Z',
  '2019-07-04T21:00:00Z',
  '2019-08-05T06:00:00Z',
].map(instant);
const at = instant(SETTLED_AT);

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.join();
});
afterAll(async () => {
  await server.leave();
});

describe('pulled over HTTP, and from a folder of the same world', () => {
  for (const seed of [1, 2, 3]) {
    it(`gives the same determinations and earnings, seed ${String(seed)}`, async () => {
      const world = generateWorld({ seed });
      const pulled = await byHttp(world);
      const imported = await byFolder(world);
      expect(pulled).toEqual(imported);
    });
  }
});

async function byHttp(world: World): Promise<readonly string[]> {
  const partnerCenter = await startPartnerCenter(world, {
    startAt: PULLS[0] ?? at,
    throttle: { everyNth: 400, retryAfterS: 0 },
  });
  const database = await server.newDatabase();
  const clock = new MovableClock(PULLS[0] ?? at);
  const app = await NestFactory.createApplicationContext(
    AppModule.register({
      environment: database.environment,
      clock,
      partnerCenter: {
        partnerCenter: {
          ...database.environment.partnerCenter,
          url: partnerCenter.baseUrl,
          requestsPerMinute: 100_000,
        },
        credential: new LoopbackCredential(partnerCenter),
        sleep: async () => undefined,
      },
    }),
    { logger: ['error'] },
  );
  for (const pullAt of PULLS) {
    clock.moveTo(pullAt);
    partnerCenter.moveTo(pullAt);
    const t = Date.now();
    const p = await app.get(PullPartnerCenter).execute({ dueAt: pullAt });
    console.log(pullAt, Date.now() - t, JSON.stringify({ ...p, quarantined: p.quarantined.length }));
  }
  clock.moveTo(at);
  const folder = mkdtempSync(join(tmpdir(), 'seatback-http-'));
  await writeRegister(world, folder, { asOf: at });
  await app.get(ImportFolder).execute(folder);
  return output(app, clock.now(), async () => {
    await app.close();
    await partnerCenter.close();
    await database.drop();
  });
}

async function byFolder(world: World): Promise<readonly string[]> {
  const database = await server.newDatabase();
  const clock = new MovableClock(at);
  const app = await NestFactory.createApplicationContext(
    AppModule.register({ environment: database.environment, clock }),
    { logger: ['error'] },
  );
  const folder = mkdtempSync(join(tmpdir(), 'seatback-folder-'));
  await writeRegister(world, folder, { asOf: at });
  await writeReadings(world, PULLS, folder);
  await app.get(ImportFolder).execute(folder);
  return output(app, clock.now(), async () => {
    await app.close();
    await database.drop();
  });
}

async function output(
  app: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>,
  knownAt: Instant,
  close: () => Promise<void>,
): Promise<readonly string[]> {
  const out = mkdtempSync(join(tmpdir(), 'seatback-out-'));
  const campaign = findCampaign('campaigns', 'dynamics-365-smb-csp-2019h1');
  const run = await app.get(CalculateCampaign).execute(campaign, { knownAt });
  await app.get(UnitOfWork).inTransaction((session) => app.get(CampaignOutput).write(session, run, out));
  await close();
  const summary = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as { counts: unknown; digest: string };
  return [
    readFileSync(join(out, 'determinations.csv'), 'utf8'),
    readFileSync(join(out, 'earnings.csv'), 'utf8'),
    JSON.stringify(summary.counts),
    summary.digest,
  ];
}
