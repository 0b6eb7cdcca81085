import { invariant } from '../kernel/index.js';
import { SERVICE_ROLE } from './embedded/index.js';

/** Where pg-boss keeps its jobs. Facts lie elsewhere: what is in here may be lost without losing a fact. */
export const JOB_QUEUE_SCHEMA = 'pgboss';

type Query = (sql: string, parameters?: unknown[]) => Promise<unknown>;

/**
 * Brings pg-boss's own tables to the version of the package, as their owner and by the package's own statements, each
 * set in one transaction of its own. Not a migration of ours: which statements they are follows from the version that
 * is installed, and a migration never changes once it has run.
 *
 * @returns what was done, in words for `npx seatback migrate`; undefined where it was current
 */
export async function installJobQueue(query: Query): Promise<string | undefined> {
  // Loaded when tables are to be made: no other command waits for it.
  const { getConstructionPlans, getMigrationPlans } = await import('pg-boss');
  const wanted = schemaVersion(getConstructionPlans(JOB_QUEUE_SCHEMA));
  const found = await installedVersion(query);
  if (found !== wanted) {
    await query(
      found === undefined ? getConstructionPlans(JOB_QUEUE_SCHEMA) : getMigrationPlans(JOB_QUEUE_SCHEMA, found),
    );
  }
  await grantRights(query);
  return found === wanted ? undefined : `pg-boss schema ${String(wanted)}`;
}

/** The package says it nowhere but in the statements themselves. */
function schemaVersion(construction: string): number {
  const version = /INSERT INTO \S+version\(version\) VALUES \('(\d+)'\)/.exec(construction);
  invariant(version?.[1] !== undefined, 'pg-boss ends its construction by writing down its version');
  return Number(version[1]);
}

async function installedVersion(query: Query): Promise<number | undefined> {
  const [table] = (await query('SELECT to_regclass($1) IS NOT NULL AS exists', [`${JOB_QUEUE_SCHEMA}.version`])) as {
    exists: boolean;
  }[];
  if (table?.exists !== true) return undefined;
  const [row] = (await query(`SELECT version FROM ${JOB_QUEUE_SCHEMA}.version`)) as { version: number }[];
  return row?.version;
}

/**
 * What pg-boss does with jobs, and no more: a job that failed is taken out and put in again, an old one is cleared
 * away. It makes no table; queues are rows.
 */
async function grantRights(query: Query): Promise<void> {
  const within = (...tables: readonly string[]) => tables.map((table) => `${JOB_QUEUE_SCHEMA}.${table}`).join(', ');
  await query(`
    GRANT USAGE ON SCHEMA ${JOB_QUEUE_SCHEMA} TO ${SERVICE_ROLE};
    GRANT SELECT ON ALL TABLES IN SCHEMA ${JOB_QUEUE_SCHEMA} TO ${SERVICE_ROLE};
    GRANT INSERT, UPDATE, DELETE ON ${within('job', 'job_common')} TO ${SERVICE_ROLE};
    GRANT DELETE ON ${within('job_dependency')} TO ${SERVICE_ROLE};
    GRANT INSERT, UPDATE ON ${within('queue')} TO ${SERVICE_ROLE};
    GRANT UPDATE ON ${within('version')} TO ${SERVICE_ROLE};`);
}
