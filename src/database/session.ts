import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { EntityManager, QueryRunner } from 'typeorm';
import { copyLine, type CopyValue } from './copy-text.js';
import { nameOfStatement } from './prepared-statements.js';

/** How many rows a cursor fetches at a time: memory stays flat, round trips stay few. */
const FETCH_ROWS = 5_000;

/**
 * Tables whose rows are held to partners. COPY into a table knows no row-level security, and is refused where there is
 * any: their bulk rows go by a temporary table.
 */
const HELD_TO_PARTNERS: ReadonlySet<string> = new Set([
  'accrual',
  'adjustment',
  'posting',
  'threshold_outcome',
  'payment_instruction',
  'payout_block',
]);

/** One connection, held for as long as the work needs it: queries, cursors and COPY on the same session. */
export class Session {
  readonly #runner: QueryRunner;
  readonly #isPrepared: boolean;

  /** @param isPrepared statements that are asked again and again are kept prepared by the server; see `nameOfStatement` */
  constructor(runner: QueryRunner, { isPrepared = false }: { readonly isPrepared?: boolean } = {}) {
    this.#runner = runner;
    this.#isPrepared = isPrepared;
  }

  get manager(): EntityManager {
    return this.#runner.manager;
  }

  /**
   * All or nothing. An error that is thrown rolls back and comes out unchanged.
   * Begun through TypeORM, so that what its entity manager saves takes part in it.
   */
  async transaction<T>(work: (session: this) => Promise<T>): Promise<T> {
    await this.#runner.startTransaction();
    try {
      const result = await work(this);
      await this.#runner.commitTransaction();
      return result;
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
  }

  /** Does the real work and takes it back: what a preview shows is what would happen. */
  async preview<T>(work: (session: this) => Promise<T>): Promise<T> {
    await this.#runner.startTransaction();
    try {
      return await work(this);
    } finally {
      await this.#rollBack();
    }
  }

  async #rollBack(): Promise<void> {
    // A connection that is lost has rolled back already; the first error is the one to report.
    await this.#runner.rollbackTransaction().catch(() => undefined);
  }

  /** Rows of a statement. Numeric and timestamp columns arrive as text (see `type-parsers.ts`). */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const name = this.#isPrepared && parameters.length > 0 ? nameOfStatement(sql) : undefined;
    if (name !== undefined) {
      const client = (await this.#runner.connect()) as PoolClient;
      return (await client.query({ name, text: sql, values: [...parameters] })).rows as Row[];
    }
    const result = await this.#runner.query(sql, [...parameters], true);
    return result.records as Row[];
  }

  /** Runs a statement and returns how many rows it touched. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const result = await this.#runner.query(sql, [...parameters], true);
    return result.affected ?? 0;
  }

  async one<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row> {
    const [row, ...more] = await this.query<Row>(sql, parameters);
    if (row === undefined || more.length > 0)
      throw new Error(`One row was expected, found ${String(row === undefined ? 0 : more.length + 1)}: ${sql}`);
    return row;
  }

  /** Streams a result through a cursor; only inside a transaction. */
  async *stream<Row>(sql: string, parameters: readonly unknown[] = []): AsyncGenerator<Row, void> {
    for await (const rows of this.streamTogether<Row>(sql, parameters)) yield* rows;
  }

  /** As `stream`, so many rows at a time as the cursor fetches: a million waits for one row each take a second. */
  async *streamTogether<Row>(sql: string, parameters: readonly unknown[] = []): AsyncGenerator<readonly Row[], void> {
    cursors += 1;
    const cursor = `stream_${String(cursors)}`;
    await this.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, parameters);
    for (;;) {
      const rows = await this.query<Row>(`FETCH ${String(FETCH_ROWS)} FROM ${cursor}`);
      yield rows;
      if (rows.length < FETCH_ROWS) break;
    }
    await this.query(`CLOSE ${cursor}`);
  }

  /** The whole result of a query by COPY, in its text format: for many small rows, of a part at a time; see `copiedColumns`. */
  async copyOut(sql: string): Promise<Buffer> {
    const client = (await this.#runner.connect()) as PoolClient;
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo(`COPY (${sql}) TO STDOUT`))) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /**
   * The lines of a query's result in COPY's text format, as they come; see `copiedFields`. Until the last one is read the
   * session can do nothing else.
   */
  async *copyOutLines(sql: string): AsyncGenerator<readonly string[], void> {
    const client = (await this.#runner.connect()) as PoolClient;
    const source = client.query(copyTo(`COPY (${sql}) TO STDOUT`));
    const decoder = new StringDecoder('utf8');
    let begun = '';
    try {
      for await (const chunk of source.iterator({ destroyOnReturn: false })) {
        const lines = (begun + decoder.write(chunk as Buffer)).split('\n');
        begun = lines.pop() ?? '';
        yield lines;
      }
    } finally {
      // Who has seen enough: the rest comes nevertheless, and the session is free when it has.
      if (!source.readableEnded && !source.destroyed) await finished(source.resume()).catch(() => undefined);
    }
  }

  /** Bulk insert by COPY of lines that are written already; see `copyLine`. */
  async copyText(table: string, columns: readonly string[], text: string | Uint8Array): Promise<void> {
    const client = (await this.#runner.connect()) as PoolClient;
    const sink = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    await new Promise<void>((resolve, reject) => {
      sink.once('finish', resolve).once('error', reject);
      sink.end(typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength));
    });
  }

  /** Bulk insert by COPY; in a transaction where the rows of the table are held to partners. */
  async copyRows(
    table: string,
    columns: readonly string[],
    rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
  ): Promise<number> {
    if (!HELD_TO_PARTNERS.has(table)) return this.#copyRows(table, columns, rows);
    const named = columns.join(', ');
    await this.query(`CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT ${named} FROM ${table} WITH NO DATA`);
    const count = await this.#copyRows('copied', columns, rows);
    await this.query(`INSERT INTO ${table} (${named}) SELECT ${named} FROM copied`);
    await this.query('DROP TABLE copied');
    return count;
  }

  async #copyRows(
    table: string,
    columns: readonly string[],
    rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
  ): Promise<number> {
    const CHUNK_CHARACTERS = 64 * 1024;
    const client = (await this.#runner.connect()) as PoolClient;
    const sink = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    const done = new Promise<void>((resolve, reject) => {
      sink.once('finish', resolve).once('error', reject);
    });
    // Seen again below; this only keeps a refusal during writing from counting as unhandled.
    done.catch(() => undefined);
    let count = 0;
    let chunk = '';
    try {
      for await (const row of rows) {
        chunk += copyLine(row);
        count += 1;
        if (chunk.length < CHUNK_CHARACTERS) continue;
        if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), done]);
        chunk = '';
      }
    } catch (error) {
      sink.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    sink.end(chunk);
    await done;
    return count;
  }
}

/** Cursor names are unique in the process: two streams of one transaction may be open at once. */
let cursors = 0;
