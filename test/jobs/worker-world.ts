import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import { listPulls, type IngestOptions } from '../../src/ingest/index.js';
import { JobQueue, Worker } from '../../src/jobs/index.js';
import type { Instant } from '../../src/kernel/index.js';
import { WorkerModule } from '../../src/worker.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { SmallPartnerCenter } from './small-partner-center.js';

export const QUEUE = 'pgboss';

/** Has the database say that a job has changed: nobody needs to ask over and over. Of a new one its worker is told. */
const JOBS_TELL = `
  CREATE FUNCTION ${QUEUE}.tell_of_job() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY job; RETURN NULL; END $$;
  CREATE TRIGGER tell_of_job AFTER UPDATE OR DELETE ON ${QUEUE}.job
    FOR EACH ROW EXECUTE FUNCTION ${QUEUE}.tell_of_job();
  LISTEN job`;

/** Workers on one database, with a small Partner Center to pull from and a clock that stands still. */
export class WorkerWorld {
  readonly partnerCenter = new SmallPartnerCenter();
  readonly seatbacks = new Seatbacks();
  campaignsFolder!: string;
  seatback!: TestSeatback;
  ingest!: IngestOptions;
  waitsMs: number[] = [];
  /** Of a worker that starts from now. */
  patienceMs = 0;
  readonly #workers: INestApplicationContext[] = [];
  #owner!: Client;

  /** @param changes to how Partner Center is reached */
  async open(changes: (ingest: IngestOptions) => IngestOptions = (ingest) => ingest): Promise<void> {
    this.ingest = changes(await this.partnerCenter.open());
    this.campaignsFolder = this.seatbacks.newFolder();
    this.seatback = await this.seatbacks.start({
      partnerCenter: this.ingest,
      variables: { SEATBACK_CAMPAIGNS: this.campaignsFolder },
    });
    this.#owner = new Client({ connectionString: this.seatback.database.ownerUrl });
    await this.#owner.connect();
    await this.#owner.query(JOBS_TELL);
    this.#owner.on('notification', () => this.#wakeWorkers());
  }

  /** As it was when new, at this instant. */
  async reset(now: Instant): Promise<void> {
    this.partnerCenter.reset();
    this.waitsMs = [];
    this.patienceMs = 0;
    this.seatback.clock.moveTo(now);
    await this.seatback.database.clear();
  }

  async closeWorkers(): Promise<void> {
    for (const worker of this.#workers.splice(0)) await worker.close();
  }

  async end(): Promise<void> {
    await this.#owner.end();
    await this.seatbacks.end();
    this.partnerCenter.close();
  }

  /** @param isWoken by a clock; otherwise it looks only when it is told to */
  async start(variables: NodeJS.ProcessEnv = {}, isWoken = false): Promise<INestApplicationContext> {
    const environment = { ...this.seatback.database.environment };
    const { SEATBACK_PULL_CRON: pullCron = environment.pullCron } = variables;
    const { ingest, patienceMs } = this;
    const worker = await NestFactory.createApplicationContext(
      WorkerModule.register(
        {
          environment: { ...environment, pullCron },
          clock: this.seatback.clock,
          partnerCenter: {
            ...ingest,
            partnerCenter: { ...ingest.partnerCenter, patienceMs },
            sleep: async (waitMs) => void this.waitsMs.push(waitMs),
          },
        },
        { isWoken },
      ),
      // What it logs as an error is what these stories are about.
      { logger: ['fatal'], abortOnError: false },
    );
    const close = worker.close.bind(worker);
    let closed: Promise<void> | undefined;
    worker.close = () => (closed ??= close());
    this.#workers.push(worker);
    return worker;
  }

  startProcess(now: Instant): ChildProcess {
    const { NODE_OPTIONS: _jest, ...inherited } = process.env;
    return spawn(process.execPath, [join(import.meta.dirname, 'worker-process.js')], {
      env: {
        ...inherited,
        NODE_ENV: 'test',
        NOW: now,
        DATABASE_URL: this.seatback.database.serviceUrl,
        SEATBACK_DATA: this.seatback.database.environment.dataFolder,
        SEATBACK_CAMPAIGNS: this.campaignsFolder,
        PARTNER_CENTER_URL: this.ingest.partnerCenter.url,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }

  async look(worker: INestApplicationContext): Promise<void> {
    await worker.get(Worker).look();
  }

  /** All jobs there are have come to a state. */
  async allJobsAre(state: string, of: 'pulls' | 'all' = 'pulls'): Promise<void> {
    await this.until(async () => {
      const states = (await this.jobs(of)).map((job) => job.state);
      return states.length > 0 && states.every((each) => each === state);
    });
  }

  /** Looked at again whenever a job has changed. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    for (;;) {
      const changed = once(this.#owner, 'notification');
      if (await isSo()) return;
      await changed;
    }
  }

  /** Those of pulls, or those of the pulls beside them as well. */
  async jobs(of: 'pulls' | 'all' = 'pulls'): Promise<{ state: string; dueAt: Instant }[]> {
    return this.inSession((session) =>
      session.query(
        `SELECT state::text, data->>'dueAt' AS "dueAt" FROM ${QUEUE}.job
         WHERE $1 OR data->>'work' = 'pull' ORDER BY created_on`,
        [of === 'all'],
      ),
    );
  }

  /** What pg-boss waits for by the database's own clock: heartbeats that stay away, and delays of another attempt. */
  async timeGoesBy(): Promise<void> {
    await this.asOwner(`
      UPDATE ${QUEUE}.job SET heartbeat_on = heartbeat_on - interval '2 hours', start_after = start_after - interval '2 hours';
      UPDATE ${QUEUE}.queue SET monitor_on = NULL, monitor_claim_on = NULL`);
  }

  async asOwner(sql: string): Promise<void> {
    await this.#owner.query(sql);
  }

  /** A worker looks for jobs every two seconds, which these stories need not wait for. */
  #wakeWorkers(): void {
    for (const worker of this.#workers) worker.get(JobQueue).wake();
  }

  /** Decisions about pulls, or about the pulls beside them. */
  async noted(of: 'pulls' | 'beside' = 'pulls') {
    return this.inSession((session) =>
      session.query<{ schedule: string; dueAt: Instant; outcome: string; reason: string }>(
        `SELECT schedule, due_at AS "dueAt", outcome, reason FROM scheduled_pull
         WHERE (schedule IN ('directory', 'witnesses', 'estimates')) = $1 ORDER BY due_at, outcome`,
        [of === 'beside'],
      ),
    );
  }

  /** Those that are closed. */
  async pulls() {
    const all = await this.inSession((session) => listPulls(session, 100));
    return all.flatMap(({ outcome, ...pull }) => (outcome === null ? [] : [{ ...pull, ...outcome }]));
  }

  async inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.seatback.app.get(UnitOfWork).inSession(work);
  }
}
