import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConnectionOptions, PgBoss } from 'pg-boss';
import { DataSource } from 'typeorm';
import { JOB_QUEUE_SCHEMA, UnitOfWork, type Session } from '../database/index.js';
import { invariant, SeatbackError, type Instant } from '../kernel/index.js';
import { asLoggedWork } from '../logging/index.js';
import type { ScheduledWork, WatchedNight } from './schedules.js';

const PULL_QUEUE = 'pull';

/** A pull that fell due. */
export interface PullJob {
  readonly schedule: string;
  /** Left out by a worker of an earlier version, which knew only of `pull`. */
  readonly work?: ScheduledWork;
  readonly dueAt: Instant;
  /** The night whose readings are looked through afterwards; null for a pull that no campaign waits for. */
  readonly night: WatchedNight | null;
  /** The next instant at which a night that counts needs its turn; null where none lies ahead. */
  readonly nextOfNight: Instant | null;
}

export interface Attempt {
  /** 1: the first */
  readonly number: number;
  readonly isLast: boolean;
}

/** A pull takes minutes, or hours with a great many customers; who is dead is known by its heartbeat, long before. */
const PULL_TAKES_AT_MOST_S = 86_400;
const HEARTBEAT_S = 60;
/** How often each worker looks for jobs whose worker is gone. */
const LOOK_FOR_DEAD_EVERY_S = 30;
/** After one or two minutes, then after twice as long each time, an hour at most: three to four hours in all. */
const RETRY = { retryLimit: 8, retryDelay: 60, retryBackoff: true, retryDelayMax: 3_600 };
/** What fell due is on record in tables of ours; the job itself is only needed while somebody asks what went wrong. */
const KEPT_FOR_S = 30 * 86_400;
const POLLED_EVERY_S = 2;
/** A pull does not end in so short a time, but a call and a transaction do. */
const STOP_WITHIN_MS = 5_000;

/** Jobs on PostgreSQL, shared by all workers. pg-boss keeps them; nothing else knows of it. */
@Injectable()
export class JobQueue {
  readonly #url: string;
  readonly #unitOfWork: UnitOfWork;
  #started: PgBoss | undefined;
  #workerId: string | undefined;
  readonly #log = new Logger('jobs');

  constructor(@Inject(DataSource) dataSource: DataSource, unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
    this.#url = (dataSource.options as { readonly url?: string }).url ?? '';
  }

  get #boss(): PgBoss {
    invariant(this.#started !== undefined, 'the queue is used by a worker that has started it');
    return this.#started;
  }

  async #open(): Promise<PgBoss> {
    // Loaded by who has jobs to do: no other command waits for it.
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({
      // Connections of its own: pg-boss expects values in the form in which pg gives them, ours come out otherwise.
      connectionString: this.#url,
      application_name: 'seatback jobs',
      max: 3,
      schema: JOB_QUEUE_SCHEMA,
      // The schema belongs to its owner and is made by `migrate`; here is only the service.
      migrate: false,
      createSchema: false,
      reindex: false,
      monitorVacuum: false,
      // Schedules are ours: an instant that fell due while nobody ran is to be told from one that was never due.
      schedule: false,
      superviseIntervalSeconds: LOOK_FOR_DEAD_EVERY_S,
      monitorIntervalSeconds: LOOK_FOR_DEAD_EVERY_S,
    });
    boss.on('error', (error) => {
      this.#log.warn(`The job queue could not reach its database, and will try again: ${error.message}`);
    });
    boss.on('warning', ({ message }) => {
      this.#log.warn(message);
    });
    return boss;
  }

  /** @throws SeatbackError JOB_QUEUE_NOT_CURRENT */
  async start(): Promise<void> {
    this.#started = await this.#open();
    try {
      await this.#boss.start();
    } catch (error) {
      // It says so in words only.
      if (!(error instanceof Error) || !/not installed|requires migrations/.test(error.message)) throw error;
      throw notCurrent(error);
    }
    const queue = {
      ...RETRY,
      expireInSeconds: PULL_TAKES_AT_MOST_S,
      heartbeatSeconds: HEARTBEAT_S,
      retentionSeconds: KEPT_FOR_S,
      deleteAfterSeconds: KEPT_FOR_S,
    };
    // While one job of a key waits or works there is no second one: our record says so too, but this holds by itself.
    await this.#boss.createQueue(PULL_QUEUE, { ...queue, policy: 'exclusive' });
    // Made by an earlier version, perhaps with other figures.
    await this.#boss.updateQueue(PULL_QUEUE, queue);
  }

  /** Within the transaction of `session`: the job is there if, and only if, what it follows from is on record. */
  async enqueue(session: Session, job: PullJob): Promise<void> {
    await this.#boss.send(PULL_QUEUE, job, { singletonKey: keyOf(job), db: databaseOf(session) });
  }

  /**
   * One at a time in this process: pulls wait for each other anyway. What throws is tried again later, by anybody; what
   * is given back is there for the next worker at once, and counts as no attempt.
   */
  async work(handle: (job: PullJob, attempt: Attempt) => Promise<'done' | 'given-back'>): Promise<void> {
    this.#workerId = await this.#boss.work<PullJob, unknown, { includeMetadata: true; pollingIntervalSeconds: number }>(
      PULL_QUEUE,
      { includeMetadata: true, pollingIntervalSeconds: POLLED_EVERY_S },
      async (jobs) => {
        for (const { id, data, retryCount, retryLimit } of jobs) {
          const attempt = { number: retryCount + 1, isLast: retryCount >= retryLimit };
          const handled = await asLoggedWork({ job: id, work: data.work ?? 'pull' }, () => handle(data, attempt));
          if (handled === 'given-back') await this.#giveBack(id, data, retryLimit - retryCount);
        }
      },
    );
  }

  /** In place of the job that this worker has, one that nobody has. */
  async #giveBack(id: string, job: PullJob, attemptsLeft: number): Promise<void> {
    await this.#unitOfWork.inTransaction(async (session) => {
      const db = databaseOf(session);
      await this.#boss.deleteJob(PULL_QUEUE, id, { db });
      await this.#boss.send(PULL_QUEUE, job, { singletonKey: keyOf(job), retryLimit: attemptsLeft, db });
    });
  }

  /** There is work: this process need not wait for its next look. */
  wake(): void {
    if (this.#workerId !== undefined) this.#boss.notifyWorker(this.#workerId);
  }

  /** Has jobs of workers that are gone taken up again, as happens by itself every now and then. */
  async takeUpAbandoned(): Promise<void> {
    await this.#boss.supervise(PULL_QUEUE);
  }

  /** Gives back what is not done: another worker takes it up. */
  async stop(): Promise<void> {
    await this.#started?.stop({ graceful: true, timeout: STOP_WITHIN_MS });
  }
}

function keyOf({ schedule, dueAt }: PullJob): string {
  return `${schedule} ${dueAt}`;
}

function databaseOf(session: Session): NonNullable<ConnectionOptions['db']> {
  return { executeSql: async (sql, values) => ({ rows: await session.query(sql, values) }) };
}

function notCurrent(cause: Error): SeatbackError {
  return new SeatbackError(
    {
      code: 'JOB_QUEUE_NOT_CURRENT',
      expected: 'the job queue’s tables as this program knows them',
      found: cause.message,
      where: `schema ${JOB_QUEUE_SCHEMA} of the server that DATABASE_URL names`,
      next: 'Run npx seatback migrate with DATABASE_OWNER_URL set.',
    },
    { cause },
  );
}
