import type { Session } from '../../../database/index.js';
import { findCurrency, Money } from '../../../kernel/index.js';
import type { ReportedStep } from '../codes/index.js';
import type { ReportedCharge, ReportedReason } from '../messages/index.js';
import type { FailureCause, PaymentReport, PostedSteps } from './consequences.js';
import type { LedgerPayment } from './ledger-payment.js';
import type { PaymentState } from './payment-states.js';

/** What is looked at: payments that an answer speaks of, those of a batch, or one. */
export type SettledPayments =
  | { readonly answer: number }
  | { readonly batch: number }
  | { readonly endToEndId: string };

export interface LoadedPayment extends LedgerPayment {
  readonly run: number;
  readonly isRestated: boolean;
  readonly state: PaymentState;
  readonly posted: PostedSteps;
  readonly reports: readonly PaymentReport[];
  readonly acceptedReturn: Money | null;
  readonly returnedBefore: Money | null;
  readonly cause: FailureCause | null;
  readonly foundOut: 'paid' | 'not-paid' | null;
}

interface PaymentRow {
  readonly endToEndId: string;
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly run: number;
  readonly amount: string;
  readonly currency: string;
  readonly owed: string;
  readonly owedCurrency: string;
  readonly state: PaymentState;
  readonly paid: boolean;
  readonly failed: boolean;
  readonly returned: boolean;
  readonly exchanged: boolean;
  readonly exchangedBack: boolean;
  readonly returnedBefore: string | null;
  readonly isRestated: boolean;
  readonly acceptedReturn: string | null;
  readonly cause: FailureCause | null;
  readonly foundOut: 'paid' | 'not-paid' | null;
  readonly reports: readonly {
    readonly says: ReportedStep;
    readonly answer: number;
    readonly isLater: boolean;
    readonly amount: string | null;
    readonly currency: string | null;
    readonly exchanged: string | null;
    readonly exchangedCurrency: string | null;
    readonly charges: readonly ReportedCharge[];
    readonly reasons: readonly ReportedReason[];
  }[];
}

/** Released payments with all that was reported of them, in the order of their ids, from one on. */
export async function loadPayments(
  session: Session,
  which: SettledPayments | 'all',
  after: string,
  most: number,
): Promise<LoadedPayment[]> {
  const [condition, value] = conditionOf(which);
  const rows = await session.query<PaymentRow>(
    `SELECT payment.end_to_end_id AS "endToEndId", batch.campaign_id AS "campaignId", payment.partner_key AS "partnerKey",
       partner_id AS "partnerId", payment.run, payment.paid_amount AS amount, payment.paid_currency AS currency, payment.amount AS owed,
       payment.currency AS "owedCurrency", COALESCE(standing.state, 'released') AS state,
       standing.exchanged_journal IS NOT NULL AS exchanged, standing.exchanged_back_journal IS NOT NULL AS "exchangedBack",
       standing.returned_amount AS "returnedBefore", standing.cause,
       standing.paid_journal IS NOT NULL AS paid, standing.failed_journal IS NOT NULL AS failed, standing.returned_journal IS NOT NULL AS returned,
       EXISTS (SELECT FROM threshold_outcome AS later JOIN calculation_run AS later_run USING (run)
         WHERE later.partner_key = payment.partner_key AND later.run > payment.run AND later_run.campaign_id = batch.campaign_id) AS "isRestated",
       (SELECT decision.amount FROM answer_decision AS decision JOIN answer_question USING (question)
         WHERE about = 'return-amount' AND answer_question.end_to_end_id = payment.end_to_end_id LIMIT 1) AS "acceptedReturn",
       found_out.decided_as AS "foundOut",
       (SELECT jsonb_agg(jsonb_build_object('says', report.says, 'answer', report.answer,
           'isLater', COALESCE((SELECT kept_at FROM bank_answer WHERE bank_answer.answer = report.answer) > found_out.decided_at, false), 'amount', COALESCE(report.amount, reported.amount)::text,
           'currency', CASE WHEN report.amount IS NULL THEN reported.currency ELSE payment.paid_currency END,
           'exchanged', reported.exchanged_amount::text, 'exchangedCurrency', reported.exchanged_currency, 'charges', reported.charges, 'reasons', reported.reasons) ORDER BY report.answer, report.fact)
         FROM payment_report AS report JOIN reported_fact AS reported USING (answer, fact)
         WHERE report.end_to_end_id = payment.end_to_end_id) AS reports
     FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN partner USING (partner_key)
     LEFT JOIN payment_standing AS standing ON standing.end_to_end_id = payment.end_to_end_id
     LEFT JOIN (SELECT asked.end_to_end_id, decided_as, decided_at FROM answer_decision JOIN answer_question AS asked USING (question)
       WHERE asked.about = 'payment-contradicted' AND decided_as IN ('paid', 'not-paid')) AS found_out
       ON found_out.end_to_end_id = payment.end_to_end_id
     WHERE batch.state = 'released' AND payment.end_to_end_id > $1 AND ${condition}
       AND EXISTS (SELECT FROM payment_report AS any_report WHERE any_report.end_to_end_id = payment.end_to_end_id)
     ORDER BY payment.end_to_end_id LIMIT $2`,
    [after, most, value],
  );
  return rows.map(loaded);
}

/** Which payments of all that are on record, as a condition on `$3`. */
function conditionOf(which: SettledPayments | 'all'): readonly [condition: string, value: string | number | null] {
  if (which === 'all') return ['$3::text IS NULL', null];
  if ('answer' in which) {
    const reported = 'SELECT end_to_end_id FROM payment_report WHERE answer = $3::integer';
    return [`payment.end_to_end_id IN (${reported})`, which.answer];
  }
  if ('batch' in which) return ['payment.batch = $3::integer', which.batch];
  return ['payment.end_to_end_id = $3::text', which.endToEndId];
}

function loaded({
  amount,
  currency,
  owed,
  owedCurrency,
  paid,
  failed,
  returned,
  exchanged,
  exchangedBack,
  returnedBefore,
  acceptedReturn,
  reports,
  ...row
}: PaymentRow): LoadedPayment {
  const ofPayment = (plain: string | null) => (plain === null ? null : Money.of(plain, currency));
  return {
    ...row,
    amount: Money.of(amount, currency),
    owed: Money.of(owed, owedCurrency),
    posted: { paid, failed, returned, exchanged, exchangedBack },
    acceptedReturn: ofPayment(acceptedReturn),
    returnedBefore: ofPayment(returnedBefore),
    reports: reports.map((report) => reportIn(currency, report)),
  };
}

/** The bank says it in the currency of the payment, in that of its account, or in both. */
function reportIn(currency: string, report: PaymentRow['reports'][number]): PaymentReport {
  const { says, answer, isLater, reasons } = report;
  const charged = report.charges.filter(({ direction }) => direction !== 'credit');
  const said = [known(report.amount, report.currency), known(report.exchanged, report.exchangedCurrency)].filter(
    (each) => each !== null,
  );
  const inPayment = said.find((each) => each.currency.code === currency);
  const onAccount = said.find((each) => each.currency.code !== currency);
  return {
    says,
    answer,
    isLater,
    amount: inPayment ?? onAccount ?? null,
    charges: sumIn(currency, charged),
    reasons: reasons.flatMap(({ code }) => code ?? []),
    exchanged: onAccount === undefined ? null : { amount: onAccount, charges: includedIn(onAccount, charged) },
  };
}

function includedIn({ currency }: Money, charges: readonly ReportedCharge[]): Money | null {
  return sumIn(
    currency.code,
    charges.filter(({ isIncluded }) => isIncluded === true),
  );
}

function known(amount: string | null, currency: string | null): Money | null {
  return amount === null || currency === null || findCurrency(currency) === undefined
    ? null
    : Money.of(amount, currency);
}

/** Null where no charge is of this currency. */
function sumIn(currency: string, charges: readonly ReportedCharge[]): Money | null {
  const own = charges.filter((charge) => charge.currency === currency);
  if (own.length === 0) return null;
  return own.reduce((sum, { amount }) => sum.plus(Money.of(amount, currency)), Money.zero(currency));
}
