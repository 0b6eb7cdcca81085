import { createHash, randomBytes } from 'node:crypto';
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
    const server = await joinEmbeddedServer(TEST_DATA_FOLDER, { durable: false });
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
    return {
      name,
      serviceUrl,
      ownerUrl: inDatabase(this.#server.ownerUrl, name),
      adminUrl: inDatabase(this.#server.adminUrl, name),
      environment: readEnvironment({
        NODE_ENV: 'test',
        DATABASE_URL: serviceUrl,
        SEATBACK_DATA: join(TEST_DATA_FOLDER, name),
        ...variables,
      }),
      clear: () => clear(inDatabase(this.#server.adminUrl, name)),
      drop: async () => {
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

/** Empties every table. Replica mode: the triggers that keep posted rows from being deleted do not fire in it. */
async function clear(adminUrl: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const tables = await admin.query<{ name: string }>(
      "SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'",
    );
    const sequences = await admin.query<{ name: string }>(
      "SELECT format('%I', sequencename) AS name FROM pg_sequences WHERE schemaname = 'public'",
    );
    await admin.query(
      [
        "SET session_replication_role = 'replica'",
        ...tables.rows.map(({ name }) => `DELETE FROM ${name}`),
        `DELETE FROM ${JOB_QUEUE_SCHEMA}.job`,
        ...sequences.rows.map(({ name }) => `ALTER SEQUENCE ${name} RESTART`),
      ].join(';\n'),
    );
  } finally {
    await admin.end();
  }
}

function inDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}
