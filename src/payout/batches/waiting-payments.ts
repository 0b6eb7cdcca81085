import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { BatchState } from './batch.entity.js';

export interface WaitingPayments {
  /** Payments of batches that have not left, by how far their batch is. */
  readonly ofBatches: readonly { readonly state: BatchState; readonly payments: number }[];
  /** Earnings that wait for something of the payee. */
  readonly held: number;
  /** Since when the first batch is leaving whose file has not been given out. */
  readonly leavingSince: Instant | null;
}

export async function waitingPayments(session: Session): Promise<WaitingPayments> {
  const ofBatches = await session.query<WaitingPayments['ofBatches'][number]>(
    `SELECT state, sum(payment_count)::integer AS payments FROM payout_batch
     WHERE state NOT IN ('released', 'voided') GROUP BY state ORDER BY state`,
  );
  const rest = await session.one<Pick<WaitingPayments, 'held' | 'leavingSince'>>(
    `SELECT (SELECT count(*)::integer FROM (SELECT DISTINCT run, partner_key FROM payout_hold WHERE held_to IS NULL) AS open) AS held,
       (SELECT min(release_begun_at) FROM payout_batch WHERE state = 'releasing') AS "leavingSince"`,
  );
  return { ofBatches, ...rest };
}
