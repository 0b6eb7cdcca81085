import { join } from 'node:path';
import { runChild } from '../child.ts';
import { figure, type Figure } from '../figures.ts';
import { PROJECT_FOLDER } from '../product.ts';
import { timedDuckDb, timedStatement } from './peers.ts';
import { ownTotals, plainTotals, type Totals } from './totals.ts';
import { clearResults, openWorld, withClient, type World } from './world.ts';
import { LAST_NIGHT, NIGHT_BEFORE, PROOFS_DELIVERY } from './world-size.ts';

export interface CalculationBench {
  /** The goals hold for the last. */
  readonly customerCounts: readonly number[];
  readonly repetitions: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

interface Ran {
  readonly calculateSeconds: number;
  readonly postSeconds: number;
  /** Of the process with all its threads. */
  readonly peakBytes: number;
  /** The same, while it calculated and posted: on a busy machine the clock says less. */
  readonly cpuSeconds: number;
  readonly threads: number;
  readonly totals: Totals;
  readonly determinations: number;
  /** Null: all. */
  readonly customersEvaluated: number | null;
  readonly digest: string;
}

const PLAIN_TIMES_AT_MOST = 0.5;
const OWN_TIMES_AT_MOST = 2;
const DUCKDB_TIMES_AT_MOST = 4;
const PEAK_MB_AT_MOST = 512;
const NIGHTLY_SHARE_AT_MOST = 0.03;
const MB = 1024 * 1024;

/** The official run with all that it writes, against the totals alone by three others; and a night of few changes. */
export async function benchCalculation(bench: CalculationBench): Promise<Figure[]> {
  const parent = process.env['SEATBACK_DATA'] ?? join(PROJECT_FOLDER, '.seatback', 'bench');
  const figures: Figure[] = [];
  const secondsACustomer: number[] = [];
  for (const customers of bench.customerCounts) {
    const world = await openWorld(parent, { customers, seed: bench.seed }, bench.say);
    try {
      const measured = await measure(world, bench, customers === bench.customerCounts.at(-1));
      figures.push(
        ...measured.figures.map((each) => ({ ...each, name: `${customers.toLocaleString('en')}: ${each.name}` })),
      );
      secondsACustomer.push(measured.runSeconds / customers);
    } finally {
      await world.leave();
    }
  }
  const [first] = secondsACustomer;
  const last = secondsACustomer.at(-1);
  if (first !== undefined && last !== undefined && secondsACustomer.length > 1)
    figures.push(figure('time a customer, largest over smallest', 'times', [last / first], { atMost: 1 }));
  return figures;
}

async function measure(
  world: World,
  { repetitions, say }: CalculationBench,
  isGoal: boolean,
): Promise<{ figures: Figure[]; runSeconds: number }> {
  const runs: Ran[] = [];
  const plain: number[] = [];
  const own: number[] = [];
  const duckDb: number[] = [];
  const nightlyShares: number[] = [];
  const nights: number[] = [];
  const nightsAnew: number[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    await clearResults(world.adminUrl);
    const run = await ran(world);
    const byPlain = await timedStatement(world, plainTotals('bench'));
    const byOwn = await timedStatement(world, ownTotals(PROOFS_DELIVERY));
    const byDuckDb = await timedDuckDb(world, say);
    for (const [name, { totals }] of Object.entries({
      'plain SQL': byPlain,
      'SQL on own tables': byOwn,
      DuckDB: byDuckDb,
    }))
      expectSame(run.totals, name, totals);
    await clearResults(world.adminUrl);
    const before = await ran(world, [NIGHT_BEFORE.snapshotAt, NIGHT_BEFORE.knownAt]);
    await settle(world);
    const nightly = await ran(world, [LAST_NIGHT.snapshotAt, LAST_NIGHT.knownAt]);
    const anew = await ran(world, [LAST_NIGHT.snapshotAt, LAST_NIGHT.knownAt, 'anew']);
    if (nightly.digest !== anew.digest)
      throw new Error(`The night says ${nightly.digest}, a run of all customers ${anew.digest}.`);
    const { qualified, earned, seats } = run.totals;
    say(
      `  repetition ${String(repetition)}: run ${run.calculateSeconds.toFixed(1)} s and posting ${run.postSeconds.toFixed(1)} s, with ${String(run.threads)} threads, ${run.cpuSeconds.toFixed(1)} s of processor in Node, peak ${(run.peakBytes / MB).toFixed(0)} MB; totals by plain SQL ${byPlain.seconds.toFixed(1)} s, SQL on own tables ${byOwn.seconds.toFixed(1)} s, DuckDB ${byDuckDb.seconds.toFixed(1)} s; first night ${before.calculateSeconds.toFixed(1)} s, next night ${nightly.calculateSeconds.toFixed(2)} s (${String(nightly.customersEvaluated)} customers evaluated), of all customers ${anew.calculateSeconds.toFixed(1)} s`,
    );
    say(`  all four: ${String(qualified)} qualified, ${earned} USD, ${seats} seats; digest ${run.digest}`);
    runs.push(run);
    plain.push(byPlain.seconds);
    own.push(byOwn.seconds);
    duckDb.push(byDuckDb.seconds);
    nights.push(nightly.calculateSeconds);
    nightsAnew.push(anew.calculateSeconds);
    nightlyShares.push(nightly.calculateSeconds / anew.calculateSeconds);
  }
  const seconds = runs.map(({ calculateSeconds, postSeconds }) => calculateSeconds + postSeconds);
  const over = (peer: readonly number[]) => seconds.map((each, place) => each / (peer[place] ?? Number.NaN));
  const goal = (atMost: number) => (isGoal ? { atMost } : undefined);
  return {
    runSeconds: figure('', '', seconds).value,
    figures: [
      figure(
        'official run, calculated',
        's',
        runs.map(({ calculateSeconds }) => calculateSeconds),
      ),
      figure(
        'official run, posted',
        's',
        runs.map(({ postSeconds }) => postSeconds),
      ),
      figure(
        'official run, threads',
        '',
        runs.map(({ threads }) => threads),
      ),
      figure(
        'official run, processor time in Node',
        's',
        runs.map(({ cpuSeconds }) => cpuSeconds),
      ),
      figure('totals by plain SQL', 's', plain),
      figure('totals by SQL on own tables', 's', own),
      figure('totals by DuckDB', 's', duckDb),
      figure('run over plain SQL', 'times', over(plain), goal(PLAIN_TIMES_AT_MOST)),
      figure('run over SQL on own tables', 'times', over(own), goal(OWN_TIMES_AT_MOST)),
      figure('run over DuckDB', 'times', over(duckDb), goal(DUCKDB_TIMES_AT_MOST)),
      figure(
        'peak memory of the run',
        'MB',
        runs.map(({ peakBytes }) => peakBytes / MB),
        { atMost: PEAK_MB_AT_MOST },
      ),
      figure('provisional run, of all customers', 's', nightsAnew),
      figure('the same, of one percent that changed', 's', nights),
      figure('one percent over all customers', 'times', nightlyShares, goal(NIGHTLY_SHARE_AT_MOST)),
    ],
  };
}

async function ran(world: World, args: readonly string[] = []): Promise<Ran> {
  process.env['SEATBACK_DATA'] = world.dataFolder;
  return runChild<Ran>('calculation/run-child.ts', args);
}

/** Between two nights the server looks over what was written; here there is only a moment between them. */
async function settle(world: World): Promise<void> {
  await withClient(world.adminUrl, (client) => client.query('VACUUM (ANALYZE) determination, partner_earning'));
}

function expectSame(expected: Totals, name: string, found: Totals): void {
  const same =
    expected.qualified === found.qualified &&
    Number(expected.earned) === Number(found.earned) &&
    expected.seats === found.seats;
  if (!same) throw new Error(`The run says ${JSON.stringify(expected)}, ${name} says ${JSON.stringify(found)}.`);
}
