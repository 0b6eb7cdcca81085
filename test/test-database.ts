import { createHash, randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrations } from '../migrations/index.js';
import { readEnvironment, type Environment } from '../src/config/index.js';
import {
  JOB_QUEUE_SCHEMA,
  joinEmbeddedServer,
  migrate,
  SERVICE_ROLE,
  type EmbeddedServer,
} from '../src/database/index.js';

/** All workers of one run share a server; `jest.config.js` names the run, `global-teardown.js` clears up. */
const RUN = process.env['SEATBACK_TEST_RUN'] ?? String(process.pid);
export const TEST_DATA_FOLDER = join(tmpdir(), `seatback-test-${RUN}`);

/**
 * In memory where Linux has room for it. On a disk a quarter of the server's time goes by in looking for free inodes:
 * tests make and drop many tables, and ext4 passes over the inodes that were freed in the last seconds.
 */
const SHARED_MEMORY = '/dev/shm';
const ROOM_BYTES = 3_000_000_000;

function clusterParent(): string {
  const name = `seatback-test-${RUN}-cluster`;
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    if (bavail * bsize >= ROOM_BYTES) return join(SHARED_MEMORY, name);
  } catch {
    // Not a Linux.
  }
  return join(tmpdir(), name);
}

const TEMPLATE = `template_${createHash('sha256')
  .update(migrations.map((migration) => migration.name).join())
  .digest('hex')
  .slice(0, 12)}`;

/** A database of its own, cloned from the migrated template in some milliseconds. */
export interface TestDatabase {
  readonly name: string;
  readonly serviceUrl: string;
  readonly ownerUrl: string;
  /** Whom no right and, in replica mode, no trigger holds back: for damage that is to be found. */
  readonly adminUrl: string;
  readonly environment: Environment;
  /** As it was when new, in a tenth of the time that another clone takes. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** The server that the databases of one test file live on. */
export class TestServer {
  readonly #server: EmbeddedServer;
  readonly #admin: Client;

  private constructor(server: EmbeddedServer, admin: Client) {
    this.#server = server;
    this.#admin = admin;
  }

  static async join(): Promise<TestServer> {
    const server = await joinEmbeddedServer(TEST_DATA_FOLDER, { durable: false, clusterParent: clusterParent() });
    const admin = new Client({ connectionString: server.adminUrl });
    await admin.connect();
    await makeTemplate(server, admin);
    return new TestServer(server, admin);
  }

  /** @param from what it is to hold already; nobody may be connected to that one */
  async newDatabase(variables: NodeJS.ProcessEnv = {}, from?: TestDatabase): Promise<TestDatabase> {
    const name = `test_${randomBytes(8).toString('hex')}`;
    await this.#admin.query(`CREATE DATABASE ${name} TEMPLATE ${from?.name ?? TEMPLATE}`);
    // Rights to a database are not among what is copied.
    if (from !== undefined) await this.#admin.query(`GRANT CONNECT ON DATABASE ${name} TO ${SERVICE_ROLE}`);
    const serviceUrl = inDatabase(this.#server.serviceUrl, name);
    const adminUrl = inDatabase(this.#server.adminUrl, name);
    let clearing: Client | undefined;
    return {
      name,
      serviceUrl,
      ownerUrl: inDatabase(this.#server.ownerUrl, name),
      adminUrl,
      environment: readEnvironment({
        NODE_ENV: 'test',
        DATABASE_URL: serviceUrl,
        SEATBACK_DATA: join(TEST_DATA_FOLDER, name),
        ...variables,
      }),
      clear: async () => {
        if (clearing === undefined) {
          clearing = new Client({ connectionString: adminUrl });
          await clearing.connect();
        }
        await clearing.query(CLEARING);
      },
      drop: async () => {
        await clearing?.end();
        await this.#admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  }

  async leave(): Promise<void> {
    await this.#admin.end();
    await this.#server.leave();
  }
}

async function makeTemplate(server: EmbeddedServer, admin: Client): Promise<void> {
  await admin.query('SELECT pg_advisory_lock(1)');
  try {
    const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [TEMPLATE]);
    if (known.rowCount !== 0) return;
    await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
    await admin.query(`CREATE DATABASE ${TEMPLATE} OWNER seatback_owner`);
    await migrate(inDatabase(server.ownerUrl, TEMPLATE));
    await admin.query(`GRANT CONNECT ON DATABASE ${TEMPLATE} TO ${SERVICE_ROLE}`);
    await admin.query(`ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  } finally {
    await admin.query('SELECT pg_advisory_unlock(1)');
  }
}

/**
 * Empties every table. Replica mode: the triggers that keep posted rows from being deleted do not fire in it.
 * Truncating makes new files, which costs more than it saves where there were few rows.
 */
const CLEARING = `
  DO $$
  DECLARE
    filled record;
    counted record;
  BEGIN
    SET LOCAL session_replication_role = 'replica';
    FOR filled IN
      SELECT oid::regclass AS name, pg_relation_size(oid) AS size FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'schema_migration' AND pg_relation_size(oid) > 0
    LOOP
      IF filled.size > 1000000 THEN EXECUTE format('TRUNCATE %s CASCADE', filled.name);
      ELSE EXECUTE format('DELETE FROM %s', filled.name);
      END IF;
    END LOOP;
    DELETE FROM ${JOB_QUEUE_SCHEMA}.job;
    FOR counted IN
      SELECT format('%I.%I', schemaname, sequencename)::regclass AS name, start_value FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
      PERFORM setval(counted.name, counted.start_value, false);
    END LOOP;
  END $$`;

function inDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}
