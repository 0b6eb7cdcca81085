import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { PORTAL_ROLE, SERVICE_ROLE } from './embedded/index.js';
import { installJobQueue } from './job-queue-schema.js';
import { SeatbackError } from '../kernel/index.js';
import { typeParsers } from './type-parsers.js';

/** Settings of every session: one zone and one form for what comes back as text. */
const SESSION = '-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=iso_8601';

/** A pool of connections as the service role. */
export function serviceDataSource(
  url: string,
  entities: NonNullable<DataSourceOptions['entities']>,
  connections = 8,
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    applicationName: 'seatback',
    poolSize: connections,
    extra: { types: typeParsers, options: SESSION },
  });
}

/** Of the operating system, of looking up names, and of PostgreSQL: nobody is there, or will not let us in. */
const UNREACHABLE =
  /^(E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|TIMEDOUT|PIPE|ACCES|ADDRNOTAVAIL|AI_AGAIN)|ENOTFOUND|ENOENT|08...|28...|3D000|53300|57P0[13])$/;

/**
 * Opens the pool.
 *
 * @param setting the one that names the server, told where it cannot be reached
 * @throws SeatbackError DATABASE_UNREACHABLE
 */
export async function connect(dataSource: DataSource, setting: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const isUnreachable = UNREACHABLE.test(code) || /^(Connection terminated|timeout expired)/.test(message);
    if (!isUnreachable) throw error;
    throw new SeatbackError(
      {
        code: 'DATABASE_UNREACHABLE',
        expected: 'a PostgreSQL server that answers and knows the role and the database',
        found: message,
        where: `the server that ${setting} names`,
        next: 'Start the server or correct the address, then run the command again.',
      },
      { cause: error },
    );
  }
}

/** Key of the advisory lock under which the schema is migrated. */
const MIGRATION_LOCK = 'hashtext($$seatback migration$$)';

/**
 * Brings the schema up to date, as its owner. All pending migrations run in one transaction, so a kill leaves the
 * schema as it was; processes that come together wait for each other. The tables of the job queue follow in one more.
 *
 * @returns names of the migrations that ran, and of the job queue's schema where it changed
 * @throws SeatbackError SERVICE_ROLE_MISSING, PORTAL_ROLE_MISSING, DATABASE_UNREACHABLE
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const owner = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'all',
    logging: false,
    applicationName: 'seatback migrate',
    poolSize: 2,
    extra: { options: SESSION },
  });
  await connect(owner, 'DATABASE_OWNER_URL');
  const lock = owner.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await expectRoles(lock.query.bind(lock));
    const ran = await owner.runMigrations();
    await lock.query(`GRANT SELECT ON schema_migration TO ${SERVICE_ROLE}`);
    const queue = await installJobQueue(lock.query.bind(lock));
    return [...ran.map((migration) => migration.name), ...(queue === undefined ? [] : [queue])];
  } finally {
    await lock.release();
    await owner.destroy();
  }
}

async function expectRoles(query: (sql: string, parameters?: unknown[]) => Promise<unknown>): Promise<void> {
  const found = (await query('SELECT 1 FROM pg_roles WHERE rolname = $1', [SERVICE_ROLE])) as unknown[];
  if (found.length > 0) {
    await expectPortalRole(query);
    return;
  }
  throw new SeatbackError({
    code: 'SERVICE_ROLE_MISSING',
    expected: `a role ${SERVICE_ROLE}, which the program works as`,
    found: 'no such role',
    where: 'the server that DATABASE_OWNER_URL names',
    next: `As an administrator run: CREATE ROLE ${SERVICE_ROLE} LOGIN PASSWORD '…'; then migrate again.`,
  });
}

async function expectPortalRole(query: (sql: string, parameters?: unknown[]) => Promise<unknown>): Promise<void> {
  const found = (await query(
    `SELECT 1 FROM pg_auth_members JOIN pg_roles AS member ON member.oid = member JOIN pg_roles AS held ON held.oid = roleid
     WHERE held.rolname = $1 AND member.rolname = $2 AND set_option AND NOT inherit_option`,
    [PORTAL_ROLE, SERVICE_ROLE],
  )) as unknown[];
  if (found.length > 0) return;
  throw new SeatbackError({
    code: 'PORTAL_ROLE_MISSING',
    expected: `a role ${PORTAL_ROLE}, which the program goes over to for people of partners`,
    found: `none that ${SERVICE_ROLE} may go over to without inheriting it`,
    where: 'the server that DATABASE_OWNER_URL names',
    next: `As an administrator run: CREATE ROLE ${PORTAL_ROLE} NOLOGIN; GRANT ${PORTAL_ROLE} TO ${SERVICE_ROLE} WITH INHERIT FALSE, SET TRUE; then migrate again.`,
  });
}

/**
 * Refuses to work on a schema that is behind or ahead of this program.
 *
 * @throws SeatbackError SCHEMA_NOT_CURRENT
 */
export async function expectCurrentSchema(dataSource: DataSource): Promise<void> {
  const expected = migrations.map((migration) => migration.name);
  const present = await dataSource
    .query<{ name: string }[]>('SELECT name FROM schema_migration')
    .catch(() => [] as { name: string }[]);
  // In whatever order they ran: one that was written beside others may have come to a database after them.
  const names = new Set(present.map((row) => row.name));
  const missing = expected.filter((name) => !names.has(name));
  const unknown = [...names].filter((name) => !expected.includes(name));
  if (missing.length === 0 && unknown.length === 0) return;
  throw new SeatbackError({
    code: 'SCHEMA_NOT_CURRENT',
    expected: `a database with ${String(expected.length)} migrations, the last ${expected.at(-1) ?? 'none'}`,
    found:
      names.size === 0
        ? 'no schema that this role can read'
        : [
            `${String(names.size)} migrations`,
            ...(missing.length === 0 ? [] : [`without ${missing.join(', ')}`]),
            ...(unknown.length === 0 ? [] : [`with ${unknown.join(', ')}, which this program does not know`]),
          ].join(', '),
    where: 'the server that DATABASE_URL names',
    next: 'Run npx seatback migrate with DATABASE_OWNER_URL set; if the database is newer, update the program.',
  });
}
