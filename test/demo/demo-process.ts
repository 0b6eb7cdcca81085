import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { joinEmbeddedServer } from '../../src/database/index.js';

const DEMO = join(import.meta.dirname, '..', '..', 'dist', 'demo', 'main.js');

/** Where in the demo a kill falls, by the line that the demo prints before it. */
export const PHASES = {
  initdb: 'Making the database',
  migration: 'Migrating the schema',
  pull: 'Pulling ',
  posting: 'Posting run',
  'file writing': 'Writing the wire file',
  release: 'Releasing batch',
} as const;

export type Phase = keyof typeof PHASES;

export interface PrintedLine {
  readonly atMs: number;
  readonly text: string;
}

export interface DemoRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly PrintedLine[];
  readonly errors: string;
}

/**
 * Runs the demo as a process of its own, as it was built.
 *
 * @param onLine told of each line as it is printed; what it returns is how long to wait before kill -9
 */
export async function runDemo(
  dataFolder: string,
  onLine: (text: string) => number | undefined = () => undefined,
  args: readonly string[] = [],
): Promise<DemoRun> {
  const { NODE_OPTIONS: _jest, ...variables } = process.env;
  const child = spawn(process.execPath, [DEMO, ...args], {
    env: { ...variables, SEATBACK_DATA: dataFolder, NODE_ENV: 'development' },
  });
  const startedMs = performance.now();
  const lines: PrintedLine[] = [];
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const pieces = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      lines.push({ atMs: performance.now() - startedMs, text: piece });
      const killAfterMs = onLine(piece);
      if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const { code, signal } = await new Promise<Pick<DemoRun, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  return { code, signal, lines, errors };
}

/** When each phase begins and how long it takes, by the lines of an undisturbed run. */
export function phaseTimes(
  lines: readonly PrintedLine[],
): ReadonlyMap<Phase, { readonly beginMs: number; readonly durationMs: number }> {
  const steps = lines.filter(({ text }) => /^\s*\d+\.\d s {2}/.test(text));
  return new Map(
    (Object.keys(PHASES) as Phase[]).map((phase) => {
      const first = steps.findIndex(({ text }) => text.includes(PHASES[phase]));
      const after = steps.findIndex(({ text }, index) => index > first && !text.includes(PHASES[phase]));
      const begin = steps[first];
      const end = steps[after];
      if (begin === undefined || end === undefined) throw new Error(`The demo printed no phase "${phase}".`);
      return [phase, { beginMs: begin.atMs, durationMs: end.atMs - begin.atMs }];
    }),
  );
}

/** What must be the same, however often the demo was killed on its way. */
export interface Outcome {
  readonly balances: readonly string[];
  readonly digests: readonly string[];
  readonly payments: readonly string[];
  readonly history: readonly string[];
}

export async function outcomeOf(dataFolder: string): Promise<Outcome> {
  const server = await joinEmbeddedServer(dataFolder);
  const client = new Client({ connectionString: server.serviceUrl });
  await client.connect();
  const column = async (sql: string) => (await client.query<{ said: string }>(sql)).rows.map(({ said }) => said);
  try {
    return {
      balances: await column(`SELECT concat_ws(' ', kind, partner_id, account.currency, sum(amount)) AS said
        FROM posting JOIN account USING (account_key) LEFT JOIN partner USING (partner_key)
        GROUP BY kind, partner_id, account.currency ORDER BY said`),
      digests: await column(
        `SELECT concat_ws(' ', state, digest) AS said FROM calculation_run WHERE state = 'posted' ORDER BY said`,
      ),
      payments:
        await column(`SELECT concat_ws(' ', end_to_end_id, partner_id, amount, currency, message_id, state) AS said
        FROM payment_instruction JOIN partner USING (partner_key) JOIN payout_batch USING (batch) ORDER BY said`),
      history: await column(`SELECT concat_ws(' ', 'deliveries', count(*)) AS said FROM delivery
        UNION ALL SELECT concat_ws(' ', 'seats', count(*)) FROM seat_history
        UNION ALL SELECT concat_ws(' ', 'subscriptions', count(*)) FROM subscription_history
        UNION ALL SELECT concat_ws(' ', 'billed seats', count(*)) FROM billed_seat_history
        UNION ALL SELECT concat_ws(' ', 'billing lines', count(*)) FROM billing_line
        UNION ALL SELECT concat_ws(' ', 'journals', count(*)) FROM journal`),
    };
  } finally {
    await client.end();
    await server.leave();
  }
}

/** Removes a data folder and the cluster that belongs to it. */
export function removeDataFolder(dataFolder: string): void {
  const identity = join(dataFolder, 'server.json');
  if (existsSync(identity)) {
    const { clusterParent } = JSON.parse(readFileSync(identity, 'utf8')) as { clusterParent: string };
    rmSync(clusterParent, { recursive: true, force: true, maxRetries: 3 });
  }
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 });
}
