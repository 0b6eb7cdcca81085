import type { Session } from '../../database/index.js';
import { quarantineRepeatedInvoices } from './repeated-invoices.js';
import { withholdIncompleteInvoices, type UnreadBilling } from './withhold-invoices.js';

/** A line beyond this is no count of seats. */
const SEATS_LIMIT = 1_000_000_000;

/**
 * Records invoices, whole: a later delivery of an invoice supersedes the earlier one. Then derives anew the billed
 * seats of the customers that this touched, and of those with lines whose offer is mapped differently now.
 * Expects the temporary table `remapped_offer`.
 *
 * @param quarantineFrom the place behind all that was read: rows that are quarantined here come after it
 * @returns how many rows were written or closed
 */
export async function recordBilling(
  session: Session,
  delivery: number,
  unread: UnreadBilling,
  quarantineFrom: number,
): Promise<number> {
  // Sorting and hashing a million lines within the server's ordinary limit would go by way of its disk.
  await session.execute(`SET LOCAL work_mem = '192MB'`);
  await session.execute('ANALYZE staged_billing_line');
  await withholdIncompleteInvoices(session, unread, quarantineFrom);
  await quarantineRepeatedInvoices(session, quarantineFrom);
  await quarantinePartSeats(session, quarantineFrom);
  await findChangedInvoices(session);
  const lines = await recordInvoices(session, delivery, STAGED_LINES);
  await quarantinePartSeatsKnownBefore(session, delivery, quarantineFrom);
  return lines + (await deriveBilling(session, delivery));
}

/** Derives anew what is billed to the customers of changed invoices and of remapped offers. Expects `changed_invoice`. */
export async function deriveBilling(session: Session, delivery: number): Promise<number> {
  await gatherTouched(session, delivery);
  return (await deriveBilledSeats(session, delivery)) + (await deriveFirstCharges(session, delivery));
}

/** Seats are whole; for lines of other products a part of a unit is nothing strange (import contract, section 1). */
async function quarantinePartSeats(session: Session, from: number): Promise<void> {
  await session.execute(
    `WITH removed AS (
       DELETE FROM staged_billing_line AS line USING staged_invoice AS invoice, offer, offer_mapping AS mapping
       WHERE invoice.invoice_number = line.invoice_number AND offer.offer_id = line.offer_id AND mapping.offer_key = offer.offer_key
         AND mapping.recorded_to IS NULL AND line.charge_start BETWEEN mapping.valid_from AND mapping.valid_to
         AND (line.quantity <> trunc(line.quantity) OR abs(line.quantity) > ${String(SEATS_LIMIT)})
       RETURNING line.position, line.file, line.file_line AS line, invoice.form, line.quantity::text AS found
     )
     INSERT INTO staged_quarantined_row (position, file, line, column_name, code, expected, found)
     SELECT $1::bigint + position, file, line, CASE form WHEN 'new-commerce' THEN 'billablequantity' ELSE 'quantity' END,
       'ROW_UNREADABLE', 'a whole number of seats', '"' || found || '"'
     FROM removed`,
    [from],
  );
}

/** Of an offer that products.csv maps only now, lines that were taken before may hold parts of seats: they count for nobody. */
async function quarantinePartSeatsKnownBefore(session: Session, delivery: number, from: number): Promise<void> {
  await session.execute(
    `INSERT INTO staged_quarantined_row (position, file, line, column_name, code, expected, found)
     SELECT $1::bigint, line.file || ' (delivery ' || invoice.recorded_from || ')', line.file_line, CASE invoice.form WHEN 'new-commerce' THEN 'billablequantity' ELSE 'quantity' END,
       'ROW_UNREADABLE', 'a whole number of seats, as of a product that is counted now', '"' || line.quantity::text || '"'
     FROM remapped_offer JOIN billing_line AS line USING (offer_key) JOIN invoice USING (invoice_key) ${MAPPED}
     WHERE invoice.recorded_to IS NULL AND invoice.recorded_from < $2
       AND (line.quantity <> trunc(line.quantity) OR abs(line.quantity) > ${String(SEATS_LIMIT)})
     ORDER BY invoice.invoice_key, line.line`,
    [from, delivery],
  );
}

/** What is recorded of a changed invoice; `read_from` and null in `line_count` are for re-readings. */
export const CHANGED_INVOICE_COLUMNS = `invoice_number text COLLATE "C", form text, content_hash bytea, line_count integer, old_invoice_key integer,
  read_from integer`;

/**
 * An invoice none of whose lines could be read is none, and what is known of it stays; one that is stated to have no
 * lines (it was voided) supersedes what is known.
 */
async function findChangedInvoices(session: Session): Promise<void> {
  await session.execute(`CREATE TEMPORARY TABLE changed_invoice (${CHANGED_INVOICE_COLUMNS}) ON COMMIT DROP`);
  await session.execute(`
    INSERT INTO changed_invoice
    SELECT staged.invoice_number, staged.form, staged.content_hash, staged.line_count, old.invoice_key, NULL
    FROM staged_invoice AS staged LEFT JOIN invoice AS old ON old.invoice_number = staged.invoice_number AND old.recorded_to IS NULL
    WHERE (old.content_hash IS DISTINCT FROM staged.content_hash OR old.line_count IS DISTINCT FROM staged.line_count)
      AND (staged.line_count = 0 OR EXISTS (SELECT FROM staged_billing_line AS line WHERE line.invoice_number = staged.invoice_number))`);
}

const LINE_COLUMNS = `line, file, file_line, customer_key, offer_key, partner_key, subscription_id, charge_type, charge_start, charge_end,
  quantity, subtotal, currency, is_trial_or_add_on`;

/** What holds the lines of invoices, and what is joined to it for their invoice's number and their keys. */
export interface GatheredLines {
  readonly table: string;
  readonly joins: string;
}

const STAGED_LINES: GatheredLines = {
  table: 'staged_billing_line',
  joins: 'JOIN customer USING (customer_id) JOIN offer USING (offer_id) LEFT JOIN partner USING (partner_id)',
};

/**
 * Each slice goes through the whole index once more, so there are few of them; but lines of an invoice of a very large
 * file must not lie anywhere in it, nor be sorted by way of the disk all at once.
 */
const SLICE_BYTES = 256 * 1024 * 1024;

/**
 * Records the invoices of `changed_invoice`, in place of what is known of them. Leaves the temporary table
 * `counting_line`.
 */
export async function recordInvoices(session: Session, delivery: number, lines: GatheredLines): Promise<number> {
  await session.execute(
    'UPDATE invoice SET recorded_to = $1 WHERE invoice_key IN (SELECT old_invoice_key FROM changed_invoice)',
    [delivery],
  );
  const invoices = await session.execute(
    `INSERT INTO invoice (invoice_number, form, content_hash, line_count, recorded_from, read_from)
     SELECT invoice_number, form, content_hash, line_count, $1::integer, read_from FROM changed_invoice
     WHERE line_count IS NOT NULL ORDER BY invoice_number COLLATE "C"`,
    [delivery],
  );
  // Lines are recorded and, in the same pass, counted: reading a million of them again would take as long once more.
  await session.execute(`
    CREATE TEMPORARY TABLE counting_line (customer_key integer, sku_key integer, product_key integer, partner_key integer,
      charge_start date, charge_end date, seats integer) ON COMMIT DROP`);
  await session.execute(`
    CREATE TEMPORARY TABLE slice_content (invoice_key integer, offer_key integer, charge_start date, line_count integer,
      without_partner_count integer) ON COMMIT DROP`);
  for await (const slice of slicesOf(session, lines)) {
    await session.execute(
      `WITH line AS (
         INSERT INTO billing_line (invoice_key, ${LINE_COLUMNS})
         SELECT invoice.invoice_key, ${LINE_COLUMNS}
         FROM (${slice}) AS gathered JOIN changed_invoice USING (invoice_number)
         JOIN invoice ON invoice.invoice_number = changed_invoice.invoice_number AND invoice.recorded_from = $1
         ORDER BY customer_key
         RETURNING invoice_key, customer_key, offer_key, partner_key, charge_start, charge_end, quantity, subtotal, is_trial_or_add_on
       ), content AS (
         INSERT INTO slice_content
         SELECT invoice_key, offer_key, charge_start, count(*), count(*) FILTER (WHERE partner_key IS NULL)
         FROM line GROUP BY invoice_key, offer_key, charge_start
       )
       INSERT INTO counting_line ${COUNTING} FROM line ${MAPPED} WHERE ${COUNTS}`,
      [delivery],
    );
  }
  await session.execute(`
    INSERT INTO invoice_content (invoice_key, offer_key, charge_start, line_count, without_partner_count)
    SELECT invoice_key, offer_key, charge_start, sum(line_count), sum(without_partner_count)
    FROM slice_content GROUP BY invoice_key, offer_key, charge_start`);
  await session.execute('DROP TABLE slice_content');
  return invoices;
}

/**
 * One part of the lines after the other, as they were gathered. Each is recorded in the order of the index, which takes
 * lines that come out of its order in twice the time.
 */
async function* slicesOf(session: Session, { table, joins }: GatheredLines): AsyncGenerator<string, void> {
  const { blocks, sliceBlocks } = await session.one<{ blocks: number; sliceBlocks: number }>(
    `SELECT (pg_relation_size('${table}') / block_bytes)::integer AS blocks, ${String(SLICE_BYTES)} / block_bytes AS "sliceBlocks"
     FROM (SELECT current_setting('block_size')::integer AS block_bytes) AS setting`,
  );
  for (let block = 0; block < blocks; block += sliceBlocks) {
    yield `SELECT invoice_number, ${LINE_COLUMNS} FROM ${table} ${joins}
      WHERE ${table}.ctid >= '(${String(block)},0)' AND ${table}.ctid < '(${String(block + sliceBlocks)},0)'`;
  }
}

/** A counting line: mapped, not marked, of an amount that is not zero. Its seats have the sign of that amount. */
const COUNTING = `
  SELECT line.customer_key, mapping.sku_key, mapping.product_key, COALESCE(line.partner_key, 0), line.charge_start, line.charge_end,
    (abs(line.quantity) * sign(line.subtotal))::integer`;
const MAPPED = `
  JOIN offer_mapping AS mapping ON mapping.offer_key = line.offer_key AND mapping.recorded_to IS NULL
    AND line.charge_start BETWEEN mapping.valid_from AND mapping.valid_to`;
const COUNTS = `
  NOT line.is_trial_or_add_on AND line.subtotal <> 0 AND line.quantity = trunc(line.quantity)
  AND abs(line.quantity) <= ${String(SEATS_LIMIT)}`;

/** Customers whose billed seats may be others now, and what earlier deliveries said of them. */
async function gatherTouched(session: Session, delivery: number): Promise<void> {
  await session.execute(`
    CREATE TEMPORARY TABLE touched_customer ON COMMIT DROP AS SELECT DISTINCT customer_key FROM counting_line`);
  const { hasEarlier } = await session.one<{ hasEarlier: boolean }>(
    'SELECT EXISTS (SELECT FROM invoice WHERE recorded_from < $1 AND (recorded_to IS NULL OR recorded_to = $1)) AS "hasEarlier"',
    [delivery],
  );
  // Only what was known before can end, and lines of a million are not read again to find that nothing was.
  if (hasEarlier) {
    await session.execute(`
      INSERT INTO touched_customer
      SELECT customer_key FROM billing_line WHERE invoice_key IN (SELECT old_invoice_key FROM changed_invoice)
      UNION
      SELECT customer_key FROM billing_line JOIN invoice USING (invoice_key) JOIN remapped_offer USING (offer_key)
        WHERE invoice.recorded_to IS NULL
      EXCEPT
      SELECT customer_key FROM touched_customer`);
  }
  await session.execute('ANALYZE touched_customer');
  if (hasEarlier) {
    await session.execute(
      `INSERT INTO counting_line ${COUNTING}
       FROM touched_customer JOIN billing_line AS line USING (customer_key) JOIN invoice USING (invoice_key) ${MAPPED}
       WHERE invoice.recorded_to IS NULL AND invoice.recorded_from < $1 AND ${COUNTS}`,
      [delivery],
    );
  }
  await session.execute('ANALYZE counting_line');
}

/**
 * Adds the signed seats of all counting lines that cover a day, and writes one row for each stretch of days with the
 * same sum. Stretches without any counting line have no row; those whose lines cancel out have one of 0.
 *
 * Lines that begin or end on one day are peers of one another: a window's running sum counts all of them in each, and
 * only the last of them has days before the next change. What is derived stays in the order of its key, in which its
 * index takes it sooner.
 */
async function deriveBilledSeats(session: Session, delivery: number): Promise<number> {
  await session.execute(`
    CREATE TEMPORARY TABLE derived ON COMMIT DROP AS
    WITH edge AS (
      SELECT customer_key, sku_key, product_key, partner_key, charge_start AS day, seats, 1 AS lines FROM counting_line
      UNION ALL
      SELECT customer_key, sku_key, product_key, partner_key, charge_end + 1, -seats, -1 FROM counting_line
    ), running AS (
      SELECT customer_key, sku_key, product_key, partner_key, day, lead(day) OVER series - 1 AS last_day,
        sum(seats) OVER series AS seats, sum(lines) OVER series AS lines
      FROM edge WINDOW series AS (PARTITION BY customer_key, sku_key, product_key, partner_key ORDER BY day)
    ), covered AS (
      SELECT *, lag(seats) OVER series IS DISTINCT FROM seats OR lag(last_day) OVER series IS DISTINCT FROM day - 1 AS begins,
        lag(last_day) OVER series AS covered_before,
        max(last_day) OVER (PARTITION BY customer_key, sku_key, product_key, partner_key) AS covered_to
      FROM running WHERE lines > 0 AND last_day >= day
      WINDOW series AS (PARTITION BY customer_key, sku_key, product_key, partner_key ORDER BY day)
    )
    SELECT customer_key, sku_key, product_key, partner_key, seats AS seats_billed, day AS charged_from,
      COALESCE(lead(covered_before) OVER series, covered_to) AS charged_to
    FROM covered WHERE begins
    WINDOW series AS (PARTITION BY customer_key, sku_key, product_key, partner_key ORDER BY day)`);
  return recordDerived(
    session,
    'billed_seat_history',
    ['customer_key', 'sku_key', 'product_key', 'partner_key', 'seats_billed', 'charged_from', 'charged_to'],
    delivery,
  );
}

async function deriveFirstCharges(session: Session, delivery: number): Promise<number> {
  await session.execute(`
    CREATE TEMPORARY TABLE derived ON COMMIT DROP AS
    SELECT customer_key, product_key, partner_key, min(charge_start) AS charge_start FROM counting_line WHERE seats > 0
    GROUP BY customer_key, product_key, partner_key ORDER BY customer_key, product_key, partner_key`);
  return recordDerived(
    session,
    'first_charge',
    ['customer_key', 'product_key', 'partner_key', 'charge_start'],
    delivery,
  );
}

/** Closes what is no longer derived and writes what is new, for the touched customers. */
async function recordDerived(
  session: Session,
  table: string,
  columns: readonly string[],
  delivery: number,
): Promise<number> {
  const same = columns.map((column) => `old.${column} = derived.${column}`).join(' AND ');
  const closed = await session.execute(
    `UPDATE ${table} AS old SET recorded_to = $1
     WHERE old.recorded_to IS NULL AND old.customer_key IN (SELECT customer_key FROM touched_customer)
       AND NOT EXISTS (SELECT FROM derived WHERE ${same})`,
    [delivery],
  );
  const written = await session.execute(
    `INSERT INTO ${table} (${columns.join(', ')}, recorded_from)
     SELECT ${columns.join(', ')}, $1::integer FROM derived
     WHERE NOT EXISTS (SELECT FROM ${table} AS old WHERE old.recorded_to IS NULL AND ${same})`,
    [delivery],
  );
  await session.execute('DROP TABLE derived');
  return closed + written;
}
