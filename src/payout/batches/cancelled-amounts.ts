import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';

/**
 * What partners of a campaign forfeited for want of bank details, or for an account of a person, over all of its runs, by
 * partner. A restatement does not bring it back.
 */
export async function cancelledByPartner(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<ReadonlyMap<number, Money>> {
  const rows = await session.query<{ partnerKey: number; amount: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", sum(amount) AS amount, currency FROM payee_forfeiture
     WHERE campaign_id = $1 AND ($2::integer[] IS NULL OR partner_key = ANY($2)) GROUP BY partner_key, currency`,
    [campaignId, partnerKeys ?? null],
  );
  return new Map(rows.map(({ partnerKey, amount, currency }) => [partnerKey, Money.of(amount, currency)]));
}
