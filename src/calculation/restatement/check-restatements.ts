import type { Session } from '../../database/index.js';
import { findRun } from '../runs/find-run.js';
import { checkSeal } from './seal-differences.js';

/**
 * Differences are those that were calculated and submitted, and the causes of a restatement come to what its run and the
 * one that it restates differ by, for every customer and partner.
 */
export async function checkRestatements(
  session: Session,
): Promise<{ readonly restatements: number; readonly problems: readonly string[] }> {
  const restatements = await session.query<{ run: number; restates: number; campaignId: string }>(
    'SELECT run, restates, campaign_id AS "campaignId" FROM restatement ORDER BY run, restates',
  );
  const problems: string[] = [];
  for (const { run, restates, campaignId } of restatements) {
    const unlike = await session.query<{ partnerId: string; customerId: string }>(
      `SELECT partner_id AS "partnerId", customer_id AS "customerId" FROM (
         SELECT partner_key, customer_key, sum(amount) AS amount FROM (
           SELECT partner_key, customer_key, reward AS amount FROM determination
             WHERE campaign_id = $3 AND run_from <= $1 AND (run_to IS NULL OR run_to > $1)
           UNION ALL SELECT partner_key, customer_key, -reward FROM determination
             WHERE campaign_id = $3 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)
           UNION ALL SELECT partner_key, customer_key, -amount FROM restatement_difference WHERE run = $1 AND restates = $2) AS each
         GROUP BY partner_key, customer_key HAVING sum(amount) <> 0) AS unlike
       JOIN partner USING (partner_key) JOIN customer USING (customer_key) ORDER BY 1, 2 LIMIT 20`,
      [run, restates, campaignId],
    );
    const after = await findRun(session, run);
    // What was given up before it was posted counts for nothing.
    const isGivenUp = after.postedBy === null && ['rejected', 'superseded'].includes(after.state);
    const { problem } = await checkSeal(session, after, await findRun(session, restates));
    if (problem !== undefined && !isGivenUp) problems.push(problem);
    for (const { partnerId, customerId } of unlike)
      problems.push(
        `run ${String(run)} restates run ${String(restates)}: the causes of customer ${customerId} of partner ${partnerId} do not come to its difference`,
      );
  }
  return { restatements: restatements.length, problems };
}
