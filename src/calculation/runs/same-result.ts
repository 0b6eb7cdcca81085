import type { Session } from '../../database/index.js';
import type { Run } from './run.entity.js';

/** Rows of a transaction's own, and the table that keeps those of all runs. */
export interface StagedTable {
  readonly table: string;
  readonly staged: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
}

/**
 * Whether what is staged is to the last column what a run holds. Read from the rows and not from the run's digest: rows
 * that somebody changed are no result of ours.
 */
export async function isResultOf(
  session: Session,
  { campaignId, run }: Pick<Run, 'campaignId' | 'run'>,
  tables: readonly StagedTable[],
): Promise<boolean> {
  for (const { table, staged, key, values } of tables) {
    const row = (alias: string) => values.map((column) => `${alias}.${column}`).join(', ');
    const { differs } = await session.one<{ differs: boolean }>(
      `SELECT EXISTS (
         SELECT FROM ${staged} AS new FULL JOIN (
           SELECT * FROM ${table} WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)) AS old
         USING (${key.join(', ')}) WHERE (${row('old')}) IS DISTINCT FROM (${row('new')})) AS differs`,
      [campaignId, run],
    );
    if (differs) return false;
  }
  return true;
}
