import type { Session } from '../../database/index.js';
import { REGISTER_TABLES } from '../deliveries/record-register.js';

/** Of sources whose answers are not read again: what they said stays. */
const NOT_READ_AGAIN: ReadonlySet<string> = new Set([
  'customer_company',
  'customer_reseller',
  'indirect_reseller',
  'seat_witness',
]);

/** What people declared, as far as it is read again. */
export const REGISTERS = REGISTER_TABLES.filter(({ table }) => !NOT_READ_AGAIN.has(table));

const FRESH_TABLES: readonly string[] = [
  'delivery',
  'delivery_payload',
  'delivery_summary',
  'quarantined_row',
  'quarantine_resolution',
  ...REGISTERS.map(({ table }) => table),
  'product_entry',
  'offer_mapping',
  'sku_mapping',
  'product_sighting',
  'seat_history',
  'subscription_history',
  'reading_coverage',
  'refusal',
  'invoice',
  'billing_line',
  'invoice_content',
  'billed_seat_history',
  'first_charge',
];

/**
 * An empty record before the real one: temporary tables under the same names, which hide those of the schema from
 * everything that this connection asks. So deliveries are recorded anew by the very code that recorded them, and
 * nothing of it can differ by accident. Keys of customers, partners and products are those of the real record.
 *
 * To be used inside one transaction, with which all of it ends. The real tables are named with their schema meanwhile.
 */
export class FreshRecord {
  readonly #session: Session;
  readonly #own: ReadonlySet<string>;

  private constructor(session: Session, own: ReadonlySet<string>) {
    this.#session = session;
    this.#own = own;
  }

  static async open(session: Session): Promise<FreshRecord> {
    await session.query(
      FRESH_TABLES.map(
        (table) => `CREATE TEMPORARY TABLE ${table} (LIKE public.${table} INCLUDING ALL) ON COMMIT DROP`,
      ).join(';\n'),
    );
    return new FreshRecord(session, new Set(await temporaryTables(session)));
  }

  /** A delivery is ordinarily a transaction of its own, and what it gathered ends with that. */
  async clearUp(): Promise<void> {
    const tables = await temporaryTables(this.#session);
    const left = tables.filter((table) => !this.#own.has(table) && !table.startsWith('staged_'));
    if (left.length > 0) await this.#session.query(`DROP TABLE ${left.map((table) => `pg_temp.${table}`).join(', ')}`);
  }

  /** Without figures on how much there is, a join of two large tables would take hours. */
  async analyze(): Promise<void> {
    await this.#session.query(FRESH_TABLES.map((table) => `ANALYZE pg_temp.${table}`).join(';\n'));
  }

  /** From here on the names mean the real tables again, and those of this record begin with `fresh_`. */
  async setAside(): Promise<void> {
    await this.analyze();
    await this.#session.query(
      FRESH_TABLES.map((table) => `ALTER TABLE pg_temp.${table} RENAME TO fresh_${table}`).join(';\n'),
    );
  }
}

async function temporaryTables(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'`,
  );
  return rows.map(({ name }) => name);
}
