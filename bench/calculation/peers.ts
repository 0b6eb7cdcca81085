import { createWriteStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { runChild } from '../child.ts';
import type { Totals } from './totals.ts';
import { withClient, type World } from './world.ts';

export interface Timed {
  readonly seconds: number;
  readonly totals: Totals;
}

/** One statement on a connection of its own, with the server's ordinary settings. */
export async function timedStatement(world: World, sql: string): Promise<Timed> {
  return withClient(world.adminUrl, async (client) => {
    const startedMs = performance.now();
    const { rows } = await client.query<Readonly<Record<keyof Totals, string>>>(sql);
    const seconds = (performance.now() - startedMs) / 1000;
    const [row] = rows;
    if (row === undefined) throw new Error('The statement gave no row.');
    return { seconds, totals: { qualified: Number(row.qualified), earned: row.earned, seats: row.seats } };
  });
}

const PLAIN_TABLES = ['customer', 'partner', 'standing', 'proof', 'product', 'reading', 'line'];

/** DuckDB on its own file with the plain tables, in a process of its own. The file is kept with the world. */
export async function timedDuckDb(world: World, say: (line: string) => void): Promise<Timed> {
  const file = join(world.dataFolder, 'plain.duckdb');
  const isWhole = `${file}-is-whole`;
  if (!existsSync(isWhole)) {
    say('Loading the plain tables into DuckDB');
    const folder = join(world.dataFolder, 'plain-csv');
    rmSync(file, { force: true });
    mkdirSync(folder, { recursive: true });
    await withClient(world.adminUrl, async (client) => {
      for (const table of PLAIN_TABLES)
        await pipeline(
          client.query(copyTo(`COPY bench.plain_${table} TO STDOUT (FORMAT csv)`)),
          createWriteStream(join(folder, `plain_${table}.csv`)),
        );
    });
    await runChild<Timed>('calculation/duckdb-child.ts', [file, folder]);
    rmSync(folder, { recursive: true });
    writeFileSync(isWhole, '');
  }
  return runChild<Timed>('calculation/duckdb-child.ts', [file]);
}
