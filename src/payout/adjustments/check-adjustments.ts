import { unrecordedActs } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

/**
 * Each amount that was approved by hand was posted as it was approved, to its partner; no other journal says that it is
 * one; whoever proposed and decided stands in the audit log; and outcomes count all of them up to where they say.
 */
export async function wrongAdjustments(session: Session): Promise<string[]> {
  const misposted = await session.query<{ adjustment: number }>(`
    SELECT manual_adjustment AS adjustment FROM manual_adjustment AS adjusted LEFT JOIN journal USING (journal)
    WHERE adjusted.state = 'approved' AND NOT COALESCE(journal.kind = 'manual' AND journal.campaign_id = adjusted.campaign_id
      AND cause = 'manual adjustment ' || manual_adjustment
      AND (SELECT array_agg((account.kind, account.partner_key, account.campaign_id, posting.amount, posting.currency)::text ORDER BY account.kind)
        FROM posting JOIN account USING (account_key) WHERE posting.journal = adjusted.journal)
      = (SELECT array_agg((kind, partner_key, adjusted.campaign_id, moved, adjusted.currency)::text ORDER BY kind) FROM (VALUES
          ('expense', NULL::integer, adjusted.amount),
          (CASE WHEN adjusted.amount > 0 THEN 'accrued' ELSE 'recoverable' END, adjusted.partner_key, -adjusted.amount)
        ) AS said (kind, partner_key, moved)), false)
    ORDER BY 1`);
  const loose = await session.query<{ journal: number }>(`
    SELECT journal FROM journal WHERE kind = 'manual' AND NOT EXISTS (SELECT FROM manual_adjustment
      WHERE manual_adjustment.journal = journal.journal AND state = 'approved') ORDER BY journal`);
  const miscounted = await session.query<{ run: number; partnerId: string; adjusted: string; approved: string }>(`
    SELECT * FROM (SELECT run, partner_id AS "partnerId", adjusted::text,
        COALESCE((SELECT sum(added.amount) FROM manual_adjustment AS added WHERE added.campaign_id = calculation_run.campaign_id
          AND added.partner_key = decided.partner_key AND added.currency = decided.currency AND added.journal <= decided.adjusted_to), 0)::text AS approved
      FROM threshold_outcome AS decided JOIN calculation_run USING (run) JOIN partner USING (partner_key)) AS counted
    WHERE adjusted::numeric <> approved::numeric ORDER BY run, "partnerId"`);
  const acts = await session.query<{ adjustment: number; proposedBy: string; decidedBy: string | null; state: string }>(
    `SELECT manual_adjustment AS adjustment, proposed_by AS "proposedBy", decided_by AS "decidedBy", state FROM manual_adjustment ORDER BY 1`,
  );
  const unrecorded = await unrecordedActs(
    session,
    acts.flatMap(({ adjustment, proposedBy, decidedBy, state }) => {
      const subject = `adjustment ${String(adjustment)}`;
      const proposed = { actor: proposedBy, act: 'adjustment.propose', subject };
      if (decidedBy === null) return [proposed];
      return [
        proposed,
        { actor: decidedBy, act: state === 'approved' ? 'adjustment.approve' : 'adjustment.refuse', subject },
      ];
    }),
  );
  return [
    ...misposted.map(({ adjustment }) => `adjustment ${String(adjustment)}: its journal is not what was approved`),
    ...loose.map(({ journal }) => `journal ${String(journal)} (manual) stands for no adjustment that was approved`),
    ...miscounted.map(
      ({ run, partnerId, adjusted, approved }) =>
        `run ${String(run)}: ${adjusted} are said to have been adjusted for partner ${partnerId}, and ${approved} were approved until then`,
    ),
    ...unrecorded.map(({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`),
  ];
}
