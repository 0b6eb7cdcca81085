import { groupsOf, type Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { determinationsOfRun } from './determination-lines.js';
import { digestOfPartner, RunDigest } from './digests.js';
import { earningsOfRun } from './earnings.js';
import { listRuns } from './list-runs.js';
import type { Run } from './run.entity.js';

/** Makes the digests of all runs anew from what is stored, and holds posted runs against what was accrued. */
export async function checkRuns(
  session: Session,
): Promise<{ readonly runs: number; readonly problems: readonly string[] }> {
  const runs = await listRuns(session);
  const problems: string[] = [];
  for (const run of runs) {
    problems.push(...(await checkDigests(session, run)));
    if (run.state === 'posted') problems.push(...(await checkAccruals(session, run)));
  }
  return { runs: runs.length, problems };
}

async function checkDigests(session: Session, run: Run): Promise<string[]> {
  const problems: string[] = [];
  const earnings = new Map(
    (await earningsOfRun(session, run.campaignId, run.run)).map((each) => [each.partnerKey, each]),
  );
  const digest = new RunDigest();
  let partners = 0;
  for await (const rows of groupsOf(determinationsOfRun(session, run.campaignId, run.run), (row) => row.partnerKey)) {
    partners += 1;
    const [{ partnerId }] = rows;
    const earning = earnings.get(rows[0].partnerKey);
    if (earning === undefined) {
      problems.push(`run ${String(run.run)}: partner ${partnerId} has determinations and no earning`);
      continue;
    }
    const amount = (value: string) => Money.of(value, earning.currency).toString();
    const made = digestOfPartner(run.campaignId, rows, {
      ...earning,
      earned: amount(earning.earned),
      potential: amount(earning.potential),
    });
    if (made !== earning.digest)
      problems.push(`run ${String(run.run)}: the determinations of partner ${partnerId} were changed`);
    digest.add(partnerId, made);
  }
  if (partners !== earnings.size)
    problems.push(
      `run ${String(run.run)}: ${String(earnings.size)} earnings, ${String(partners)} partners with determinations`,
    );
  if (digest.value() !== run.digest)
    problems.push(`run ${String(run.run)}: its digest is not that of its determinations`);
  return problems;
}

async function checkAccruals(session: Session, run: Run): Promise<string[]> {
  const differing = await session.query<{ partnerId: string }>(
    `SELECT partner_id AS "partnerId" FROM (
       SELECT partner_key, earned FROM partner_earning WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)) AS earning
     FULL JOIN (SELECT partner_key, earned FROM accrual WHERE run = $2) AS accrued USING (partner_key)
     JOIN partner USING (partner_key) WHERE earning.earned IS DISTINCT FROM accrued.earned ORDER BY partner_id`,
    [run.campaignId, run.run],
  );
  return differing.map(
    ({ partnerId }) => `run ${String(run.run)}: partner ${partnerId} earned something else than was accrued`,
  );
}
