import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { ProductNames } from '../catalogue/record-sightings.js';
import type { UnreadBilling } from '../history/withhold-invoices.js';
import { nextDelivery } from './delivery-order.js';
import type { Quarantined } from './quarantined.js';
import { columnsOf, RowText } from './row-text.js';
import { STAGED_COLUMNS, withStagedTables, type StagedRow, type StagedTable } from './staging.js';

export type { Quarantined } from './quarantined.js';

export interface DeliverySource {
  readonly source: 'files' | 'partner-center' | 'directory' | 'witness' | 're-reading' | 'unbilled' | 'cut-off-pull';
  readonly key: string;
}

/** So many rows that were not taken are told when a delivery closes; all of them are on record. */
const QUARANTINE_TOLD_ROWS = 1_000;

/** What a delivery has read so far. Nobody sees any of it before it is closed. */
export class DeliveryDraft {
  readonly session: Session;
  /** Of a folder, what it holds is known only when all of it was read. */
  source: DeliverySource;
  /** Rows read so far; one COPY at a time is under way while the next ones are read. */
  readonly rows = new RowText(1, async (table, text) => {
    const before = this.#writing;
    // Told by the next flush, which waits for it.
    this.write(table, text).catch(() => undefined);
    await before;
  });
  readonly openedAt: Instant;
  /**
   * Rows that were not taken, of readers that find few of them; many are staged by `quarantine`. When the delivery
   * has closed: the first thousand of all.
   */
  readonly quarantined: Quarantined[] = [];
  #quarantinedCount = 0;
  /** To be said before the delivery closes. */
  unreadBilling: UnreadBilling = { files: [], legacyInvoices: [], mayHoldNewCommerce: false };
  readonly payloads: { readonly name: string; readonly hash: Buffer }[] = [];
  /** What the sources call their products: one that looks like the family and is not mapped is reported. */
  readonly productNames = new ProductNames();
  /** Several readers may stage at once; the connection writes one COPY at a time. */
  #writing: Promise<unknown> = Promise.resolve();
  readonly #keeping: Promise<unknown>[] = [];

  private constructor(session: Session, source: DeliverySource, openedAt: Instant) {
    this.session = session;
    this.source = source;
    this.openedAt = openedAt;
  }

  /**
   * Opens a draft on a session of its own and clears up after `work`, whatever happens. What could not be closed in its
   * order is refused before hours are spent on reading it.
   *
   * @param recordedAt when an old delivery is loaded afterwards
   * @throws SeatbackError DELIVERY_OUT_OF_ORDER
   */
  static async open<T>(
    session: Session,
    source: DeliverySource,
    openedAt: Instant,
    work: (draft: DeliveryDraft) => Promise<T>,
    recordedAt?: Instant,
  ): Promise<T> {
    await nextDelivery(session, openedAt, recordedAt);
    return withStagedTables(session, async () => {
      const draft = new DeliveryDraft(session, source, openedAt);
      try {
        return await work(draft);
      } finally {
        // Whatever happens: nothing goes on that nobody waits for.
        await Promise.allSettled(draft.#keeping);
      }
    });
  }

  /** The place that the next row will have. */
  get position(): number {
    return this.rows.position;
  }

  async stage<T extends StagedTable>(table: T, row: Omit<StagedRow<T>, 'position'>): Promise<void> {
    await this.rows.stage(table, row);
  }

  /** Writes what there is enough of. */
  async drain(): Promise<void> {
    await this.rows.drain();
  }

  /** A row that was not taken. */
  async quarantine(row: Quarantined): Promise<void> {
    await this.rows.quarantine(row);
  }

  /** A payload that is being kept on another connection meanwhile: the delivery closes when that is done. */
  awaitPayload(kept: Promise<unknown>): void {
    // Told when it is waited for.
    kept.catch(() => undefined);
    this.#keeping.push(kept);
  }

  /** Whatever the delivery refers to is kept. */
  async payloadsKept(): Promise<void> {
    await Promise.all(this.#keeping);
  }

  /** How many rows were not taken, when the delivery has closed. */
  get quarantinedCount(): number {
    return this.#quarantinedCount;
  }

  /** Puts all rows that were not taken into one place, counts them and keeps the first at hand. */
  async gatherQuarantine(): Promise<void> {
    for (const row of this.quarantined) await this.quarantine(row);
    await this.flush();
    const { count } = await this.session.one<{ count: number }>(
      'SELECT count(*)::integer AS count FROM staged_quarantined_row',
    );
    this.#quarantinedCount = count;
    this.quarantined.splice(
      0,
      Number.POSITIVE_INFINITY,
      ...(await this.session.query<Quarantined>(
        `SELECT file, line, column_name AS column, code, expected, found FROM staged_quarantined_row
         ORDER BY position LIMIT ${String(QUARANTINE_TOLD_ROWS)}`,
      )),
    );
  }

  /** Takes back all rows from a place on: those of a file that turned out to be unreadable further down. */
  async withdrawFrom(position: number): Promise<void> {
    await this.flush();
    for (const table of Object.keys(STAGED_COLUMNS)) {
      await this.session.execute(`DELETE FROM staged_${table} WHERE position >= $1`, [position]);
    }
  }

  async flush(): Promise<void> {
    await this.rows.flush();
    await this.#writing;
  }

  /** Writes text of rows behind what is being written. */
  async write(table: StagedTable, text: string | Uint8Array): Promise<void> {
    this.#writing = this.#writing.then(() => this.session.copyText(`staged_${table}`, columnsOf(table), text));
    await this.#writing;
  }
}
