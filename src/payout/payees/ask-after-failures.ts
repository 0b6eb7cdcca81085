import type { CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { endRequest, noticeTermsOf, openRequest, openRequests } from './requests.js';

interface FailedForDetails {
  readonly endToEndId: string;
  readonly partnerKey: number;
  readonly campaignId: string;
  readonly version: number;
  /** From then on what was given before is not paid to any more. */
  readonly failedAt: Instant;
}

/**
 * Asks again, once for each payment that failed for the payee's details: with the same number of notices and the same
 * time as whoever never gave any. The caller holds the lock `payout`, and sends what is due then.
 *
 * @param campaignId all campaigns, where it is left out
 */
export async function askAfterFailures(
  session: Session,
  versions: CampaignVersions,
  campaignId: string | undefined,
  now: Instant,
): Promise<void> {
  const failed = await session.query<FailedForDetails>(
    `SELECT DISTINCT ON (hold.run, hold.partner_key) end_to_end_id AS "endToEndId", hold.partner_key AS "partnerKey",
       campaign_id AS "campaignId", version, held_from AS "failedAt"
     FROM payout_hold AS hold JOIN calculation_run USING (run)
     JOIN payment_instruction AS payment ON (payment.run, payment.partner_key) = (hold.run, hold.partner_key) AND ended AND NOT voided
     WHERE reason = 'details-rejected' AND held_to IS NULL
       AND NOT EXISTS (SELECT FROM answer_decision AS found WHERE found.end_to_end_id = payment.end_to_end_id AND decided_as = 'paid') AND ($1::text IS NULL OR campaign_id = $1)
     ORDER BY hold.run, hold.partner_key, batch DESC`,
    [campaignId ?? null],
  );
  for (const { endToEndId, partnerKey, failedAt, ...run } of failed) {
    const asked = await session.query('SELECT 1 FROM payee_request WHERE failed_payment = $1', [endToEndId]);
    if (asked.length > 0) continue;
    for (const { payeeRequest } of await openRequests(session, {
      campaignId: run.campaignId,
      partnerKeys: [partnerKey],
    }))
      await endRequest(session, payeeRequest, 'withdrawn', now);
    const { terms } = await versions.published(session, run.campaignId, run.version);
    await openRequest(session, {
      partnerKey,
      campaignId: run.campaignId,
      terms: noticeTermsOf(terms),
      failedPayment: endToEndId,
      openedBy: null,
      openedAt: failedAt,
    });
  }
}
