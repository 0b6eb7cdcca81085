import type { Session } from '../../database/index.js';
import { SeatbackError, type Guid, type Instant } from '../../kernel/index.js';
import { STAGED_COLUMNS } from '../deliveries/staging.js';
import { changedInvoices } from './changed-invoices.js';
import { REGISTERS } from './fresh-record.js';
import type { Untouched } from './what-stays.js';

/** Which payloads are meant. Left out: all of them. */
export interface PayloadsMeant {
  readonly source?: 'files' | 'partner-center' | undefined;
  /** By when their deliveries were recorded. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly customerId?: Guid | undefined;
}

/**
 * What may change. Where only some payloads are meant, it is whatever they speak of: each customer's readings, each
 * invoice and each register is then read again whole, out of all payloads in their order. So nothing old takes the
 * place of what came after it.
 */
export class Scope {
  readonly #session: Session;
  readonly #meant: PayloadsMeant;
  readonly #tables = new Set<string>();

  private constructor(session: Session, meant: PayloadsMeant) {
    this.#session = session;
    this.#meant = meant;
  }

  static async open(session: Session, meant: PayloadsMeant): Promise<Scope> {
    await session.query(`
      CREATE TEMPORARY TABLE scope_customer (resource text, customer_key integer) ON COMMIT DROP;
      CREATE TEMPORARY TABLE scope_invoice (invoice_number text COLLATE "C") ON COMMIT DROP;
      CREATE TEMPORARY TABLE untouched_customer (resource text, customer_key integer) ON COMMIT DROP;
      CREATE TEMPORARY TABLE untouched_invoice (invoice_number text COLLATE "C") ON COMMIT DROP`);
    return new Scope(session, meant);
  }

  get isWhole(): boolean {
    const { source, from, to, customerId } = this.#meant;
    return source === undefined && from === undefined && to === undefined && customerId === undefined;
  }

  /** Whether rows of a delivery that were bad may be accepted now. One row does not tell whose it is. */
  holdsDelivery({ source, recordedAt }: { readonly source: string; readonly recordedAt: Instant }): boolean {
    const meant = this.#meant;
    return (
      meant.customerId === undefined &&
      (meant.source === undefined || meant.source === (source === 'cut-off-pull' ? 'partner-center' : source)) &&
      (meant.from === undefined || recordedAt >= meant.from) &&
      (meant.to === undefined || recordedAt <= meant.to)
    );
  }

  /** To be told of each delivery that is meant, when its rows are staged: what it speaks of now, and what it spoke of. */
  async addDelivery(delivery: number): Promise<void> {
    if (this.isWhole) return;
    const named = (tables: readonly string[]) =>
      tables.map(
        (table) => `SELECT customer_key, resource FROM (${table}) AS staged JOIN customer USING (customer_id)`,
      );
    await this.#session.execute(
      `INSERT INTO scope_customer (customer_key, resource)
       ${[
         ...named([
           `SELECT customer_id, 'seats' AS resource FROM staged_seat`,
           `SELECT customer_id, 'subscriptions' AS resource FROM staged_subscription`,
           'SELECT customer_id, resource FROM staged_reading',
           'SELECT customer_id, resource FROM staged_refusal',
         ]),
         ...recordedBy(`= ${String(delivery)}`),
       ].join(' UNION ')}`,
    );
    await this.#session.execute(
      `INSERT INTO scope_invoice SELECT invoice_number FROM staged_invoice
       UNION SELECT invoice_number FROM public.invoice WHERE recorded_from = $1`,
      [delivery],
    );
    const tables = [...REGISTERS.map(({ table }) => table), 'product_entry'].filter((table) =>
      Object.hasOwn(STAGED_COLUMNS, table),
    );
    const brought = await this.#session.query<{ name: string }>(
      tables
        .map(
          (table) =>
            `SELECT '${table}' AS name WHERE EXISTS (SELECT FROM staged_${table})
               OR EXISTS (SELECT FROM public.${table} WHERE recorded_from = ${String(delivery)})`,
        )
        .join(' UNION ALL '),
    );
    for (const { name } of brought) this.#tables.add(name);
  }

  /** When all is read again; the fresh record is set aside by now. */
  async settle(untouched: Untouched): Promise<void> {
    const { customerId } = this.#meant;
    if (customerId !== undefined) {
      await this.#session.execute(
        `INSERT INTO scope_customer SELECT resource, customer_key
         FROM customer CROSS JOIN (VALUES ('seats'), ('subscriptions')) AS each (resource) WHERE customer_id = $1`,
        [customerId],
      );
      await this.#session.execute(
        `INSERT INTO scope_invoice
         SELECT invoice_number FROM customer JOIN billing_line USING (customer_key) JOIN invoice USING (invoice_key)
         WHERE customer_id = $1 AND recorded_to IS NULL
         UNION SELECT invoice_number FROM customer JOIN fresh_billing_line USING (customer_key) JOIN fresh_invoice USING (invoice_key)
         WHERE customer_id = $1 AND recorded_to IS NULL`,
        [customerId],
      );
      // What is not read again changes no days either.
      if (!untouched.tables.has('record_coverage')) await this.#holdDaysBilled();
    }
    for (const table of untouched.tables) this.#tables.delete(table);
    for (const resource of ['seats', 'subscriptions'] as const) {
      await this.#session.execute(
        `INSERT INTO untouched_customer
         SELECT $1, customer_key FROM customer WHERE customer_id = ANY ($2::uuid[])
         UNION SELECT $1, customer_key FROM (${recordedBy('= ANY ($3::integer[])').join(' UNION ')}) AS brought WHERE resource = $1`,
        [resource, [...untouched.customers[resource]], [...untouched.readingsOf[resource]]],
      );
    }
    const files = untouched.billingFiles;
    await this.#session.execute(
      `INSERT INTO untouched_invoice
       SELECT unnest($1::text[])
       UNION SELECT invoice_number FROM invoice WHERE recorded_from = ANY ($2::integer[])
       UNION SELECT invoice_number FROM invoice JOIN billing_line AS line USING (invoice_key)
         JOIN unnest($3::integer[], $4::text[]) AS lost (delivery, file) ON invoice.recorded_from = lost.delivery AND line.file = lost.file`,
      [
        [...untouched.invoices],
        [...untouched.invoicesOf],
        files.map(({ delivery }) => delivery),
        files.map(({ file }) => file),
      ],
    );
    await this.#session.query('ANALYZE scope_customer; ANALYZE scope_invoice; ANALYZE untouched_customer');
    this.#untouchedTables = untouched.tables;
  }

  /**
   * Which days are known as billed follows from all invoices together. Where those of a customer alone change, the days
   * change with them; where others change too, neither the days of before nor those of after would be right.
   *
   * @throws SeatbackError RE_READING_TOO_NARROW
   */
  async #holdDaysBilled(): Promise<void> {
    const days = (table: string) =>
      `SELECT known_from, known_to FROM ${table} WHERE recorded_to IS NULL AND resource = 'billing'`;
    const { isOther } = await this.#session.one<{ isOther: boolean }>(
      `SELECT EXISTS ((${days('record_coverage')} EXCEPT ${days('fresh_record_coverage')})
         UNION ALL (${days('fresh_record_coverage')} EXCEPT ${days('record_coverage')})) AS "isOther"`,
    );
    if (!isOther) return;
    const beside = await this.#session.query<{ number: string }>(
      `SELECT invoice_number AS number ${changedInvoices()}
       AND invoice_number NOT IN (SELECT invoice_number FROM scope_invoice) ORDER BY 1`,
    );
    const meant = await this.#session.query(
      `SELECT 1 ${changedInvoices('invoice_number IN (SELECT invoice_number FROM scope_invoice)')} LIMIT 1`,
    );
    if (meant.length === 0) return;
    if (beside.length > 0) throw tooNarrow(beside.map(({ number }) => number));
    this.#tables.add('record_coverage');
  }

  #untouchedTables: ReadonlySet<string> = new Set();

  holdsTable(table: string): boolean {
    if (this.#untouchedTables.has(table)) return false;
    return this.isWhole || this.#tables.has(table);
  }

  /** As a condition on a row's `customer_key`. */
  customers(resource: string): string {
    const within = this.isWhole
      ? 'true'
      : `customer_key IN (SELECT customer_key FROM scope_customer WHERE resource = ${resource})`;
    return `${within} AND customer_key NOT IN (SELECT customer_key FROM untouched_customer WHERE resource = ${resource})`;
  }

  /** As a condition on a row's `invoice_number`. */
  invoices(): string {
    const within = this.isWhole ? 'true' : 'invoice_number IN (SELECT invoice_number FROM scope_invoice)';
    return `${within} AND invoice_number NOT IN (SELECT invoice_number FROM untouched_invoice)`;
  }
}

function tooNarrow(invoiceNumbers: readonly string[]): SeatbackError {
  const [first = ''] = invoiceNumbers;
  return new SeatbackError({
    code: 'RE_READING_TOO_NARROW',
    expected: 'invoices of this customer alone to change, for the days known as billed change with them',
    found: `${String(invoiceNumbers.length)} of others that change too, as ${first} does`,
    where: '--customer',
    next: 'Read all again, without --customer; --dry-run shows what would change.',
  });
}

function recordedBy(deliveries: string): string[] {
  return [
    `SELECT customer_key, 'seats' AS resource FROM public.seat_history WHERE recorded_from ${deliveries}`,
    `SELECT customer_key, 'subscriptions' FROM public.subscription_history WHERE recorded_from ${deliveries}`,
    `SELECT customer_key, resource FROM public.refusal WHERE recorded_from ${deliveries}`,
    `SELECT customer_key, resource FROM public.reading_coverage, generate_series(customer_from, customer_to) AS customer_key WHERE recorded_from ${deliveries}`,
  ];
}
