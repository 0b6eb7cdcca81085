import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runChild, startChild } from '../child.ts';
import { figure, type Figure } from '../figures.ts';
import type { IngestBench } from './ingest-bench.ts';
import { benchFolder, inNewDatabase } from './new-database.ts';

const RATE_AT_LEAST = 0.8;
/** As many as a pull reads at once (src/ingest/sources/partner-center/customer-reader.ts). */
const PAGES_AT_ONCE = 6;
const MB = 1024 * 1024;

export interface SignIn {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Page {
  readonly path: string;
  readonly continuation?: string;
}

interface Pulled {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly customers: number;
  readonly failed: number;
  readonly calls: number;
}

/** A first pull over HTTP, which writes all its history, against axios that fetches the same pages and drops them. */
export async function benchPull({ customers, repetitions, seed, say }: IngestBench): Promise<Figure[]> {
  const folder = benchFolder('pull');
  const partnerCenter = startChild('ingest/partner-center-process.ts', [String(customers), String(seed)]);
  try {
    const signIn = await firstLine(partnerCenter.stdout);
    const pagesFile = join(folder, 'pages.json');
    say(`Pulling ${customers.toLocaleString('en')} customers once, to note what a pull asks for`);
    await pullInNewDatabase(join(folder, 'data-0'), [signIn, pagesFile]);
    const ratios: number[] = [];
    const rates: number[] = [];
    const peaks: number[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      const bare = await runChild<{ readonly seconds: number; readonly pages: number }>('ingest/fetch-bare.ts', [
        signIn,
        pagesFile,
        String(PAGES_AT_ONCE),
      ]);
      const pulled = await pullInNewDatabase(join(folder, `data-${String(repetition)}`), [signIn]);
      // Some of the crowd became customers after the day of the pull.
      if (pulled.customers < customers / 2 || pulled.failed > customers / 100)
        throw new Error(`A pull read ${String(pulled.customers)} customers, ${String(pulled.failed)} failed.`);
      say(
        `  repetition ${String(repetition)}: bare axios ${bare.seconds.toFixed(1)} s for ${String(bare.pages)} pages, pull ${pulled.seconds.toFixed(1)} s, ${String(pulled.calls)} calls, peak ${(pulled.peakBytes / MB).toFixed(0)} MB`,
      );
      ratios.push(bare.seconds / pulled.seconds);
      rates.push(pulled.customers / pulled.seconds);
      peaks.push(pulled.peakBytes / MB);
    }
    const name = `${customers.toLocaleString('en')} customers`;
    return [
      figure(`${name}: pull, customers a second`, 'customers/s', rates),
      figure(`${name}: pull over bare axios, rate`, 'times', ratios, { atLeast: RATE_AT_LEAST }),
      figure(`${name}: peak memory of the pull`, 'MB', peaks),
    ];
  } finally {
    partnerCenter.stdin?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pullInNewDatabase(dataFolder: string, args: readonly string[]): Promise<Pulled> {
  return inNewDatabase(dataFolder, () => runChild<Pulled>('ingest/pull-child.ts', args));
}

async function firstLine(output: NodeJS.ReadableStream | null): Promise<string> {
  if (output === null) throw new Error('The simulated Partner Center has no output.');
  for await (const line of createInterface({ input: output })) return line;
  throw new Error('The simulated Partner Center did not start.');
}
