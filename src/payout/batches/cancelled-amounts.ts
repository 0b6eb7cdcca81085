import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';

/**
 * What was forfeited once it was payable, and for good: for the payee's details, or by a person's decision on a payment
 * that failed. What the minimum payout forfeits is not among it.
 */
export const FORFEITED_FOR_GOOD = `(SELECT campaign_id, partner_key, amount, currency, journal FROM payee_forfeiture
  UNION ALL SELECT account.campaign_id, partner_key, -posting.amount, posting.currency, journal
  FROM account JOIN posting USING (account_key) JOIN journal USING (journal) WHERE account.kind = 'forfeited' AND journal.kind = 'status')`;

/** Of a campaign, over all of its runs, by partner. Neither a restatement nor an adjustment brings it back. */
export async function cancelledByPartner(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<ReadonlyMap<number, Money>> {
  const rows = await session.query<{ partnerKey: number; amount: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", sum(amount) AS amount, currency FROM ${FORFEITED_FOR_GOOD} AS gone
     WHERE campaign_id = $1 AND ($2::integer[] IS NULL OR partner_key = ANY($2)) GROUP BY partner_key, currency`,
    [campaignId, partnerKeys ?? null],
  );
  return new Map(rows.map(({ partnerKey, amount, currency }) => [partnerKey, Money.of(amount, currency)]));
}
