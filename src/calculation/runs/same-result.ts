import type { Session } from '../../database/index.js';
import type { ComparedAmounts } from './compared-amounts.js';
import { earningsOfRun } from './earnings.js';
import type { Run } from './run.entity.js';

interface ResultingEarning {
  readonly partnerKey: number;
  readonly compared: ComparedAmounts | null;
  /** Of its determinations and amounts; not of what is compared, which depends on the whole company. */
  readonly digest: string;
}

/**
 * Whether what is staged is to the last column what a run holds, and the earnings are its earnings. Read from the rows and
 * not from the run's digest: rows that somebody changed are no result of ours.
 */
export async function isResultOf(
  session: Session,
  { campaignId, run }: Pick<Run, 'campaignId' | 'run'>,
  columns: readonly string[],
  earnings: readonly ResultingEarning[],
): Promise<boolean> {
  const row = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');
  const { differs } = await session.one<{ differs: boolean }>(
    `SELECT EXISTS (
       SELECT FROM staged_determination AS new FULL JOIN (
         SELECT * FROM determination WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)) AS old
       USING (partner_key, customer_key) WHERE (${row('old')}) IS DISTINCT FROM (${row('new')})) AS differs`,
    [campaignId, run],
  );
  if (differs) return false;
  const held = new Map((await earningsOfRun(session, campaignId, run)).map((each) => [each.partnerKey, each]));
  return (
    held.size === earnings.length &&
    earnings.every(({ partnerKey, digest, compared }) => {
      const before = held.get(partnerKey);
      return (
        before?.digest === digest &&
        before.compared === (compared?.compared.toString() ?? null) &&
        before.comparedPotential === (compared?.comparedPotential?.toString() ?? null)
      );
    })
  );
}
