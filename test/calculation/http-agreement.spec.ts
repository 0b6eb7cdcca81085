import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { LoopbackCredential, startPartnerCenter } from '../../demo/partner-center/index.js';
import { generateWorld, SETTLED_AT, writeReadings, writeRegister, type World } from '../../demo/world/index.js';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { readEnvironment, PROJECT_FOLDER } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, PullPartnerCenter } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const FIRST_PULL = instant('2018-12-20T20:00:00Z');
const PULLS = [
  FIRST_PULL,
  ...[
    '2019-03-15T20:00:00Z',
    '2019-06-29T21:00:00Z',
    '2019-06-30T21:00:00Z',
    '2019-07-04T21:00:00Z',
    '2019-08-05T06:00:00Z',
  ].map((at) => instant(at)),
];

const seatbacks = new Seatbacks();
afterAll(() => seatbacks.end());

describe('pulled over HTTP, and imported as a folder of the same world', () => {
  it.each([1, 2, 3])('gives the same determinations, earnings, counts and digest, seed %i', async (seed) => {
    const world = generateWorld({ seed });
    const pulled = await byHttp(world);
    expect(pulled.determinations.split('\n').length).toBeGreaterThan(50);
    expect(pulled).toEqual(await byFolder(world));
  });
});

interface Output {
  readonly determinations: string;
  readonly earnings: string;
  readonly counts: unknown;
  readonly digest: string;
}

async function byHttp(world: World): Promise<Output> {
  const partnerCenter = await startPartnerCenter(world, {
    startAt: FIRST_PULL,
    throttle: { everyNth: 400, retryAfterS: 0 },
  });
  try {
    const seatback = await seatbacks.start({
      partnerCenter: {
        partnerCenter: {
          ...readEnvironment({}).partnerCenter,
          url: partnerCenter.baseUrl,
          requestsPerMinute: 100_000,
          patienceMs: 0,
        },
        credential: new LoopbackCredential(partnerCenter),
        sleep: async () => undefined,
      },
    });
    for (const dueAt of PULLS) {
      seatback.clock.moveTo(dueAt);
      partnerCenter.moveTo(dueAt);
      await seatback.app.get(PullPartnerCenter).execute({ dueAt });
    }
    const register = seatbacks.newFolder();
    await writeRegister(world, register, { asOf: SETTLED_AT });
    return await calculated(seatback, register);
  } finally {
    await partnerCenter.close();
  }
}

async function byFolder(world: World): Promise<Output> {
  const folder = seatbacks.newFolder();
  await writeRegister(world, folder, { asOf: SETTLED_AT });
  await writeReadings(world, PULLS, folder);
  return calculated(await seatbacks.start(), folder);
}

/** Imports the last folder and calculates as of the day on which the world is settled. */
async function calculated({ app, clock }: TestSeatback, folder: string): Promise<Output> {
  clock.moveTo(SETTLED_AT);
  await app.get(ImportFolder).execute(folder);
  const campaign = findCampaign(join(PROJECT_FOLDER, 'campaigns'), 'dynamics-365-smb-csp-2019h1');
  const run = await app.get(CalculateCampaign).execute(campaign, { knownAt: SETTLED_AT });
  const out = seatbacks.newFolder();
  await app.get(UnitOfWork).inTransaction((session) => app.get(CampaignOutput).write(session, run, out));
  return {
    determinations: readFileSync(join(out, 'determinations.csv'), 'utf8'),
    earnings: readFileSync(join(out, 'earnings.csv'), 'utf8'),
    counts: run.counts,
    digest: run.digest,
  };
}
