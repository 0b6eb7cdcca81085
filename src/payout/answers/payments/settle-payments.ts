import type { Session } from '../../../database/index.js';
import type { Instant } from '../../../kernel/index.js';
import type { Ledger, NewJournal } from '../../../ledger/index.js';
import { askQuestions, type NewQuestion } from '../questions.js';
import { consequencesOf, type Consequences } from './consequences.js';
import { journalsOf, type PostedStep } from './failure-journals.js';
import { loadPayments, type LoadedPayment, type SettledPayments } from './reported-payments.js';
import { tellPayments } from './tell-payments.js';

export interface SettledCounts {
  /** Payments whose state is another now. */
  readonly changed: number;
  readonly journals: number;
  readonly questions: number;
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
