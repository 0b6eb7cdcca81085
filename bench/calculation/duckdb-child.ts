import { plainTotals } from './totals.ts';

/**
 * Totals by DuckDB from its own file, which is made of the CSV files of a folder where it is not there yet. Prints the
 * seconds that the statement took, and the totals.
 */
const [file = '', csvFolder] = process.argv.slice(2);
const { DuckDBInstance } = await duckDb();
const instance = await DuckDBInstance.create(file);
const connection = await instance.connect();
if (csvFolder !== undefined) {
  const tables: Readonly<Record<string, string>> = {
    plain_customer: 'customer_id UUID, segment VARCHAR, bought_on DATE, declared_new BOOLEAN, refused_at TIMESTAMPTZ',
    plain_partner: 'partner_id VARCHAR',
    plain_standing: 'partner_id VARCHAR, kind VARCHAR, name VARCHAR, level VARCHAR, valid_from DATE, valid_to DATE',
    plain_proof: 'partner_id VARCHAR, received_on DATE',
    plain_product: 'sku_id UUID, offer_id VARCHAR, product VARCHAR',
    plain_reading: 'customer_id UUID, sku_id UUID, seats INTEGER, observed_at TIMESTAMPTZ',
    plain_line:
      'customer_id UUID, partner_id VARCHAR, offer_id VARCHAR, charge_start DATE, charge_end DATE, quantity DECIMAL(18, 4), subtotal DECIMAL(18, 4)',
  };
  for (const [table, columns] of Object.entries(tables)) {
    await connection.run(`CREATE TABLE ${table} (${columns})`);
    await connection.run(`COPY ${table} FROM '${csvFolder}/${table}.csv' (FORMAT csv, HEADER false)`);
  }
  await connection.run('CHECKPOINT');
}
const startedMs = performance.now();
const reader = await connection.runAndReadAll(plainTotals('main'));
const seconds = (performance.now() - startedMs) / 1000;
const [row] = reader.getRowObjectsJson();
connection.closeSync();
instance.closeSync();
process.stdout.write(
  `${JSON.stringify({
    seconds,
    totals: { qualified: Number(row?.['qualified']), earned: String(row?.['earned']), seats: String(row?.['seats']) },
  })}\n`,
);

/** As far as it is used. Its types are there only where the bench is installed; the project is checked without it. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(file: string): Promise<{
      connect(): Promise<{
        run(sql: string): Promise<unknown>;
        runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): readonly Readonly<Record<string, string>>[] }>;
        closeSync(): void;
      }>;
      closeSync(): void;
    }>;
  };
}

async function duckDb(): Promise<DuckDb> {
  return (await import(['@duckdb', 'node-api'].join('/'))) as DuckDb;
}
