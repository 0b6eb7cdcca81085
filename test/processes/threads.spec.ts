import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { CampaignVersions, type Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/* What a run comes to does not depend on how many threads share its customers. */

const NOW = instant('2019-08-05T09:00:00Z');
const CUSTOMERS = 23;

/** A thread runs the program as it is shipped: `npm run build` comes first. */
const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'src', 'calculation', 'runs', 'evaluation-program.js');

/** Facts of this campaign are followed from customer to customer over the whole of a thread's keys. */
const BY_TIERS = aCampaign({
  'reward for each customer': undefined,
  'reward by tiers': {
    currency: 'USD',
    measure: 'seats',
    'volume of': 'the partner',
    method: 'marginal',
    'at the edge': 'the band that begins',
    bands: [
      { from: '0', each: '7' },
      { from: '40', each: '9' },
    ],
  },
  rounding: { at: 'each partner', direction: 'half away from zero' },
});

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
  seatback.clock.moveTo(NOW);
  const files = new ImportFiles().billingIsKnown().partner('1001').partner('1002').partner('1003');
  for (let customer = 1; customer <= CUSTOMERS; customer += 1) {
    const assigned = 10 + ((customer * 7) % 20);
    files.sale(customer, { partner: `100${String(1 + (customer % 3))}`, invoice: `D${String(customer)}`, assigned });
    files.rows('customers.csv', { customer_id: customerId(customer), segment: customer % 5 === 0 ? '' : 'SMB' });
  }
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()), {});
});
afterAll(() => seatbacks.end());

interface Crew {
  readonly threads: number;
  readonly keysTogether?: number;
  readonly program?: URL;
}

function calculation({ threads, keysTogether = 2, program = pathToFileURL(PROGRAM) }: Crew): CalculateCampaign {
  const { app, clock } = seatback;
  const crew = { threads, keysTogether, keysAThread: 1, program };
  return new CalculateCampaign(app.get(UnitOfWork), app.get(CampaignVersions), clock, crew);
}

/** Everything that a run says, calculated by so many threads; nothing of it is kept. */
async function outputOf(campaign: Campaign, crew: Crew): Promise<readonly string[]> {
  const folder = seatbacks.newFolder();
  return calculation(crew).preview(campaign, {}, async (session, run) => {
    await seatback.app.get(CampaignOutput).write(session, run, folder);
    const files = ['determinations.csv', 'earnings.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
    return [run.digest, JSON.stringify(run.counts), ...files];
  });
}

describe('threads that share a run', () => {
  it.each([
    ['rewards each customer by itself', aCampaign()],
    ['follows further facts', BY_TIERS],
  ])('give the same bytes, however many they are, where the campaign %s', async (_name, campaign) => {
    expect(existsSync(PROGRAM)).toBe(true);
    const alone = await outputOf(campaign, { threads: 1 });
    expect(alone[2]?.split('\n')).toHaveLength(CUSTOMERS + 2);
    for (const outcome of ['qualified', 'not-qualified', 'undecided']) expect(alone[2]).toContain(`,${outcome},`);
    expect(await outputOf(campaign, { threads: 2 })).toEqual(alone);
    expect(await outputOf(campaign, { threads: 3, keysTogether: 5 })).toEqual(alone);
  });

  it('tell how far they have come', async () => {
    const heard: number[] = [];
    await calculation({ threads: 2 }).preview(aCampaign(), { onProgress: (count) => heard.push(count) }, async () => 0);
    expect(heard.at(-1)).toBe(CUSTOMERS);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.length).toBeGreaterThan(3);
  });

  it('end with the one who asked', async () => {
    const enough = new Error('enough');
    const onProgress = () => {
      throw enough;
    };
    await expect(calculation({ threads: 3 }).execute(aCampaign(), { onProgress })).rejects.toBe(enough);
    expect(await runs()).toBe(0);
  });

  it.each([
    ['ends', 'process.exit(3)', 'it ended with code 3'],
    ['throws', 'throw new Error("out of luck")', 'out of luck'],
  ])('fail the run where one of them %s, and nothing is kept', async (_name, script, found) => {
    const program = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    await expect(calculation({ threads: 2, program }).execute(aCampaign())).rejects.toMatchObject({
      code: 'EVALUATION_THREAD_LOST',
      report: { found },
    });
    expect(await runs()).toBe(0);
    expect(await outputOf(aCampaign(), { threads: 2 })).toHaveLength(4);
  });
});

describe('a run that threads made', () => {
  it('is what the next night goes on from by itself, to the same bytes', async () => {
    const ofNight = { snapshotAt: instant('2019-06-30T21:00:00Z') };
    const base = await calculation({ threads: 3 }).execute(aCampaign(), ofNight);
    expect(base).toMatchObject({ basedOn: null, customersEvaluated: null });

    seatback.clock.moveTo(instant('2019-08-06T09:00:00Z'));
    const news = new ImportFiles().rows('customers.csv', { customer_id: customerId(1), segment: 'ENTERPRISE' });
    await seatback.app.get(ImportFolder).execute(news.writeTo(seatbacks.newFolder()), {});
    const nextNight = { snapshotAt: instant('2019-06-30T22:00:00Z') };
    // Whoever asked one of its threads would fail.
    const program = new URL('data:text/javascript,process.exit(3)');
    const next = await calculation({ threads: 3, program }).execute(aCampaign(), nextNight);
    expect(next).toMatchObject({ basedOn: base.run, customersEvaluated: 1 });
    expect(next.digest).not.toBe(base.digest);
    const whole = await calculation({ threads: 3 }).preview(aCampaign(), nextNight, async (_session, draft) => draft);
    expect(whole.basedOn).toBeNull();
    expect(whole.digest).toBe(next.digest);
  });
});

async function runs(): Promise<number> {
  const [row] = await seatback.app
    .get(UnitOfWork)
    .inSession((session) => session.query<{ runs: number }>('SELECT count(*)::integer AS runs FROM calculation_run'));
  return row?.runs ?? -1;
}
