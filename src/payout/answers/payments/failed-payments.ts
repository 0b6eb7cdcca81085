import type { Session, Vault } from '../../../database/index.js';
import { payeeFingerprint, type HoldReason, type PayablePayee } from '../../payees/payee.js';
import { detailsRejected } from './settle-payments.js';

/** A payment of a partner that failed, and what its earning waits for. */
export interface FailedPayment {
  readonly endToEndId: string;
  readonly waitsFor: 'details' | 'decision';
  readonly reasons: readonly string[];
  /** Of the details that it was sent with. */
  readonly fingerprint: Buffer;
}

/** Payments of a campaign that failed and were not replaced, by partner: each partner's last. */
export async function failedPayments(session: Session, campaignId: string): Promise<Map<number, FailedPayment>> {
  const rows = await session.query<FailedPayment & { readonly partnerKey: number }>(
    `SELECT DISTINCT ON (payment.partner_key) payment.partner_key AS "partnerKey", payment.end_to_end_id AS "endToEndId",
       COALESCE(standing.reasons, '{}') AS reasons, fingerprint,
       CASE WHEN standing.state = 'contradicted' AND 'not-paid' <> ALL(decided.ways) THEN 'decision'
         WHEN cause = 'details' OR 'ask-again' = ANY(decided.ways) THEN 'details' ELSE 'decision' END AS "waitsFor"
     FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN payee USING (payee)
     JOIN payment_standing AS standing USING (end_to_end_id)
     CROSS JOIN LATERAL (SELECT ARRAY(SELECT decided_as FROM answer_question AS question JOIN answer_decision USING (question)
       WHERE question.end_to_end_id = payment.end_to_end_id AND about IN ('payment-failed', 'payment-contradicted')) AS ways) AS decided
     WHERE batch.campaign_id = $1 AND (standing.cause IS NOT NULL OR standing.state = 'contradicted')
       AND NOT decided.ways && ARRAY['pay-again', 'forfeit', 'paid']
       AND NOT ('not-paid' = ANY(decided.ways) AND cause IS DISTINCT FROM 'details')
     ORDER BY payment.partner_key, payment.batch DESC`,
    [campaignId],
  );
  return new Map(rows.map(({ partnerKey, ...failed }) => [partnerKey, failed]));
}

/** Why an earning is not paid again yet: until the payee has other details, or until a person has decided. */
export function holdsOfFailure(
  failed: FailedPayment | undefined,
  payee: PayablePayee | undefined,
  vault: Vault,
): HoldReason[] {
  if (failed === undefined) return [];
  if (failed.waitsFor === 'decision')
    return [{ reason: 'payment-undecided', found: `payment ${failed.endToEndId} failed, and nobody has decided yet` }];
  if (payee !== undefined && !payeeFingerprint(payee, vault).equals(failed.fingerprint)) return [];
  return [{ reason: 'details-rejected', found: detailsRejected(failed.endToEndId, failed.reasons) }];
}
