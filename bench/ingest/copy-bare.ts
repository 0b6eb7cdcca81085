import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { COLUMNS } from './reconciliation-file.ts';

/** Unpacks the file into a plain table by one COPY: nothing is checked, joined or derived. @returns seconds */
export async function copyBare(ownerUrl: string, file: string): Promise<number> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('DROP TABLE IF EXISTS bench_copy');
    await client.query(`CREATE TABLE bench_copy (${COLUMNS.map((column) => `${column} text`).join(', ')})`);
    const startedMs = performance.now();
    await pipeline(
      createReadStream(file),
      createGunzip(),
      client.query(copyFrom('COPY bench_copy FROM STDIN (FORMAT csv, HEADER true)')),
    );
    const seconds = (performance.now() - startedMs) / 1000;
    await client.query('DROP TABLE bench_copy');
    return seconds;
  } finally {
    await client.end();
  }
}
