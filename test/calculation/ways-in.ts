import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoopbackCredential, startPartnerCenter, type PartnerCenterOptions } from '../../demo/partner-center/index.js';
import { SETTLED_AT, writeReadings, writeRegister, type World } from '../../demo/world/index.js';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { PROJECT_FOLDER, readEnvironment } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, PullPartnerCenter } from '../../src/ingest/index.js';
import { instant, type CalendarDate, type Instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import type { Seatbacks, TestSeatback } from '../seatback.js';

/** What the world's campaign comes to, once its facts have come in one way or another. */
export interface Output {
  readonly determinations: string;
  readonly earnings: string;
  readonly counts: unknown;
  readonly digest: string;
}

export const PULLS: readonly Instant[] = [
  '2018-12-20T20:00:00Z',
  '2019-03-15T20:00:00Z',
  '2019-06-29T21:00:00Z',
  '2019-06-30T21:00:00Z',
  '2019-07-04T21:00:00Z',
  '2019-08-05T06:00:00Z',
].map((at) => instant(at));

export interface PullingOptions {
  readonly pulls?: readonly Instant[];
  readonly center?: Partial<PartnerCenterOptions>;
  /** The first billing period that is read from Graph; none, where it is left out: the world lies before them all. */
  readonly graphServesFrom?: CalendarDate;
  /** While the database is there in which it was calculated. */
  readonly whenCalculated?: (seatback: TestSeatback) => Promise<void>;
}

/** The world is pulled over HTTP at each of these instants. */
export async function byPulling(
  seatbacks: Seatbacks,
  world: World,
  { pulls = PULLS, center, graphServesFrom, whenCalculated }: PullingOptions = {},
): Promise<Output> {
  const [first = SETTLED_AT] = pulls;
  const partnerCenter = await startPartnerCenter(world, { startAt: first, ...center });
  try {
    const seatback = await seatbacks.start({
      partnerCenter: {
        partnerCenter: {
          ...readEnvironment({}).partnerCenter,
          url: partnerCenter.baseUrl,
          requestsPerMinute: 100_000,
          patienceMs: 0,
        },
        graphBilling: { url: partnerCenter.graphUrl, servesFrom: graphServesFrom },
        credential: new LoopbackCredential(partnerCenter),
        sleep: async () => undefined,
      },
    });
    for (const dueAt of pulls) {
      seatback.clock.moveTo(dueAt);
      partnerCenter.moveTo(dueAt);
      const { quarantined } = await seatback.app.get(PullPartnerCenter).execute({ dueAt });
      // A tenant's seats may fail to answer; of billing nothing is lost.
      const ofBilling = quarantined.filter(({ file }) => file.startsWith('invoices/'));
      if (ofBilling.length > 0) throw new Error(`Lines were not taken: ${JSON.stringify(ofBilling.slice(0, 3))}`);
    }
    const register = seatbacks.newFolder();
    await writeRegister(world, register, { asOf: SETTLED_AT });
    const output = await calculated(seatback, seatbacks, register);
    await whenCalculated?.(seatback);
    return output;
  } finally {
    await partnerCenter.close();
  }
}

/** The same as files: what those pulls would have learned. */
export async function byFolder(
  seatbacks: Seatbacks,
  world: World,
  { pulls = PULLS }: Pick<PullingOptions, 'pulls'> = {},
): Promise<Output> {
  const folder = seatbacks.newFolder();
  await writeRegister(world, folder, { asOf: SETTLED_AT });
  await writeReadings(world, pulls, folder);
  return calculated(await seatbacks.start(), seatbacks, folder);
}

/** Imports the last folder and calculates as of the day on which the world is settled. */
async function calculated({ app, clock }: TestSeatback, seatbacks: Seatbacks, folder: string): Promise<Output> {
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
