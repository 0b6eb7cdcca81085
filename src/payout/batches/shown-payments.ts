import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { PaymentState } from '../answers/payments/payment-states.js';

/** A line of a batch as a checker looks at it. */
export interface ShownPayment {
  readonly partnerId: string;
  readonly accountName: string;
  /** Only its last four; of a payee that a vendor pays, what that vendor calls it. */
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly endToEndId: string;
  /** What is owed in the currency of the campaign, and by which rate it came to the amount; null where it is that. */
  readonly exchange: {
    readonly owed: string;
    readonly owedCurrency: string;
    /** A plain decimal: 1 base = `rate` quote. */
    readonly rate: string;
    readonly base: string;
    readonly quote: string;
    readonly rateOn: CalendarDate;
    readonly source: string;
    readonly delivery: number;
  } | null;
  /** By what banks reported; released where none did, and null before the release. */
  readonly state: PaymentState | null;
  readonly stateSince: Instant | null;
  /** Why it failed, by the bank's codes. */
  readonly reasons: readonly string[];
  /** Where it was carried until a payout of another campaign reached its minimum with it: that campaign and its run. */
  readonly reachedWith: string | null;
}

const SHOWN = `
  partner_id AS "partnerId", account_name AS "accountName", COALESCE('****' || ltrim(account_last_four, '*'), vendor_reference) AS account,
  instruction.paid_amount::text AS amount, instruction.paid_currency AS currency, instruction.end_to_end_id AS "endToEndId",
  CASE WHEN rate IS NOT NULL THEN jsonb_build_object('owed', instruction.amount::text, 'owedCurrency', instruction.currency, 'rate', rate::text,
    'base', rate_base, 'quote', rate_quote, 'rateOn', rate_on::text, 'source', rate_source, 'delivery', rate_from) END AS exchange,
  COALESCE(standing.state, CASE batch.state WHEN 'released' THEN 'released' END) AS state,
  CASE batch.state WHEN 'released' THEN COALESCE(standing.since, batch.released_at) END AS "stateSince", COALESCE(standing.reasons, '{}') AS reasons,
  reached.campaign_id || ' run ' || reached.run AS "reachedWith"`;

const FROM_BATCH = `
  FROM payment_instruction AS instruction JOIN payee USING (payee) JOIN partner ON partner.partner_key = instruction.partner_key
  JOIN payout_batch AS batch USING (batch) LEFT JOIN payment_standing AS standing USING (end_to_end_id)
  JOIN threshold_outcome AS decided ON decided.run = instruction.run AND decided.partner_key = instruction.partner_key
    AND decided.revision = instruction.revision
  LEFT JOIN calculation_run AS reached ON reached.run = decided.reached_with
  WHERE batch.batch = $1`;

export async function paymentsOf(session: Session, batch: number): Promise<ShownPayment[]> {
  return session.query(`SELECT ${SHOWN} ${FROM_BATCH} ORDER BY line`, [batch]);
}

/** A payment with its place in the file. */
export interface ListedPayment extends ShownPayment {
  readonly line: number;
  /** What came back of it, in its currency; null where nothing did. */
  readonly returnedAmount: string | null;
}

/** Payments of a batch in the order of the file, a page at a time. @param after the line that the page before ended with */
export async function paymentPage(
  session: Session,
  { batch, after, limit }: { readonly batch: number; readonly after: number; readonly limit: number },
): Promise<ListedPayment[]> {
  return session.query(
    `SELECT line, standing.returned_amount::text AS "returnedAmount", ${SHOWN} ${FROM_BATCH} AND line > $2 ORDER BY line LIMIT $3`,
    [batch, after, limit],
  );
}

/** How many payments of a batch stand how, with what they come to. */
export interface PaymentStateTotal {
  readonly state: PaymentState;
  readonly payments: number;
  readonly amount: string;
  readonly currency: string;
}

/** By what banks reported; none before the release. */
export async function paymentStatesOf(session: Session, batch: number): Promise<PaymentStateTotal[]> {
  return session.query(
    `SELECT COALESCE(standing.state, 'released') AS state, count(*)::integer AS payments, sum(paid_amount)::text AS amount, paid_currency AS currency
     FROM payment_instruction JOIN payout_batch AS batch USING (batch) LEFT JOIN payment_standing AS standing USING (end_to_end_id)
     WHERE batch = $1 AND batch.state = 'released' GROUP BY 1, paid_currency ORDER BY 1, paid_currency`,
    [batch],
  );
}
