import type { Session } from '../../../database/index.js';
import { findCurrency, Money, type Instant } from '../../../kernel/index.js';
import type { Ledger, NewJournal } from '../../../ledger/index.js';
import type { ReportedCharge, ReportedReason } from '../messages/index.js';
import type { ReportedStep } from '../codes/index.js';
import { askQuestions, type NewQuestion } from '../questions.js';
import {
  consequencesOf,
  type Consequences,
  type FailureCause,
  type PaymentReport,
  type PostedSteps,
} from './consequences.js';
import { journalsOf, type PostedStep } from './failure-journals.js';
import type { LedgerPayment } from './ledger-payment.js';
import type { PaymentState } from './payment-states.js';
import { tellPayments } from './tell-payments.js';

/** What is looked at: payments that an answer speaks of, those of a batch, or one. */
export type SettledPayments =
  | { readonly answer: number }
  | { readonly batch: number }
  | { readonly endToEndId: string };

export interface SettledCounts {
  /** Payments whose state is another now. */
  readonly changed: number;
  readonly journals: number;
  readonly questions: number;
}

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

const PAGE_PAYMENTS = 2_000;

/**
 * Brings payments to the state that follows from all that was reported of them: their standing, the journals, the holds
 * and the questions. Repeating it changes nothing. Payments of a batch whose release is not finished are left: they are
 * looked at when it is. To be used in a transaction and under the payout lock.
 *
 * @throws SeatbackError ACCOUNTING_MONTH_CLOSED
 */
export async function settlePayments(
  session: Session,
  ledger: Ledger,
  which: SettledPayments,
  now: Instant,
): Promise<SettledCounts> {
  const counts = { changed: 0, journals: 0, questions: 0 };
  let after = '';
  for (;;) {
    const page = await loadPayments(session, which, after, PAGE_PAYMENTS);
    const settled = page.map((payment) => ({ payment, follows: consequencesOf(payment) }));
    const journals = settled.flatMap(({ payment, follows }) =>
      journalsOf(payment, follows).map((each) => ({ ...each, endToEndId: payment.endToEndId })),
    );
    const numbers = await ledger.post(
      session,
      journals.map(({ journal }): NewJournal => journal),
    );
    const posted = new Map(journals.map(({ endToEndId, step }, index) => [`${step} ${endToEndId}`, numbers[index]]));
    const moved = settled.filter(
      ({ payment, follows }) => follows.state !== payment.state || follows.cause !== null || isPosting(follows),
    );
    await writeStandings(session, moved, posted, now);
    await tellPayments(session, moved, now);
    for (const { payment, follows } of settled)
      if (follows.cause === 'details') await askForDetails(session, payment, follows, now);
    counts.changed += settled.filter(({ payment, follows }) => follows.state !== payment.state).length;
    counts.journals += journals.length;
    counts.questions += await askQuestions(
      session,
      settled.flatMap(({ payment: { endToEndId }, follows }) =>
        follows.questions.map((question): NewQuestion => ({ ...question, endToEndId })),
      ),
      now,
    );
    if (page.length < PAGE_PAYMENTS) return counts;
    after = page.at(-1)?.endToEndId ?? '';
  }
}

/** Whether something follows that was not posted yet. */
export function isPosting({ paid, failed, returned, exchanged, exchangedBack }: Consequences): boolean {
  return paid || failed || [returned, exchanged, exchangedBack].some((each) => each !== null);
}

async function writeStandings(
  session: Session,
  moved: readonly { readonly payment: LoadedPayment; readonly follows: Consequences }[],
  posted: ReadonlyMap<string, number | undefined>,
  now: Instant,
): Promise<void> {
  const journal = (step: PostedStep) => moved.map(({ payment }) => posted.get(`${step} ${payment.endToEndId}`) ?? null);
  const values = [
    moved.map(({ payment }) => payment.endToEndId),
    moved.map(({ follows }) => follows.state),
    now,
    moved.map(({ follows }) => follows.cause),
    moved.map(({ follows }) => (follows.cause === null ? null : follows.reasons.join(' '))),
    moved.map(({ follows }) => follows.returned?.toString() ?? null),
    journal('paid'),
    journal('failed'),
    journal('returned'),
    journal('exchanged'),
    journal('exchanged-back'),
  ];
  const given = `(SELECT id, state, $3::timestamptz AS since, cause, string_to_array(reasons, ' ') AS reasons, returned, paid, failed, back, exchanged, exchanged_back
    FROM unnest($1::text[], $2::text[], $4::text[], $5::text[], $6::numeric[], $7::integer[], $8::integer[], $9::integer[], $10::integer[], $11::integer[])
      AS moved (id, state, cause, reasons, returned, paid, failed, back, exchanged, exchanged_back)) AS moved`;
  await session.execute(
    `UPDATE payment_standing AS known SET state = moved.state, since = CASE WHEN known.state = moved.state THEN known.since ELSE moved.since END,
       cause = COALESCE(moved.cause, known.cause), reasons = COALESCE(moved.reasons, known.reasons),
       returned_amount = COALESCE(known.returned_amount, moved.returned), paid_journal = COALESCE(known.paid_journal, moved.paid),
       failed_journal = COALESCE(known.failed_journal, moved.failed), returned_journal = COALESCE(known.returned_journal, moved.back),
       exchanged_journal = COALESCE(known.exchanged_journal, moved.exchanged),
       exchanged_back_journal = COALESCE(known.exchanged_back_journal, moved.exchanged_back)
     FROM ${given} WHERE known.end_to_end_id = moved.id`,
    values,
  );
  await session.execute(
    `INSERT INTO payment_standing (end_to_end_id, state, since, cause, reasons, returned_amount, paid_journal, failed_journal, returned_journal,
       exchanged_journal, exchanged_back_journal)
     SELECT id, state, since, cause, reasons, returned, paid, failed, back, exchanged, exchanged_back FROM ${given}
     WHERE NOT EXISTS (SELECT FROM payment_standing AS known WHERE known.end_to_end_id = id)`,
    values,
  );
}

/** The payment has ended, and its earning waits until the payee has named other details. */
export async function askForDetails(
  session: Session,
  { endToEndId, run, partnerKey }: Pick<LoadedPayment, 'endToEndId' | 'run' | 'partnerKey'>,
  { reasons }: Pick<Consequences, 'reasons'>,
  now: Instant,
): Promise<void> {
  await endPayment(session, endToEndId);
  await session.execute(
    `INSERT INTO payout_hold (run, partner_key, reason, found, held_from) VALUES ($1, $2, 'details-rejected', $3, $4)
     ON CONFLICT DO NOTHING`,
    [run, partnerKey, detailsRejected(endToEndId, reasons), now],
  );
}

/** Its earning may be paid by another one from now on. */
export async function endPayment(session: Session, endToEndId: string): Promise<void> {
  await session.execute('UPDATE payment_instruction SET ended = true WHERE end_to_end_id = $1 AND NOT ended', [
    endToEndId,
  ]);
}

/** What a hold says of a payment that failed for the payee's details. */
export function detailsRejected(endToEndId: string, reasons: readonly string[]): string {
  return `payment ${endToEndId} failed for the payee’s details (${reasons.join(', ') || 'no reason given'})`;
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
  const [condition, value] =
    which === 'all'
      ? ['$3::text IS NULL', null]
      : 'answer' in which
        ? [
            'payment.end_to_end_id IN (SELECT end_to_end_id FROM payment_report WHERE answer = $3::integer)',
            which.answer,
          ]
        : 'batch' in which
          ? ['payment.batch = $3::integer', which.batch]
          : ['payment.end_to_end_id = $3::text', which.endToEndId];
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
    reports: reports.map((report): PaymentReport => {
      const charged = report.charges.filter(({ direction }) => direction !== 'credit');
      const own = [known(report.amount, report.currency), known(report.exchanged, report.exchangedCurrency)].filter(
        (each) => each !== null,
      );
      // The bank says it in the currency of the payment, in that of its account, or in both.
      const inPayment = own.find((each) => each.currency.code === currency);
      const onAccount = own.find((each) => each.currency.code !== currency);
      return {
        says: report.says,
        answer: report.answer,
        isLater: report.isLater,
        amount: inPayment ?? onAccount ?? null,
        charges: sumIn(currency, charged),
        reasons: report.reasons.flatMap(({ code }) => code ?? []),
        exchanged:
          onAccount === undefined
            ? null
            : {
                amount: onAccount,
                charges: sumIn(
                  onAccount.currency.code,
                  charged.filter(({ isIncluded }) => isIncluded === true),
                ),
              },
      };
    }),
  };
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
