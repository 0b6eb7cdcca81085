import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { PaymentState } from '../answers/payments/payment-states.js';

/** A payment to a partner as the partner is told of it. Amounts as plain decimals. */
export interface PartnerPayment {
  readonly endToEndId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly campaignId: string;
  readonly run: number;
  readonly batch: number;
  readonly messageId: string;
  readonly uetr: string;
  readonly amount: string;
  readonly currency: string;
  /** Where it is paid in another currency than the one in which it is owed. */
  readonly exchange: PaymentExchange | null;
  readonly executionDate: CalendarDate;
  /** Before its release that of its batch. */
  readonly state: PaymentState | 'prepared' | 'approved' | 'releasing';
  readonly since: Instant;
  /** Why it failed, by the bank's codes. */
  readonly reasons: readonly string[];
  /** What came back of it. */
  readonly returnedAmount: string | null;
  /** The last four of the account; null where only a payment vendor knows it. */
  readonly account: string | null;
  readonly accountName: string;
}

/** What is owed, and the rate at which it was exchanged: 1 base = `rate` quote. */
export interface PaymentExchange {
  readonly owed: string;
  readonly owedCurrency: string;
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
  readonly rateOn: CalendarDate;
  readonly source: string;
}

/** Payments of a campaign, or one by its id, in the order of batches; those that were voided are none. */
export async function partnerPayments(
  session: Session,
  which: { readonly campaignId: string; readonly partnerKeys?: readonly number[] } | { readonly endToEndId: string },
): Promise<PartnerPayment[]> {
  const [campaignId, partnerKeys, endToEndId] =
    'endToEndId' in which ? [null, null, which.endToEndId] : [which.campaignId, which.partnerKeys ?? null, null];
  return session.query(
    `SELECT payment.end_to_end_id AS "endToEndId", payment.partner_key AS "partnerKey", partner_id AS "partnerId",
       batch.campaign_id AS "campaignId", payment.run, payment.batch, message_id AS "messageId", uetr::text, payment.paid_amount AS amount, payment.paid_currency AS currency,
       CASE WHEN rate IS NOT NULL THEN jsonb_build_object('owed', payment.amount::text, 'owedCurrency', payment.currency, 'base', rate_base,
         'quote', rate_quote, 'rate', rate::text, 'rateOn', rate_on::text, 'source', rate_source) END AS exchange,
       COALESCE(block.execution_date, batch.execution_date) AS "executionDate", COALESCE(standing.state, batch.state) AS state,
       CASE batch.state WHEN 'released' THEN COALESCE(standing.since, released_at) WHEN 'approved' THEN approved_at
         WHEN 'releasing' THEN release_begun_at ELSE prepared_at END AS since,
       COALESCE(standing.reasons, '{}') AS reasons, returned_amount AS "returnedAmount",
       ltrim(account_last_four, '*') AS account, account_name AS "accountName"
     FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN partner ON partner.partner_key = payment.partner_key
     JOIN payee USING (payee) LEFT JOIN payout_block AS block ON (block.batch, block.block) = (payment.batch, payment.block)
     LEFT JOIN payment_standing AS standing USING (end_to_end_id)
     WHERE NOT payment.voided AND ($1::text IS NULL OR batch.campaign_id = $1)
       AND ($2::integer[] IS NULL OR payment.partner_key = ANY($2)) AND ($3::text IS NULL OR payment.end_to_end_id = $3)
     ORDER BY payment.batch, payment.line`,
    [campaignId, partnerKeys, endToEndId],
  );
}
