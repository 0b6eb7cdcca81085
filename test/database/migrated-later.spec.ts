import { afterAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { expectCurrentSchema } from '../../src/database/data-source.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
afterAll(() => seatbacks.end());

async function changed({ database }: TestSeatback, sql: string): Promise<void> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

it('a database to which an earlier migration came after later ones is current', async () => {
  const seatback = await seatbacks.start();
  await changed(seatback, `UPDATE schema_migration SET id = id + 1000 WHERE name LIKE '%1795200000039'`);
  await expectCurrentSchema(seatback.app.get(DataSource));
});

it('one that lacks a migration, or knows one more, is refused by its name', async () => {
  const seatback = await seatbacks.start();
  const [last] = migrations.slice(-1).map(({ name }) => name);
  await changed(seatback, `UPDATE schema_migration SET name = 'OfTomorrow1999999999999' WHERE name = '${last!}'`);
  await expect(expectCurrentSchema(seatback.app.get(DataSource))).rejects.toMatchObject({
    code: 'SCHEMA_NOT_CURRENT',
    report: {
      found: expect.stringContaining(
        `without ${last!}, with OfTomorrow1999999999999, which this program does not know`,
      ),
    },
  });
});
