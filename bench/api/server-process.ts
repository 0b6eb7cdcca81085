import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startChild } from '../child.ts';
import { PROJECT_FOLDER } from '../product.ts';

export interface ServerProcess {
  readonly url: string;
  stop(): Promise<void>;
}

const METRICS_TOKEN = 'metrics-of-the-bench-read-by-nobody-else';

export interface KeptCount {
  readonly sentAgain: number;
  readonly made: number;
}

/** How many pages the server has sent again as they were made, and how many it has made, since it began. */
export async function keptCount({ url }: ServerProcess): Promise<KeptCount> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  const text = await answer.text();
  const counted = (what: string) =>
    Number(new RegExp(`seatback_http_kept_answers_total\\{answer="${what}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  if (!answer.ok) throw new Error(`The metrics are answered with ${String(answer.status)}.`);
  return { sentAgain: counted('sent-again'), made: counted('made') };
}

/** The HTTP process as it is shipped, with people who sign in; no provider answers, and nobody is sent there. */
export async function startProduct(
  dataFolder: string,
  { keepsPages = true }: { readonly keepsPages?: boolean } = {},
): Promise<ServerProcess> {
  const profiled = process.env['SEATBACK_BENCH_PROFILE'];
  const child = spawn(
    process.execPath,
    [
      ...(profiled === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiled}`]),
      join(PROJECT_FOLDER, 'dist/src/main.js'),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        SEATBACK_DATA: dataFolder,
        PORT: '0',
        SEATBACK_OIDC_ISSUER: 'http://127.0.0.1:9',
        SEATBACK_OIDC_CLIENT_ID: 'bench',
        // As in production: with a line for each request.
        SEATBACK_LOG: 'json',
        SEATBACK_REQUESTS_PER_MINUTE: '1000000',
        SEATBACK_METRICS_TOKEN: METRICS_TOKEN,
        ...(keepsPages ? {} : { SEATBACK_KEPT_PAGES_MEGABYTES: '0' }),
      },
    },
  );
  const url = await said(child.stdout, /http:\/\/[\d.:]+/);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export async function startBare(serviceUrl: string): Promise<ServerProcess> {
  const child = startChild('api/bare-child.ts', [serviceUrl]);
  if (child.stdout === null) throw new Error('The bare route has no output.');
  const url = await said(child.stdout, /http:\S+/);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    url,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

/** The first line in which it stands; what comes after it, such as a log, is read and dropped. */
async function said(output: NodeJS.ReadableStream, what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: output });
    lines.on('line', (line) => {
      const [found] = what.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    lines.once('close', () => reject(new Error('A server ended before it answered.')));
  });
}
