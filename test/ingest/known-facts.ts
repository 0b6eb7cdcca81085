import { UnitOfWork } from '../../src/database/index.js';
import type { TestSeatback } from '../seatback.js';

/** What is recorded with two times, and by which keys it names customers, partners and products. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  partner_profile: ['partner'],
  partner_standing: ['partner'],
  customer_profile: ['customer'],
  customer_listing: ['customer'],
  prior_purchase: ['customer'],
  bank_account: ['partner'],
  fx_rate: [],
  claim: ['partner'],
  proof: ['partner'],
  registration: ['partner'],
  record_coverage: [],
  product_entry: [],
  offer_mapping: ['offer', 'sku', 'product'],
  sku_mapping: ['sku', 'product'],
  seat_history: ['customer', 'observed_sku'],
  subscription_history: ['customer', 'partner', 'offer'],
  refusal: ['customer'],
  billed_seat_history: ['customer', 'partner', 'sku', 'product'],
  first_charge: ['customer', 'partner', 'product'],
};

const NAMES: Readonly<Record<string, string>> = {
  partner: 'partner_id',
  customer: 'customer_id::text',
  offer: 'offer_id',
  sku: 'sku',
  product: `product || ' of ' || product_family`,
  observed_sku: `concat_ws(' ', sku_id, sku_part_number)`,
};

/** Numbers of rows and deliveries, and what is sealed anew each time. */
const ACCIDENTS = [
  'recorded_from',
  'recorded_to',
  'read_from',
  'account_sealed',
  'subscription_history',
  'partner_standing',
  'product_entry',
  'invoice_key',
];

const visible = (row: string, delivery: number) =>
  `${row}.recorded_from <= ${delivery} AND (${row}.recorded_to IS NULL OR ${row}.recorded_to > ${delivery})`;

export type KnownFacts = Readonly<Record<string, readonly string[]>>;

/** All that is known, in words that are the same in every database; as it was known when a delivery had closed. */
export async function knownFacts({ app }: Pick<TestSeatback, 'app'>, delivery = 1_000_000): Promise<KnownFacts> {
  return app.get(UnitOfWork).inSession(async (session) => {
    const facts: Record<string, string[]> = {};
    const read = async (name: string, sql: string) => {
      const rows = await session.query<{ row: unknown }>(sql);
      facts[name] = rows.map(({ row }) => JSON.stringify(row)).sort();
    };
    const withNames = (row: string, keys: readonly string[]) => {
      const dropped = [...ACCIDENTS, ...keys.map((key) => `${key}_key`)].map((column) => `'${column}'`).join(', ');
      const named = keys.map(
        (key) => `'${key}', (SELECT ${NAMES[key]} FROM ${key} WHERE ${key}_key = ${row}.${key}_key)`,
      );
      return `to_jsonb(${row}) - ARRAY[${dropped}] || jsonb_build_object(${named.join(', ')})`;
    };
    for (const [table, keys] of Object.entries(TABLES)) {
      await read(
        table,
        `SELECT ${withNames('row', keys)} AS row FROM ${table} AS row WHERE ${visible('row', delivery)}`,
      );
    }
    await read(
      'invoice',
      `SELECT ${withNames('row', [])} AS row FROM invoice AS row WHERE ${visible('row', delivery)}`,
    );
    await read(
      'billing_line',
      `SELECT ${withNames('row', ['customer', 'partner', 'offer'])} || jsonb_build_object('invoice', invoice_number) AS row
       FROM billing_line AS row JOIN invoice USING (invoice_key) WHERE ${visible('invoice', delivery)}`,
    );
    await read(
      'reading_coverage',
      `SELECT DISTINCT jsonb_build_array(resource, (SELECT customer_id FROM customer WHERE customer.customer_key = each.customer_key),
         observed_from + COALESCE(customer_offsets_us[each.customer_key - customer_from + 1], 0) * interval '1 microsecond') AS row
       FROM reading_coverage AS covered, generate_series(customer_from, customer_to) AS each (customer_key) WHERE ${visible('covered', delivery)}`,
    );
    return facts;
  });
}

/** Every row of every table, to see that nothing changed at all. */
export async function everything({
  app,
}: Pick<TestSeatback, 'app'>): Promise<Readonly<Record<string, readonly string[]>>> {
  return app.get(UnitOfWork).inSession(async (session) => {
    const tables = await session.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const contents: Record<string, string[]> = {};
    for (const { name } of tables) {
      const rows = await session.query<{ row: string }>(
        // Which transaction closed a delivery is no fact of it.
        name === 'delivery'
          ? `SELECT (to_jsonb(row) - 'closed_in')::text AS row FROM delivery AS row`
          : `SELECT row::text AS row FROM ${name} AS row`,
      );
      contents[name] = rows.map(({ row }) => row).sort();
    }
    return contents;
  });
}
