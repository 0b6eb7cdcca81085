import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { invariant } from '../kernel/index.js';
import { holdToPartners, isHeldToPartners, statementsOfSight } from './partners-in-sight.js';
import { Session } from './session.js';

/** Locks that a transaction may hold, each a queue of one: what they guard is numbered without gaps. */
export type NamedLock =
  | 'pull'
  | 'pull-answers'
  | 'schedule'
  | 'delivery'
  | 'identity'
  | 'audit'
  | 'journal'
  | 'payout'
  | 'answers'
  | 'access'
  | `campaign:${string}`;

/** What a transaction sees, for others to see the very same; plain, so that it can be sent to another thread. */
export interface SharedSnapshot {
  /** Of the server, with the password of the service role. */
  readonly url: string;
  readonly snapshot: string;
}

/**
 * A page reads a few hundred rows here and there, of tables that memory holds: reading a row by an index costs about what
 * the next one in the table does. Taken for a disk's, it would seem cheaper to read a whole table of some megabytes.
 */
const FEW_ROWS = 'SET LOCAL random_page_cost = 1.1';

@Injectable()
export class UnitOfWork {
  readonly #dataSource: DataSource;

  constructor(@Inject(DataSource) dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** All or nothing on one connection; see `Session.transaction`. */
  async inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#connected((session) => session.transaction(heldToPartners(work)));
  }

  /**
   * Reads one state of the database. Begun in one step with what holds it to partners, and with statements that the
   * server keeps prepared: pages wait for each step. Rolled back at its end: nothing is kept of it.
   *
   * @param canStage whether it may write into temporary tables; else it cannot write at all
   * @param isByKey whether every statement with parameters finds its rows by keys that it names, whatever these are: then
   *   each is planned once and not anew for each page, which takes the server longer than carrying it out
   */
  async reading<T>(
    work: (session: Session) => Promise<T>,
    { canStage = false, isByKey = false }: { readonly canStage?: boolean; readonly isByKey?: boolean } = {},
  ): Promise<T> {
    const begin = `START TRANSACTION ISOLATION LEVEL REPEATABLE READ${canStage ? '' : ', READ ONLY'}`;
    return this.#connected(
      async (session) => {
        const plans = isByKey ? [FEW_ROWS, 'SET LOCAL plan_cache_mode = force_generic_plan'] : [FEW_ROWS];
        await session.execute([begin, ...plans, ...statementsOfSight()].join('; '));
        try {
          return await work(session);
        } finally {
          // A connection that is lost has ended it already; the first error is the one to report.
          await session.execute('ROLLBACK').catch(() => undefined);
        }
      },
      { isPrepared: true },
    );
  }

  /** The real work, taken back at the end; see `Session.preview`. */
  async inPreview<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#connected((session) => session.preview(heldToPartners(work)));
  }

  /**
   * A transaction on a connection that is opened for it alone. It sees what was committed when it began, and nothing of
   * the transaction beside it.
   */
  async beside<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.inSessionBeside((own) =>
      own.transaction(async (session) => {
        await session.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        return work(session);
      }),
    );
  }

  /**
   * As `inSession`, on a connection that is opened for it alone, beside those of the pool: who holds one of these already
   * and waited for another could wait for ever.
   */
  async inSessionBeside<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const own = new DataSource({ ...this.#dataSource.options, poolSize: 1 } as DataSourceOptions);
    await own.initialize();
    try {
      return await new UnitOfWork(own).inSession(work);
    } finally {
      await own.destroy();
    }
  }

  /**
   * Lets other threads read what this transaction sees, as long as it lasts; see `inSharedSnapshot`. It must see one
   * state of the database, as those of `beside` do.
   */
  async share(session: Session): Promise<SharedSnapshot> {
    const { url } = this.#dataSource.options as { readonly url?: string };
    invariant(url !== undefined, 'the pool was opened with an address');
    const { snapshot } = await session.one<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
    return { url, snapshot };
  }

  /** One connection without a transaction; temporary tables end with it. */
  async inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    // What holds a session to partners lasts as long as a transaction.
    return isHeldToPartners() ? this.inTransaction(work) : this.#connected(work);
  }

  /** As `inSession`, for what every request asks: its statements are kept prepared. */
  async inPreparedSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return isHeldToPartners() ? this.inTransaction(work) : this.#connected(work, { isPrepared: true });
  }

  async #connected<T>(
    work: (session: Session) => Promise<T>,
    options: { readonly isPrepared?: boolean } = {},
  ): Promise<T> {
    const runner = this.#dataSource.createQueryRunner();
    await runner.connect();
    try {
      return await work(new Session(runner, options));
    } finally {
      await runner.release();
    }
  }
}

function heldToPartners<T>(work: (session: Session) => Promise<T>): (session: Session) => Promise<T> {
  return async (session) => {
    await holdToPartners(session);
    return work(session);
  };
}

/** Waits for the lock; it ends with the transaction. */
export async function holdLock(session: Session, lock: NamedLock): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [lock]);
}

/** Whether any session of this database holds the lock now. */
export async function isHeld(session: Session, lock: NamedLock): Promise<boolean> {
  const { held } = await session.one<{ held: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 7)) AS held`,
    [lock],
  );
  return held;
}

/** Waits for the lock and holds it while `work` goes on, over all transactions of its session. */
export async function whileHolding<T>(session: Session, lock: NamedLock, work: () => Promise<T>): Promise<T> {
  await session.query('SELECT pg_advisory_lock(hashtextextended($1, 7))', [lock]);
  try {
    return await work();
  } finally {
    // A connection that is lost has given it up already.
    await session.query('SELECT pg_advisory_unlock(hashtextextended($1, 7))', [lock]).catch(() => undefined);
  }
}
