import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Client } from 'pg';
import {
  LoopbackCredential,
  startPartnerCenter,
  type SimulatedPartnerCenter,
} from '../../demo/partner-center/index.js';
import { generateWorld } from '../../demo/world/index.js';
import { UnitOfWork, whileHolding, type Session } from '../../src/database/index.js';
import { listPulls, PullPartnerCenter, type IngestOptions, type Pull } from '../../src/ingest/index.js';
import { calendarDate, instant } from '../../src/kernel/index.js';
import { historyContents } from '../ingest/history-contents.js';
import type { SeededRandom } from '../oracle/seeded-random.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { RecordedPartnerCenter, type CallPhase, type RecordedCall } from './recorded-partner-center.js';

const PULL_PROCESS = join(import.meta.dirname, 'pull-process.js');

export const KILL_PHASES = ['listing', 'customers', 'invoices', 'export', 'closing'] as const;
export type KillPhase = (typeof KILL_PHASES)[number];

/** A winter night, and an evening of refusals and failures, with four invoices in between. */
const FIRST_NIGHT = instant('2019-02-10T01:30:00Z');
const LATER_NIGHT = instant('2019-06-30T20:00:00Z');
/** Two of the four are read page by page, two are exported. */
const EXPORTED_FROM = calendarDate('2019-04-01');

/** Answers that may be lost with the process: those being written with those that wait, and one for each that asks. */
const LOST_AT_MOST = 32 + 16;
const TRIES = 30;

/** What a database holds, and how the pull that brought it went. */
interface Undisturbed {
  readonly contents: Awaited<ReturnType<typeof historyContents>>;
  readonly totals: unknown;
  /** Calls in the order in which they came and were answered. */
  readonly events: readonly CallPhase[];
  /** From the last answer to the end of the process. */
  readonly closingMs: number;
}

export interface KillFigures {
  /** Where kills fell; `closing` in three. */
  readonly fell: Map<string, number>;
  replayed: number;
  askedAgain: number;
  lookedAgain: number;
}

/** Kills pulls with kill -9, lets another process go on with them, and holds what comes out against undisturbed ones. */
export class PullKills {
  readonly figures: KillFigures = { fell: new Map(), replayed: 0, askedAgain: 0, lookedAgain: 0 };
  readonly #seatbacks = new Seatbacks();
  #simulated!: SimulatedPartnerCenter;
  #partnerCenter!: RecordedPartnerCenter;
  #ingest!: IngestOptions;
  /** Closed; holds what the first night brought. */
  #base!: TestSeatback;
  #before!: Undisturbed['contents'];
  #undisturbed!: Undisturbed;
  readonly #killedProcesses: number[] = [];

  async open(seed: number): Promise<void> {
    this.#simulated = await startPartnerCenter(
      generateWorld({ seed, customers: 60, partners: 20, billing: 'new-commerce' }),
      {
        startAt: FIRST_NIGHT,
        graph: { retryAfterS: 0 },
      },
    );
    this.#partnerCenter = new RecordedPartnerCenter(this.#simulated.baseUrl);
    const url = await this.#partnerCenter.open();
    const { tokenUrl, clientId, clientSecret } = this.#simulated;
    this.#ingest = {
      partnerCenter: {
        url,
        tenantId: undefined,
        clientId: undefined,
        clientSecret: undefined,
        certificatePath: undefined,
        requestsPerMinute: 1_000_000,
        patienceMs: 0,
      },
      graphBilling: { url: `${url}/v1.0`, servesFrom: EXPORTED_FROM },
      credential: new LoopbackCredential({ tokenUrl, clientId, clientSecret }),
      sleep: async () => undefined,
    };
    this.#base = await this.#seatback();
    this.#base.clock.moveTo(FIRST_NIGHT);
    await this.#base.app.get(PullPartnerCenter).execute({ dueAt: FIRST_NIGHT });
    this.#before = await inSession(this.#base, historyContents);
    await this.#base.app.close();
    this.#simulated.moveTo(LATER_NIGHT);
    this.#undisturbed = await this.#pullUndisturbed();
  }

  async close(): Promise<void> {
    await this.#seatbacks.end();
    this.#partnerCenter.close();
    await this.#simulated.close();
  }

  /**
   * One story: the pull of the later night is killed in a phase, once or twice, and gone on with.
   *
   * @throws where anything is other than it would have been
   */
  async kill(phase: KillPhase, random: SeededRandom, times = 1): Promise<void> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const seatback = await this.#seatback(this.#base);
      seatback.clock.moveTo(LATER_NIGHT);
      try {
        let killed = 0;
        // A second kill falls anywhere.
        while (
          killed < times &&
          (await this.#killOnce(seatback, killed === 0 ? phase : random.pick(KILL_PHASES), random))
        )
          killed += 1;
        if (killed === 0) continue;
        await this.#expectSameHistory(seatback, killed);
        return;
      } finally {
        await seatback.close();
      }
    }
    throw new Error(`No kill fell into ${phase} in ${String(TRIES)} tries.`);
  }

  /** For the record of a seeded run. */
  sums(seed: number): string {
    const { fell, replayed, askedAgain, lookedAgain } = this.figures;
    const count = [...fell.values()].reduce((sum, each) => sum + each, 0);
    const phases = [...fell].map(([phase, kills]) => `${phase} ${String(kills)}`).join('; ');
    return `pull kills: seed ${String(seed)}, ${String(count)} kills (${phases}); answers replayed ${String(replayed)}, asked again ${String(askedAgain)}; exports looked at again ${String(lookedAgain)}`;
  }

  async #seatback(from?: TestSeatback): Promise<TestSeatback> {
    return this.#seatbacks.start({ partnerCenter: this.#ingest, ...(from === undefined ? {} : { from }) });
  }

  async #pullUndisturbed(): Promise<Undisturbed> {
    const seatback = await this.#seatback(this.#base);
    const events: CallPhase[] = [];
    let lastAnswerMs = 0;
    this.#partnerCenter.onEvent = ({ phase }) => {
      events.push(phase);
      lastAnswerMs = performance.now();
    };
    const child = this.#startPull(seatback);
    expect(await endOf(child)).toMatchObject({ code: 0, errors: '' });
    const closingMs = performance.now() - lastAnswerMs;
    const [contents, totals] = await inSession(seatback, async (session) => [
      await historyContents(session),
      await comparableTotals(session),
    ]);
    await seatback.close();
    return { contents, totals, events, closingMs };
  }

  /** @returns false where the process was done before the kill */
  async #killOnce(seatback: TestSeatback, phase: KillPhase, random: SeededRandom): Promise<boolean> {
    this.#partnerCenter.calls = [];
    const { events, closingMs } = this.#undisturbed;
    const inPhase = events.filter((event) => event === phase).length;
    // After one of its calls came in, or was answered; or after the last of all.
    const killAt = phase === 'closing' ? events.length : random.integer(1, inPhase);
    const afterMs = phase === 'closing' ? random.next() * closingMs : 0;
    const child = this.#startPull(seatback);
    const end = endOf(child);
    let seen = 0;
    let fell: string = phase;
    const watcher = phase === 'closing' ? await watch(seatback) : undefined;
    let aimed: NodeJS.Timeout | undefined;
    let blow: Promise<void> | undefined;
    this.#partnerCenter.onEvent = (call) => {
      if (phase === 'closing' || call.phase === phase) seen += 1;
      if (seen !== killAt) return;
      aimed = setTimeout(() => {
        blow = (async () => {
          if (watcher !== undefined) fell = await watcher.stage();
          child.kill('SIGKILL');
        })();
      }, afterMs);
    };
    const { code, signal, errors } = await end;
    // Where the process was faster than the blow, nobody is left to be struck or watched.
    clearTimeout(aimed);
    await blow;
    await watcher?.end();
    if (signal !== 'SIGKILL') {
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      return false;
    }
    this.#killedProcesses.push(child.pid!);
    await this.#expectNothingHalf(seatback);
    this.figures.fell.set(fell, (this.figures.fell.get(fell) ?? 0) + 1);
    return true;
  }

  /** What a killed pull left: nothing, or all of it. */
  async #expectNothingHalf(seatback: TestSeatback): Promise<void> {
    // Its connection may still be at work: the server ends what it was told before it sees that nobody is there.
    await inSession(seatback, (session) => whileHolding(session, 'pull', async () => undefined));
    const [contents, [pull]] = await inSession(seatback, async (session) => [
      await historyContents(session),
      await listPulls(session, 1),
    ]);
    const { payload: _payload, payload_chunk: _chunks, ...history } = contents;
    const { payload: _before, payload_chunk: _chunksBefore, ...before } = this.#before;
    if (pull?.dueAt === LATER_NIGHT && pull.state === 'closed') expect(contents).toEqual(this.#undisturbed.contents);
    else {
      expect(history).toEqual(before);
      if (pull?.dueAt === LATER_NIGHT) expect(pull).toMatchObject({ state: 'interrupted', outcome: null });
    }
  }

  async #expectSameHistory(seatback: TestSeatback, killed: number): Promise<void> {
    const before = this.#partnerCenter.calls;
    const stored = await inSession(seatback, (session) =>
      whileHolding(session, 'pull-answers', () => session.query<{ name: string }>('SELECT name FROM pull_answer')),
    );
    this.#partnerCenter.calls = [];
    this.#partnerCenter.onEvent = () => undefined;
    const resumed = await seatback.app.get(PullPartnerCenter).execute({ dueAt: LATER_NIGHT });
    await inSession(seatback, async (session) => {
      expect(await historyContents(session)).toEqual(this.#undisturbed.contents);
      expect(await comparableTotals(session)).toEqual(this.#undisturbed.totals);
      expect(await session.query('SELECT 1 FROM pull_answer')).toEqual([]);
      expect(await listPulls(session, 1)).toMatchObject([
        { dueAt: LATER_NIGHT, state: 'closed', ...attemptsOf(resumed, killed), outcome: { delivery: 2 } },
      ]);
    });
    expect(exportFolders(this.#killedProcesses)).toEqual([]);
    if (resumed.wasMade) expect(this.#partnerCenter.calls).toEqual([]);
    else this.#expectAskedOnce(before, resumed, new Set(stored.map(({ name }) => name)));
  }

  /** What was answered and stored is not asked again; what was answered in the last moment may be. */
  #expectAskedOnce(before: readonly RecordedCall[], resumed: Pull, stored: ReadonlySet<string>): void {
    expect(resumed.answersReplayed).toBe(stored.size);
    const answered = before.filter(({ status }) => status === 200 || status === 202);
    const asked = new Set(this.#partnerCenter.calls.map(({ question }) => question));
    const again = answered.filter(({ question }) => asked.has(question));
    // One that Graph is making is looked at, however far it has come.
    const exportsAsked = [...asked].flatMap((question) => /"invoiceId":"([^"]+)"/.exec(question)?.[1] ?? []);
    expect(exportsAsked.filter((invoice) => stored.has(`invoices/${invoice}/export`))).toEqual([]);
    const looks = again.filter(({ question }) => isLook(question));
    expect(again.length - looks.length).toBeLessThanOrEqual(LOST_AT_MOST);
    this.figures.replayed += resumed.answersReplayed;
    this.figures.askedAgain += again.length - looks.length;
    this.figures.lookedAgain += looks.length;
  }

  #startPull(seatback: TestSeatback): ChildProcess {
    const { NODE_OPTIONS: _jest, ...inherited } = process.env;
    const { partnerCenter, graphBilling } = this.#ingest;
    const { tokenUrl, clientId, clientSecret } = this.#simulated;
    return spawn(process.execPath, [PULL_PROCESS], {
      env: {
        ...inherited,
        NODE_ENV: 'test',
        DATABASE_URL: seatback.database.serviceUrl,
        SEATBACK_DATA: seatback.database.environment.dataFolder,
        PULL: JSON.stringify({
          dueAt: LATER_NIGHT,
          ingest: { partnerCenter, graphBilling },
          signIn: { tokenUrl, clientId, clientSecret },
        }),
      },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
  }
}

/** One that was killed when all was done, or before it began, is no interruption. */
function attemptsOf({ wasMade }: Pull, killed: number): Readonly<Record<string, unknown>> {
  return wasMade
    ? { interruptions: expect.any(Number), attempts: expect.any(Number) }
    : { interruptions: killed, attempts: killed + 1 };
}

/** An export under way is looked at, and its files are fetched anew: rows that were staged died with the connection. */
function isLook(question: string): boolean {
  return /\/billing\/(operations|manifests)\/|\/billedreconciliation\//.test(question);
}

/** Files of exports that these processes left on this machine. */
function exportFolders(processIds: readonly number[]): string[] {
  return readdirSync(tmpdir()).filter((name) =>
    processIds.some((processId) => name.startsWith(`seatback-download-${hostname()}-${String(processId)}-`)),
  );
}

/** Without what tells how the pull came about. Coverage is counted by ranges of keys. */
async function comparableTotals(session: Session): Promise<unknown> {
  return session.query(
    `SELECT delivery, summary - 'calls' - 'exportCalls' - 'answersReplayed' - 'correlationId' #- '{changed,coverage}' AS totals FROM delivery_summary ORDER BY delivery`,
  );
}

async function inSession<T>({ app }: TestSeatback, work: (session: Session) => Promise<T>): Promise<T> {
  return app.get(UnitOfWork).inSession(work);
}

/** Says what a pull is at, by what its connection is at. */
async function watch(seatback: TestSeatback): Promise<{ stage(): Promise<string>; end(): Promise<void> }> {
  const client = new Client({ connectionString: seatback.database.adminUrl });
  await client.connect();
  return {
    stage: async () => {
      const { rows } = await client.query<{ query: string }>(
        `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`,
      );
      const isStaging = rows.every(({ query }) => query.startsWith('COPY staged_'));
      const { rows: made } = await client.query(`SELECT 1 FROM pull WHERE due_at = $1 AND state = 'closed'`, [
        LATER_NIGHT,
      ]);
      if (made.length > 0) return 'closing, when it was closed';
      return isStaging ? 'staging' : 'closing, in its transaction';
    },
    end: () => client.end(),
  };
}

async function endOf(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly errors: string }> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, errors };
}
