import type { Session } from '../database/index.js';
import { Money } from '../kernel/index.js';

/** A partner whose journals say something else than its run. */
export interface Misaccrued {
  readonly partnerKey: number;
  readonly partnerId: string;
  /** All that journals accrued to it in the campaign, as a plain decimal. */
  readonly posted: string;
  /** What the run earned for it. */
  readonly earned: Money;
}

/**
 * Partners to whom journals accrued more or less, in all, than a campaign's posted run earned for them: somebody wrote a
 * journal past the program. A correction that names such a
 * journal and gives the amount back to the expense mends it.
 */
export async function misaccrued(
  session: Session,
  campaignId: string,
  run: number,
): Promise<ReadonlyMap<number, Misaccrued>> {
  const rows = await session.query<{
    partnerKey: number;
    partnerId: string;
    posted: string;
    earned: string;
    currency: string;
  }>(
    `WITH posted AS (
       SELECT account.partner_key, posting.currency, -sum(amount) AS amount
       FROM journal LEFT JOIN journal AS corrected ON corrected.journal = journal.corrects
       JOIN posting ON posting.journal = journal.journal JOIN account USING (account_key)
       WHERE (journal.kind IN ('accrual', 'adjustment')
           -- Out of the expense: what only goes from the partner's one account to another is no part of it.
           OR journal.kind = 'correction' AND corrected.kind IN ('accrual', 'adjustment') AND EXISTS (
             SELECT FROM posting AS other JOIN account AS spent USING (account_key)
             WHERE other.journal = journal.journal AND spent.kind = 'expense'))
         AND account.kind = 'accrued' AND account.campaign_id = $1 GROUP BY 1, 2)
     SELECT partner_key AS "partnerKey", partner_id AS "partnerId", COALESCE(posted.amount, 0)::text AS posted, earned, currency
     FROM accrual LEFT JOIN posted USING (partner_key, currency) JOIN partner USING (partner_key)
     WHERE run = $2 AND earned <> COALESCE(posted.amount, 0) ORDER BY partner_id`,
    [campaignId, run],
  );
  return new Map(
    rows.map(({ earned, currency, ...row }) => [row.partnerKey, { ...row, earned: Money.of(earned, currency) }]),
  );
}
