import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import type { Run } from './run.entity.js';

/** Undecided customers: what a run pays leaves them out, and nothing is forfeited that they could still lift. */
export interface LeftOut {
  readonly customers: number;
  readonly partners: number;
  /** The most that their partners would earn in addition if all of them qualified, as printed; null: no bound is known. */
  readonly reward: string | null;
  readonly currency: string;
}

export async function leftOutOfRun(session: Session, run: Run): Promise<LeftOut> {
  const { customers, partners, reward } = await session.one<{
    customers: number;
    partners: number;
    reward: string | null;
  }>(
    `SELECT count(DISTINCT customer_key)::integer AS customers, count(DISTINCT partner_key)::integer AS partners,
       (SELECT CASE WHEN bool_or(potential IS NULL) THEN NULL ELSE COALESCE(sum(potential - earned), 0) END FROM partner_earning
         WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)) AS reward
     FROM determination WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND outcome = 'undecided'`,
    [run.campaignId, run.run],
  );
  return {
    customers,
    partners,
    reward: reward === null ? null : Money.of(reward, run.currency).toString(),
    currency: run.currency,
  };
}
