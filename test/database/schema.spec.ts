import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { TestServer, type TestDatabase } from '../test-database.js';

/** The schema as the migrations leave it. A migration shows here in review; `UPDATE_GOLDEN=1` writes it anew. */
const GOLDEN = join(import.meta.dirname, '..', 'golden', 'schema.sql');

let server: TestServer;
let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  server = await TestServer.join();
  database = await server.newDatabase();
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  await server.leave();
});

it('is the schema that was reviewed', async () => {
  const dump = await dumpSchema();
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, dump);
  expect(dump).toBe(readFileSync(GOLDEN, 'utf8'));
});

it('lets the program change only what it has to, and take away nothing', async () => {
  const rights = await lines(`
    SELECT concat(nullif(table_schema, 'public') || '.', table_name, ' ', privilege_type) AS line
    FROM information_schema.role_table_grants
    WHERE grantee = 'seatback_service' AND privilege_type NOT IN ('SELECT', 'INSERT') ORDER BY 1`);
  // Jobs are no facts: pg-boss moves them on, takes one that failed out and puts it in again, and clears old ones away.
  // What a pull was answered is staging: of no use any more once it is closed.
  expect(rights).toEqual([
    'pgboss.job DELETE',
    'pgboss.job UPDATE',
    'pgboss.job_common DELETE',
    'pgboss.job_common UPDATE',
    'pgboss.job_dependency DELETE',
    'pgboss.queue UPDATE',
    'pgboss.version UPDATE',
    'pull_answer DELETE',
  ]);
  const owned = await lines(`SELECT relname AS line FROM pg_class WHERE relowner = 'seatback_service'::regrole`);
  expect(owned).toEqual([]);
});

it('keeps whatever is an instant with its zone, and money without floats', async () => {
  const unfit = await lines(`
    SELECT table_name || '.' || column_name || ' ' || data_type AS line FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'schema_migration'
      AND data_type IN ('timestamp without time zone', 'real', 'double precision', 'money', 'json') ORDER BY 1`);
  expect(unfit).toEqual([]);
});

/** By our own questions to the catalogue: no `pg_dump` comes with the embedded server. */
async function dumpSchema(): Promise<string> {
  const tables = await lines(
    `SELECT relname AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const parts: string[] = [];
  for (const table of tables) {
    const ofTable = `'public.${table}'::regclass`;
    const columns = await lines(`
      SELECT format('  %s %s%s%s%s', attname, format_type(atttypid, atttypmod),
        CASE WHEN attcollation <> typcollation THEN format(' COLLATE %I', sorting.collname) END,
        CASE WHEN attnotnull THEN ' NOT NULL' END,
        CASE WHEN attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
          WHEN adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(adbin, adrelid) END) AS line
      FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid LEFT JOIN pg_collation AS sorting ON sorting.oid = attcollation
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE attrelid = ${ofTable} AND attnum > 0 AND NOT attisdropped ORDER BY attnum`);
    const constraints = await lines(`
      SELECT format('  CONSTRAINT %I %s', conname, pg_get_constraintdef(oid, true)) AS line FROM pg_constraint
      WHERE conrelid = ${ofTable} AND contype NOT IN ('n', 't') ORDER BY conname`);
    const indexes = await lines(`
      SELECT pg_get_indexdef(indexrelid) || ';' AS line FROM pg_index
      WHERE indrelid = ${ofTable} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f') ORDER BY 1`);
    const triggers = await lines(`
      SELECT pg_get_triggerdef(oid, true) || ';' AS line FROM pg_trigger WHERE tgrelid = ${ofTable} AND NOT tgisinternal ORDER BY tgname`);
    const rights = await lines(`
      SELECT format('GRANT %s ON %I TO seatback_service;', string_agg(privilege_type, ', ' ORDER BY privilege_type), table_name) AS line
      FROM information_schema.role_table_grants WHERE grantee = 'seatback_service' AND table_name = '${table}' GROUP BY table_name`);
    const columnRights = await lines(`
      SELECT format('GRANT UPDATE (%s) ON %I TO seatback_service;', string_agg(column_name, ', ' ORDER BY column_name), table_name) AS line
      FROM information_schema.column_privileges WHERE grantee = 'seatback_service' AND table_name = '${table}' AND privilege_type = 'UPDATE'
      GROUP BY table_name`);
    const policies = await lines(`
      SELECT format('CREATE POLICY %I ON ${table}%s TO %s USING (%s);', policyname, CASE cmd WHEN 'ALL' THEN '' ELSE ' FOR ' || cmd END,
        array_to_string(roles, ', '), qual) AS line FROM pg_policies WHERE tablename = '${table}' ORDER BY policyname`);
    const portalRights = await lines(`
      SELECT format('GRANT %s ON %I TO seatback_portal;', string_agg(privilege_type, ', ' ORDER BY privilege_type), table_name) AS line
      FROM information_schema.role_table_grants WHERE grantee = 'seatback_portal' AND table_name = '${table}' GROUP BY table_name`);
    parts.push(
      [
        `CREATE TABLE ${table} (`,
        [...columns, ...constraints].join(',\n'),
        ');',
        ...indexes,
        ...triggers,
        ...rights,
        ...columnRights,
        ...policies,
        ...portalRights,
      ].join('\n'),
    );
  }
  const functions = await lines(`
    SELECT rtrim(pg_get_functiondef(oid), E'\n') || ';' AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname`);
  return `${[...functions, ...parts].join('\n\n')}\n`;
}

async function lines(sql: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(sql);
  return rows.map(({ line }) => line);
}
