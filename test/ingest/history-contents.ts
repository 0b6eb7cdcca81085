import { invariant } from '../../src/kernel/index.js';
import type { Session } from '../../src/database/index.js';

/** Small keys say nothing outside of their database: they are read as what they stand for. */
const NATURAL: Readonly<Record<string, (key: string) => string>> = {
  customer_key: (key) => `(SELECT customer_id::text FROM customer WHERE customer_key = ${key})`,
  partner_key: (key) => `(SELECT partner_id FROM partner WHERE partner_key = ${key})`,
  offer_key: (key) => `(SELECT offer_id FROM offer WHERE offer_key = ${key})`,
  sku_key: (key) => `(SELECT sku FROM sku WHERE sku_key = ${key})`,
  product_key: (key) => `(SELECT concat_ws(' of ', product, product_family) FROM product WHERE product_key = ${key})`,
  observed_sku_key: (key) =>
    `(SELECT concat_ws(' ', sku_id, sku_part_number) FROM observed_sku WHERE observed_sku_key = ${key})`,
  invoice_key: (key) =>
    `(SELECT concat_ws(' of delivery ', invoice_number, recorded_from) FROM invoice WHERE invoice_key = ${key})`,
};

/** What an export is known by is Graph's to choose, each time anew. */
const EXPORT_ADDRESS = String.raw`^invoices/[^/]+/export( again \d+)?$`;

/** Ranges of keys, which are other ranges where keys have a gap: read customer by customer. */
const COVERAGE = `SELECT json_build_object('resource', resource, 'customer', customer_id, 'recorded_from', recorded_from,
    'observed_at', observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond')::text AS row
  FROM reading_coverage JOIN customer ON customer_key BETWEEN customer_from AND customer_to ORDER BY 1`;

/** Not history: how a pull came about, and what is staged for it. Each has its own expectations. */
const LEFT_OUT = ['schema_migration', 'pull', 'pull_answer', 'delivery_summary'];

/**
 * All that a database holds, table by table and row by row, without what differs between two databases that were told
 * the same: surrogate keys, numbers of transactions, and the order of rows.
 */
export async function historyContents(session: Session): Promise<Readonly<Record<string, readonly string[]>>> {
  const columns = await session.query<{ table: string; column: string; isOwnKey: boolean }>(
    `SELECT relname AS table, attname AS column, attidentity <> '' AS "isOwnKey"
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
       AND relname <> ALL($1) AND atttypid <> 'xid8'::regtype ORDER BY relname, attnum`,
    [LEFT_OUT],
  );
  const contents: Record<string, readonly string[]> = {};
  for (const [table, its] of Map.groupBy(columns, (column) => column.table)) {
    const { isEmpty } = await session.one<{ isEmpty: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM ${table}) AS "isEmpty"`,
    );
    if (isEmpty) continue;
    const shown = its.filter(({ isOwnKey }) => !isOwnKey).map(({ column }) => `'${column}', ${shownAs(table, column)}`);
    const rows = await session.query<{ row: string }>(
      table === 'reading_coverage'
        ? COVERAGE
        : `SELECT json_build_object(${shown.join(', ')})::text AS row FROM ${table} AS t ${conditionOf(table)} ORDER BY 1`,
    );
    if (rows.length > 0) contents[table] = rows.map(({ row }) => row);
  }
  return contents;
}

function shownAs(table: string, column: string): string {
  const natural = NATURAL[column];
  invariant(natural !== undefined || !column.endsWith('_key') || column === 'source_key', `${column} has a meaning`);
  if (table === 'delivery_payload' && column === 'payload_hash')
    return `CASE WHEN t.name ~ '${EXPORT_ADDRESS}' THEN 'an address' ELSE t.payload_hash::text END`;
  if (table === 'payload_chunk' && column === 'content') return 'md5(t.content)';
  return natural === undefined ? `t.${column}::text` : natural(`t.${column}`);
}

function conditionOf(table: string): string {
  if (table !== 'payload' && table !== 'payload_chunk') return '';
  return `WHERE NOT EXISTS (SELECT FROM delivery_payload AS given
    WHERE given.payload_hash = t.payload_hash AND given.name ~ '${EXPORT_ADDRESS}')`;
}
