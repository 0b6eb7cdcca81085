import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';

/** All that was approved by hand for a partner in a campaign. */
export interface ApprovedAdjustments {
  readonly total: Money;
  /** The journal of the last of them. */
  readonly to: number;
}

/** By partner; without an entry where nothing was adjusted. */
export async function approvedAdjustments(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<ReadonlyMap<number, ApprovedAdjustments>> {
  const rows = await session.query<{ partnerKey: number; total: string; currency: string; to: number }>(
    `SELECT partner_key AS "partnerKey", sum(amount) AS total, currency, max(journal) AS to FROM manual_adjustment
     WHERE state = 'approved' AND campaign_id = $1 AND ($2::integer[] IS NULL OR partner_key = ANY($2)) GROUP BY partner_key, currency`,
    [campaignId, partnerKeys ?? null],
  );
  return new Map(
    rows.map(({ partnerKey, total, currency, to }) => [partnerKey, { total: Money.of(total, currency), to }]),
  );
}
