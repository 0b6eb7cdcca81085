import { join } from 'node:path';
import { runChild } from '../child.ts';
import { figure, type Figure } from '../figures.ts';
import { productDatabase, PROJECT_FOLDER } from '../product.ts';
import { clearResults, openWorld, withClient, type World } from '../calculation/world.ts';
import type { LoadRequest } from './load-library.ts';
import { askEach, load, percentile } from './load.ts';
import { askedPages, isThere, mixOf, rounds, type AskedPage } from './pages.ts';
import { readIntoMemory } from './read-into-memory.ts';
import { sampled, type Sample } from './sample.ts';
import { keptCount, startBare, startProduct, type ServerProcess } from './server-process.ts';

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
/** What a person looks at in a morning, and goes back to. */
const PAGES_OF_A_PERSON = 40;
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
    const started = [product];
    // Only while it is measured: two servers would each write when sessions were last in use.
    const startAnew = () => startProduct(world.dataFolder, { keepsPages: false });
    try {
      const bare = await startBare(await serviceUrlOf(world));
      started.push(bare);
      return await measured(bench, { product, startAnew, bare, pages, sample });
    } finally {
      for (const each of started.reverse()) await each.stop();
    }
  } finally {
    await world.leave();
  }
}

interface Measured {
  /** As it is shipped. */
  readonly product: ServerProcess;
  /** Starts the same, which makes each page for each request. */
  readonly startAnew: () => Promise<ServerProcess>;
  readonly bare: ServerProcess;
  readonly pages: readonly AskedPage[];
  readonly sample: Sample;
}

async function measured(bench: ApiBench, servers: Measured): Promise<Figure[]> {
  const { repetitions, say } = bench;
  const { product, startAnew, bare, pages, sample } = servers;
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
  const rates: number[] = [];
  const rounds: Round[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    const anew = await startAnew();
    try {
      // What all partners come to together is found with the first overview after each journal.
      for (const page of there) await isThere(anew.url, page);
      await load(anew.url, mix, { connections: CONNECTIONS, seconds: WARM_SECONDS });
      await oneByOne(bench, anew, there, alone, repetition);
      const { requestsPerSecond } = await load(anew.url, mix, { connections: CONNECTIONS, seconds: bench.seconds });
      say(
        `  repetition ${String(repetition)}: ${String(CONNECTIONS)} connections: the mix, made anew ${requestsPerSecond.toFixed(0)}/s`,
      );
      rates.push(requestsPerSecond);
    } finally {
      await anew.stop();
    }
    rounds.push(await together(bench, servers, { mix, bareMix }, repetition));
  }
  const prefix = bench.customers.toLocaleString('en');
  return [
    ...there.flatMap(({ name }) => [
      figure(`${prefix}: ${name}, made anew, p50`, 'ms', alone.get(name)?.p50 ?? []),
      figure(`${prefix}: ${name}, made anew, p99`, 'ms', alone.get(name)?.p99 ?? [], { atMost: P99_MS_AT_MOST }),
    ]),
    ...figuresOfRounds(prefix, rounds, rates),
  ];
}

/** Each page by itself on one connection, by the server that makes each anew: one that sends it again is faster. */
async function oneByOne(
  { seconds, say }: ApiBench,
  anew: ServerProcess,
  pages: readonly AskedPage[],
  alone: ReadonlyMap<string, { readonly p50: number[]; readonly p99: number[] }>,
  repetition: number,
): Promise<void> {
  for (const { name, requests } of pages) {
    const { milliseconds } = await load(anew.url, requests, { connections: 1, seconds });
    const [p50, p99] = [percentile(milliseconds, 0.5), percentile(milliseconds, 0.99)];
    alone.get(name)?.p50.push(p50);
    alone.get(name)?.p99.push(p99);
    say(
      `  repetition ${String(repetition)}: ${name}, made anew: ${String(milliseconds.length)} answers, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
  }
}

/** Requests a second of one repetition, and the share of them that was sent again as it had been made. */
interface Round {
  readonly bare: number;
  readonly asItComes: Shared;
  readonly again: Shared;
}

interface Shared {
  readonly rate: number;
  readonly keptShare: number;
}

/**
 * Many connections at once: the mix as it comes, most pages of which nobody has asked for when it begins; and people who
 * come back, each to pages of its own.
 */
async function together(
  { seconds, say }: ApiBench,
  { product, bare }: Measured,
  { mix, bareMix }: { readonly mix: readonly LoadRequest[]; readonly bareMix: readonly LoadRequest[] },
  repetition: number,
): Promise<Round> {
  const many = { connections: CONNECTIONS, seconds };
  const told = (what: string, rate: number, share?: number) =>
    say(
      `  repetition ${String(repetition)}: ${String(CONNECTIONS)} connections: ${what} ${rate.toFixed(0)}/s${share === undefined ? '' : ` (${(share * 100).toFixed(0)} % sent again)`}`,
    );
  const shared = async (what: string, requests: readonly LoadRequest[]): Promise<Shared> => {
    const before = await keptCount(product);
    const { requestsPerSecond: rate } = await load(product.url, requests, many);
    const after = await keptCount(product);
    const sentAgain = after.sentAgain - before.sentAgain;
    const keptShare = sentAgain / (sentAgain + after.made - before.made);
    told(what, rate, keptShare);
    return { rate, keptShare };
  };
  const { requestsPerSecond: bareRate } = await load(bare.url, bareMix, many);
  told('the bare route', bareRate);
  const asItComes = await shared('the mix', mix);
  const ofPeople = rounds(mix, { count: CONNECTIONS, pages: PAGES_OF_A_PERSON });
  await askEach(product.url, ofPeople, CONNECTIONS);
  const again = await shared('people who come back', ofPeople);
  return { bare: bareRate, asItComes, again };
}

/** @param anew requests a second of each repetition, where each page is made for each request */
function figuresOfRounds(prefix: string, rounds: readonly Round[], anew: readonly number[]): Figure[] {
  const each = (of: (round: Round) => number) => rounds.map(of);
  const name = `${prefix}: the mix`;
  const goal = { atLeast: BARE_TIMES_AT_LEAST };
  return [
    figure(
      `${prefix}: bare route, ${String(CONNECTIONS)} connections`,
      '/s',
      each(({ bare }) => bare),
    ),
    figure(
      `${name}, ${String(CONNECTIONS)} connections`,
      '/s',
      each(({ asItComes }) => asItComes.rate),
    ),
    figure(
      `${name}: of it sent again`,
      '%',
      each(({ asItComes }) => asItComes.keptShare * 100),
    ),
    figure(
      `${name} over the bare route`,
      'times',
      each(({ asItComes, bare }) => asItComes.rate / bare),
      goal,
    ),
    figure(
      `${prefix}: people who come back, ${String(CONNECTIONS)} connections`,
      '/s',
      each(({ again }) => again.rate),
    ),
    figure(
      `${prefix}: people who come back: of it sent again`,
      '%',
      each(({ again }) => again.keptShare * 100),
    ),
    figure(
      `${prefix}: people who come back, over the bare route`,
      'times',
      each(({ again, bare }) => again.rate / bare),
      goal,
    ),
    figure(`${name}, made anew, ${String(CONNECTIONS)} connections`, '/s', anew),
    figure(
      `${name}, made anew, over the bare route`,
      'times',
      anew.map((rate, place) => rate / (rounds[place]?.bare ?? Number.NaN)),
      goal,
    ),
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
