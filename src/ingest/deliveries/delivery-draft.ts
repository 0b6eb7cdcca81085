import type { CopyValue, Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { ProductNames } from '../catalogue/record-sightings.js';
import { createStagedTables, dropStagedTables, STAGED_COLUMNS, type StagedRow, type StagedTable } from './staging.js';

/** A row that was not taken, and why. `found` is masked already where it could hold an account number. */
export interface Quarantined {
  readonly file: string;
  /** 0: the whole file. */
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly expected: string;
  readonly found: string;
}

export interface DeliverySource {
  readonly source: 'files' | 'partner-center' | 'directory' | 'witness';
  readonly key: string;
}

/** Rows wait here until there are enough for one COPY. */
const FLUSH_ROWS = 2_000;

/** A row as its reader knows it; its place in the order of reading is given by the draft. */
type NewRow<T extends StagedTable> = Omit<StagedRow<T>, 'position'>;

/** What a delivery has read so far. Nobody sees any of it before it is closed. */
export class DeliveryDraft {
  readonly session: Session;
  readonly source: DeliverySource;
  readonly openedAt: Instant;
  readonly quarantined: Quarantined[] = [];
  readonly payloads: { readonly name: string; readonly hash: Buffer }[] = [];
  /** What the sources call their products: one that looks like the family and is not mapped is reported. */
  readonly productNames = new ProductNames();
  #position = 1;
  /** Several readers may stage at once; the connection writes one COPY at a time. */
  #writing: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Map<StagedTable, CopyValue[][]>();

  private constructor(session: Session, source: DeliverySource, openedAt: Instant) {
    this.session = session;
    this.source = source;
    this.openedAt = openedAt;
  }

  /** Opens a draft on a session of its own and clears up after `work`, whatever happens. */
  static async open<T>(
    session: Session,
    source: DeliverySource,
    openedAt: Instant,
    work: (draft: DeliveryDraft) => Promise<T>,
  ): Promise<T> {
    await session.query(dropStagedTables());
    await session.query(createStagedTables());
    try {
      return await work(new DeliveryDraft(session, source, openedAt));
    } finally {
      await session.query(dropStagedTables()).catch(() => undefined);
    }
  }

  /** The place that the next row will have. */
  get position(): number {
    return this.#position;
  }

  async stage<T extends StagedTable>(table: T, row: NewRow<T>): Promise<void> {
    const columns = Object.keys(STAGED_COLUMNS[table]);
    const rows = this.#waiting.get(table) ?? [];
    if (rows.length === 0) this.#waiting.set(table, rows);
    const values: Readonly<Record<string, CopyValue>> = { ...row, position: this.#position };
    rows.push(columns.map((column) => values[column] ?? null));
    this.#position += 1;
    if (rows.length >= FLUSH_ROWS) await this.#flush(table);
  }

  /** Takes back all rows from a place on: those of a file that turned out to be unreadable further down. */
  async withdrawFrom(position: number): Promise<void> {
    await this.flush();
    for (const table of Object.keys(STAGED_COLUMNS)) {
      await this.session.execute(`DELETE FROM staged_${table} WHERE position >= $1`, [position]);
    }
  }

  async flush(): Promise<void> {
    for (const table of [...this.#waiting.keys()]) await this.#flush(table);
    await this.#writing;
  }

  async #flush(table: StagedTable): Promise<void> {
    const rows = this.#waiting.get(table) ?? [];
    this.#waiting.delete(table);
    if (rows.length === 0) return;
    const written = this.#writing.then(() =>
      this.session.copyRows(`staged_${table}`, Object.keys(STAGED_COLUMNS[table]), rows),
    );
    this.#writing = written.catch(() => undefined);
    await written;
  }
}
