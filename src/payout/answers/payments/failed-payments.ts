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

/**
 * Payments that failed and were not replaced, as a table: whether one left at all is found out first, whatever was decided
 * on its failure. One that was found to be paid has failed only where it came back since, and is asked about anew then.
 */
export const FAILED_PAYMENTS = `(
  SELECT batch.campaign_id, payment.partner_key, payment.end_to_end_id, fingerprint, is_contradicted,
    COALESCE(GREATEST(standing.failed_journal, standing.returned_journal), found_by) AS failed_by, COALESCE(standing.reasons, '{}') AS reasons,
    CASE WHEN NOT is_contradicted AND (standing.cause = 'details' OR 'ask-again' = ANY(on_failure)) THEN 'details' ELSE 'decision' END AS waits_for
  FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN payee USING (payee)
  -- The few of many that can be any, before it is looked up what people said of them.
  JOIN payment_standing AS standing ON standing.end_to_end_id = payment.end_to_end_id AND (standing.cause IS NOT NULL OR standing.state = 'contradicted')
  CROSS JOIN LATERAL (SELECT ARRAY(SELECT decided_as FROM answer_question AS asked JOIN answer_decision USING (question)
    WHERE asked.end_to_end_id = payment.end_to_end_id AND about = 'payment-contradicted') AS found_out,
    (SELECT max(journal) FROM answer_decision AS found WHERE found.end_to_end_id = payment.end_to_end_id) AS found_by) AS looked
  CROSS JOIN LATERAL (SELECT standing.state = 'contradicted' AND NOT found_out && ARRAY['paid', 'not-paid'] AS is_contradicted,
    'paid' = ANY(found_out) AS is_found_paid) AS known
  CROSS JOIN LATERAL (SELECT ARRAY(SELECT decided_as FROM answer_question AS asked JOIN answer_decision USING (question)
    WHERE asked.end_to_end_id = payment.end_to_end_id AND about = 'payment-failed' AND (asked.answer IS NOT NULL) = is_found_paid) AS on_failure) AS said
  WHERE is_contradicted OR (standing.cause IS NOT NULL
    AND NOT on_failure && ARRAY['pay-again', 'forfeit']
    AND NOT (is_found_paid AND standing.returned_journal IS NULL))) AS failed`;

/** What a release has handed over and not posted yet, of a partner in a campaign and a currency: nobody else takes it. */
export const BEING_RELEASED = (campaignId: string, partnerKey: string, currency: string): string =>
  `(SELECT COALESCE(sum(leaving.amount), 0) FROM payment_instruction AS leaving JOIN payout_batch AS batch USING (batch)
    WHERE batch.state = 'releasing' AND batch.campaign_id = ${campaignId} AND leaving.partner_key = ${partnerKey}
      AND leaving.currency = ${currency} AND NOT leaving.voided)`;

/** Of a campaign, by partner: all that a person is to decide on, and the last that failed for its details. */
export async function failedPayments(
  session: Session,
  campaignId: string,
): Promise<ReadonlyMap<number, readonly FailedPayment[]>> {
  const rows = await session.query<FailedPayment & { readonly partnerKey: number }>(
    `SELECT partner_key AS "partnerKey", end_to_end_id AS "endToEndId", reasons, fingerprint, waits_for AS "waitsFor" FROM (
       SELECT *, row_number() OVER (PARTITION BY partner_key, waits_for ORDER BY failed_by DESC) AS place FROM ${FAILED_PAYMENTS}
       WHERE campaign_id = $1) AS failed
     WHERE place = 1 OR waits_for = 'decision' ORDER BY partner_key, failed_by, end_to_end_id`,
    [campaignId],
  );
  return Map.groupBy(rows, ({ partnerKey }) => partnerKey);
}

/** Whether a person has yet to say what becomes of a payment: what lies on the accounts of its partner may be its. */
export function awaitsDecision(failed: readonly FailedPayment[] | undefined): boolean {
  return failed?.some(({ waitsFor }) => waitsFor === 'decision') === true;
}

/** Why an earning is not paid again yet: until the payee has other details, and until a person has decided. */
export function holdsOfFailure(
  failed: readonly FailedPayment[] | undefined,
  payee: PayablePayee | undefined,
  vault: Vault,
): HoldReason[] {
  const undecided = failed?.find(({ waitsFor }) => waitsFor === 'decision');
  const rejected = failed?.find(({ waitsFor }) => waitsFor === 'details');
  const holds: HoldReason[] = [];
  if (undecided !== undefined)
    holds.push({
      reason: 'payment-undecided',
      found: `payment ${undecided.endToEndId} failed, and nobody has decided yet`,
    });
  const isOther = payee !== undefined && rejected?.fingerprint.equals(payeeFingerprint(payee, vault)) !== true;
  if (rejected !== undefined && !isOther)
    holds.push({ reason: 'details-rejected', found: detailsRejected(rejected.endToEndId, rejected.reasons) });
  return holds;
}
