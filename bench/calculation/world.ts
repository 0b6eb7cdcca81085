import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { runChild } from '../child.ts';
import { productDatabase } from '../product.ts';
import { HISTORY_STEPS, SKUS } from './world-history.ts';
import { drawSteps, WORLD_FUNCTIONS } from './world-register.ts';
import { WORLD_VERSION, type WorldSize } from './world-size.ts';

export interface World {
  readonly dataFolder: string;
  /** As administrator, in the product's database. */
  readonly adminUrl: string;
  leave(): Promise<void>;
}

/** Opens the world that is kept in a folder of its own for each size and seed; generates it where it is not there. */
export async function openWorld(parent: string, size: WorldSize, say: (line: string) => void): Promise<World> {
  const dataFolder = join(
    parent,
    `calculation-${String(size.customers)}-${String(size.seed)}-v${String(WORLD_VERSION)}`,
  );
  const isWhole = join(dataFolder, 'world-is-whole');
  if (!existsSync(isWhole)) {
    rmSync(dataFolder, { recursive: true, force: true });
    mkdirSync(dataFolder, { recursive: true });
  }
  const { DATABASE_NAME, joinEmbeddedServer, migrate } = await productDatabase();
  const server = await joinEmbeddedServer(dataFolder, {});
  try {
    await migrate(server.ownerUrl);
    const adminUrl = server.adminUrl.replace(/\/[^/]*$/, `/${DATABASE_NAME}`);
    if (!existsSync(isWhole)) {
      await generate(dataFolder, adminUrl, size, say);
      writeFileSync(isWhole, '');
    }
    return { dataFolder, adminUrl, leave: () => server.leave() };
  } catch (error) {
    await server.leave();
    throw error;
  }
}

async function generate(
  dataFolder: string,
  adminUrl: string,
  size: WorldSize,
  say: (line: string) => void,
): Promise<void> {
  say(`Generating ${size.customers.toLocaleString('en')} customers; later runs of this size and seed find them here`);
  await importCatalogue(dataFolder);
  await withClient(adminUrl, async (client) => {
    // Rows that agree by construction: looking up each of their references would take longer than all the rest.
    await client.query(
      `SET session_replication_role = 'replica'; SET work_mem = '512MB'; SET synchronous_commit = off`,
    );
    for (const { name, sql } of [...drawSteps(size), ...HISTORY_STEPS]) {
      const startedMs = performance.now();
      await client.query(name === 'draws' ? `${sql} ${WORLD_FUNCTIONS}` : sql);
      say(`  ${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    }
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  });
}

/** By the program itself: the catalogue with what is built in, as it stood before the campaign. */
async function importCatalogue(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, 'catalogue');
  mkdirSync(folder, { recursive: true });
  const rows = SKUS.map(({ product, part, offer }) => `${product},dynamics-365,${part},${offer}`);
  writeFileSync(
    join(folder, 'products.csv'),
    ['product,product_family,sku_part_number,offer_id', ...rows, ''].join('\n'),
  );
  process.env['SEATBACK_DATA'] = dataFolder;
  delete process.env['DATABASE_URL'];
  await runChild('ingest/import-child.ts', [folder, '2018-12-01T12:00:00Z']);
}

/** Takes away what runs before wrote, which nothing but an administrator can. */
export async function clearResults(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`SET session_replication_role = 'replica'`);
    await client.query(
      'TRUNCATE campaign_version, term_confirmation, calculation_run, determination, partner_earning, account, journal, posting, ledger_entry, accrual, audit_entry RESTART IDENTITY CASCADE',
    );
    await client.query('CHECKPOINT');
  });
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
