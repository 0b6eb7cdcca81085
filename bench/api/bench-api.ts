import { join } from 'node:path';
import { runChild } from '../child.ts';
import { figure, type Figure } from '../figures.ts';
import { productDatabase, PROJECT_FOLDER } from '../product.ts';
import { clearResults, openWorld, withClient, type World } from '../calculation/world.ts';
import { load, percentile } from './load.ts';
import { askedPages, isThere, mixOf, type AskedPage } from './pages.ts';
import { readIntoMemory } from './read-into-memory.ts';
import { sampled, type Sample } from './sample.ts';
import { startBare, startProduct, type ServerProcess } from './server-process.ts';

export interface ApiBench {
  readonly customers: number;
  /** Of each measurement. */
  readonly seconds: number;
  readonly repetitions: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const P99_MS_AT_MOST = 50;
const BARE_TIMES_AT_LEAST = 0.5;
const CONNECTIONS = 50;
const MIXED_REQUESTS = 20_000;
/** Before anything is measured: programs are compiled while they run, and each connection learns its tables and statements. */
const WARM_SECONDS = 8;

/** The pages that people ask for most, one at a time and by many at once, beside a bare route on the same database. */
export async function benchApi(bench: ApiBench): Promise<Figure[]> {
  const { customers, seed, say } = bench;
  const parent = process.env['SEATBACK_DATA'] ?? join(PROJECT_FOLDER, '.seatback', 'bench');
  const world = await openWorld(parent, { customers, seed }, say);
  try {
    const sample = (await sampled(world, seed)) ?? (await posted(world, bench));
    await readIntoMemory(world, say);
    const partnerIds = [...new Set(sample.ofPartners.map(({ partnerId }) => partnerId))];
    process.env['SEATBACK_DATA'] = world.dataFolder;
    const cookies = await runChild<{ finance: string; partners: string[] }>('api/visitors-child.ts', partnerIds);
    const ofPartner = new Map(partnerIds.map((id, place) => [id, cookies.partners[place] ?? '']));
    const pages = askedPages(sample, { finance: cookies.finance, ofPartner });
    const product = await startProduct(world.dataFolder);
    const bare = await startBare(await serviceUrlOf(world)).catch(async (error: unknown) => {
      await product.stop();
      throw error;
    });
    try {
      return await measured(bench, { product, bare, pages, sample });
    } finally {
      await bare.stop();
      await product.stop();
    }
  } finally {
    await world.leave();
  }
}

interface Measured {
  readonly product: ServerProcess;
  readonly bare: ServerProcess;
  readonly pages: readonly AskedPage[];
  readonly sample: Sample;
}

async function measured(bench: ApiBench, { product, bare, pages, sample }: Measured): Promise<Figure[]> {
  const { seconds, repetitions, say, customers } = bench;
  const there: AskedPage[] = [];
  for (const page of pages)
    if (await isThere(product.url, page)) there.push(page);
    else say(`  ${page.name}: not there`);
  const mix = mixOf(there, MIXED_REQUESTS);
  const bareMix = sample.pairs.map(({ customerId }) => ({
    method: 'GET' as const,
    path: `/customers/${customerId}`,
    headers: {},
  }));
  for (const [url, requests] of [
    [product.url, mix],
    [bare.url, bareMix],
  ] as const)
    await load(url, requests, { connections: CONNECTIONS, seconds: WARM_SECONDS });
  const alone = new Map(there.map(({ name }) => [name, { p50: [] as number[], p99: [] as number[] }]));
  const rates = { ours: [] as number[], bare: [] as number[], ratio: [] as number[] };
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    for (const { name, requests } of there) {
      const { milliseconds } = await load(product.url, requests, { connections: 1, seconds });
      alone.get(name)?.p50.push(percentile(milliseconds, 0.5));
      alone.get(name)?.p99.push(percentile(milliseconds, 0.99));
      say(
        `  repetition ${String(repetition)}: ${name}: ${String(milliseconds.length)} answers, p50 ${percentile(milliseconds, 0.5).toFixed(1)} ms, p99 ${percentile(milliseconds, 0.99).toFixed(1)} ms`,
      );
    }
    const many = { connections: CONNECTIONS, seconds };
    const plain = await load(bare.url, bareMix, many);
    const ours = await load(product.url, mix, many);
    say(
      `  repetition ${String(repetition)}: ${String(CONNECTIONS)} connections: the mix ${ours.requestsPerSecond.toFixed(0)}/s (p99 ${percentile(ours.milliseconds, 0.99).toFixed(0)} ms), the bare route ${plain.requestsPerSecond.toFixed(0)}/s (p99 ${percentile(plain.milliseconds, 0.99).toFixed(0)} ms)`,
    );
    rates.ours.push(ours.requestsPerSecond);
    rates.bare.push(plain.requestsPerSecond);
    rates.ratio.push(ours.requestsPerSecond / plain.requestsPerSecond);
  }
  const prefix = customers.toLocaleString('en');
  return [
    ...there.flatMap(({ name }) => [
      figure(`${prefix}: ${name}, p50`, 'ms', alone.get(name)?.p50 ?? []),
      figure(`${prefix}: ${name}, p99`, 'ms', alone.get(name)?.p99 ?? [], { atMost: P99_MS_AT_MOST }),
    ]),
    figure(`${prefix}: bare route, ${String(CONNECTIONS)} connections`, '/s', rates.bare),
    figure(`${prefix}: the mix, ${String(CONNECTIONS)} connections`, '/s', rates.ours),
    figure(`${prefix}: the mix over the bare route`, 'times', rates.ratio, { atLeast: BARE_TIMES_AT_LEAST }),
  ];
}

/** By the program itself: calculated, approved and posted. Kept for the next time with the world. */
async function posted(world: World, { seed, say }: ApiBench): Promise<Sample> {
  say('Calculating and posting the official run');
  await clearResults(world.adminUrl);
  process.env['SEATBACK_DATA'] = world.dataFolder;
  await runChild('calculation/run-child.ts', []);
  await withClient(world.adminUrl, (client) => client.query('VACUUM (ANALYZE)'));
  const sample = await sampled(world, seed);
  if (sample === undefined) throw new Error('The run was not posted.');
  return sample;
}

async function serviceUrlOf(world: World): Promise<string> {
  const { joinEmbeddedServer } = await productDatabase();
  const server = await joinEmbeddedServer(world.dataFolder, {});
  // The world holds it open; this is only the address.
  await server.leave();
  return server.serviceUrl;
}
