import type { Session } from '../../database/index.js';
import { Money, SeatbackError } from '../../kernel/index.js';
import type { DecideOptions, DecisionWay } from './decision-ways.js';
import { unfit, type OpenQuestion } from './open-question.js';
import type { FailureCause, PostedSteps } from './payments/consequences.js';
import type { PostedStep } from './payments/failure-journals.js';
import { accountsOf, amountOn, moved, ofCampaign, type LedgerPayment } from './payments/ledger-payment.js';
import type { Transfer } from '../../ledger/index.js';
import { BEING_RELEASED } from './payments/failed-payments.js';

/** A payment that something is decided of. */
export interface DecidedPayment extends LedgerPayment {
  readonly run: number;
  readonly state: string;
  readonly reasons: readonly string[];
  readonly cause: FailureCause | null;
  readonly posted: Pick<PostedSteps, 'paid' | 'failed' | 'returned'>;
  /** What people decided of it before. */
  readonly decided: readonly DecisionWay[];
}

/** Where an amount lies that is decided on, and where it goes. */
type PaymentAccount = 'in-transit' | 'held' | 'payable' | 'returned' | 'forfeited' | 'paid' | 'recoverable';

export interface Move {
  readonly step: PostedStep;
  /** Where it lies, the likeliest first. */
  readonly from: readonly [PaymentAccount, ...PaymentAccount[]];
  readonly to: PaymentAccount;
  /** So much of it as has gone elsewhere already was paid twice: the partner owes it. */
  readonly orRecoverable: boolean;
}

/** From where to where the amount of a payment goes by a decision; null where it stays. */
export function moveOf(payment: DecidedPayment, { about }: OpenQuestion, as: DecisionWay): Move | null {
  const { posted } = payment;
  const orRecoverable = false;
  if (about === 'payment-failed') {
    const from = [posted.returned ? 'returned' : 'held'] as const;
    if (as === 'forfeit') return { step: 'forfeited', from, to: 'forfeited', orRecoverable };
    return { step: 'again', from, to: 'payable', orRecoverable };
  }
  if (about !== 'payment-contradicted') return null;
  if (as === 'paid' && !posted.paid) {
    if (posted.failed) return { step: 'settled', from: leftOn(payment), to: 'paid', orRecoverable: true };
    return { step: 'settled', from: ['in-transit'], to: 'paid', orRecoverable };
  }
  if (as === 'not-paid' && !posted.failed)
    return { step: 'settled', from: [posted.paid ? 'paid' : 'in-transit'], to: 'payable', orRecoverable };
  return null;
}

/** Where the amount of a payment that failed may lie by now: held is its own only while nobody has decided on it. */
function leftOn({ cause, decided }: DecidedPayment): Move['from'] {
  if (decided.includes('forfeit')) return ['forfeited', 'payable'];
  const isUndecided = cause === 'other' && !decided.includes('pay-again') && !decided.includes('ask-again');
  return isUndecided ? ['held', 'payable', 'forfeited'] : ['payable', 'forfeited'];
}

/**
 * What moves an amount, from where it lies: whole from one account, or where some of it has gone elsewhere as much as
 * there is, and the rest is owed by the partner.
 *
 * @returns null where it has gone elsewhere whole
 */
export async function transfersOf(
  session: Session,
  payment: DecidedPayment,
  { from, to, orRecoverable }: Move,
): Promise<readonly Transfer[] | null> {
  for (const kind of from)
    if (amountOn(kind, payment).compare(await balanceOn(session, payment, kind)) <= 0) return moved(payment, kind, to);
  if (!orRecoverable) return null;
  const own = accountsOf(payment);
  const isExchanged = payment.amount.currency.code !== payment.owed.currency.code;
  const into = isExchanged ? ofCampaign('currency-position', payment) : own(to);
  const transfers: Transfer[] = [];
  let rest = payment.owed;
  for (const kind of [...from, 'recoverable'] as const) {
    const part = kind === 'recoverable' ? rest : smaller(rest, await balanceOn(session, payment, kind));
    if (part.isZero()) continue;
    rest = rest.minus(part);
    transfers.push({ debit: own(kind), credit: into, amount: part });
  }
  if (isExchanged) transfers.push({ debit: into, credit: own(to), amount: payment.amount });
  return transfers;
}

/** What comes back first of what was paid twice, and where the rest goes. */
export function transfersLess(
  owed: Money,
  rest: Money,
  payment: DecidedPayment,
  { from: [from], to }: Move,
): Transfer[] {
  const account = accountsOf(payment);
  return [
    { debit: account(from), credit: account('recoverable'), amount: owed },
    ...(rest.isZero() ? [] : [{ debit: account(from), credit: account(to), amount: rest }]),
  ];
}

/** What the partner owes in the campaign of a payment: nothing is paid or forfeited before that has come back. */
export async function owedBy(session: Session, payment: DecidedPayment): Promise<Money> {
  return balanceOn(session, payment, 'recoverable');
}

/**
 * As a positive amount, on whichever side the account has it; never less than nothing. What is being released has left,
 * though its journals are not posted yet; and of what was forfeited, only what no minimum payout forfeited.
 */
async function balanceOn(session: Session, payment: DecidedPayment, kind: PaymentAccount): Promise<Money> {
  const { currency } = amountOn(kind, payment);
  const { balance } = await session.one<{ balance: string }>(
    `SELECT GREATEST(CASE $1 WHEN 'recoverable' THEN sum WHEN 'forfeited' THEN LEAST(-sum, -for_good) ELSE -sum END
         - CASE $1 WHEN 'payable' THEN ${BEING_RELEASED('$2', '$3', '$4')} ELSE 0 END, 0)::text AS balance
     FROM (SELECT COALESCE(sum(posting.amount), 0) AS sum,
         COALESCE(sum(posting.amount) FILTER (WHERE journal.kind IN ('hold', 'status')), 0) AS for_good FROM account JOIN posting USING (account_key) JOIN journal USING (journal)
       WHERE account.kind = $1 AND account.campaign_id = $2 AND partner_key = $3 AND account.currency = $4) AS lies`,
    [kind, payment.campaignId, payment.partnerKey, currency.code],
  );
  return Money.of(balance, currency);
}

export function smaller(a: Money, b: Money): Money {
  return a.compare(b) < 0 ? a : b;
}

/** Whether money left is found out before anything is paid again; what came back was not paid. @throws SeatbackError DECISION_UNFIT */
export function expectInOrder(open: OpenQuestion, { state, decided }: DecidedPayment, as: DecisionWay): void {
  if (open.about === 'payment-contradicted' && state === 'returned' && as !== 'noted')
    throw unfit(open, 'noted: the money has come back', as);
  // Nothing is paid while nobody knows whether it was.
  if (open.about === 'payment-contradicted' && state !== 'returned' && as === 'noted')
    throw unfit(open, 'paid or not-paid, as the bank says when it is asked', as);
  if (open.about === 'payment-failed' && state === 'contradicted' && !decided.includes('not-paid'))
    throw unfit(open, 'the contradiction of this payment to be decided first, as not-paid', as);
}

/** The payment that is decided on: the one that the question is about, or the one that is named. */
export async function paymentOf(
  session: Session,
  open: OpenQuestion,
  options: DecideOptions,
): Promise<DecidedPayment | null> {
  const needsPayment = options.as === 'belongs-to' || options.as === 'means';
  const id = options.payment ?? open.endToEndId ?? (needsPayment ? await onlyPaymentOf(session, open) : null);
  if (id === null) {
    if (needsPayment) throw unfit(open, 'the payment that it is about: --payment', 'none');
    return null;
  }
  const [row] = await session.query<
    Omit<DecidedPayment, 'amount' | 'owed' | 'posted'> & {
      readonly amount: string;
      readonly currency: string;
      readonly owed: string;
      readonly owedCurrency: string;
      readonly paid: boolean;
      readonly failed: boolean;
      readonly returned: boolean;
    }
  >(
    `SELECT payment.end_to_end_id AS "endToEndId", campaign_id AS "campaignId", payment.partner_key AS "partnerKey", partner_id AS "partnerId",
       payment.run, payment.paid_amount AS amount, payment.paid_currency AS currency, payment.amount AS owed,
       payment.currency AS "owedCurrency", COALESCE(standing.state, 'released') AS state, COALESCE(reasons, '{}') AS reasons, cause,
       ARRAY(SELECT decided_as FROM answer_question AS asked JOIN answer_decision USING (question) WHERE asked.end_to_end_id = payment.end_to_end_id)
         AS decided,
       paid_journal IS NOT NULL AS paid, failed_journal IS NOT NULL AS failed, returned_journal IS NOT NULL AS returned
     FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN partner USING (partner_key)
     LEFT JOIN payment_standing AS standing USING (end_to_end_id)
     WHERE payment.end_to_end_id = $1 AND batch.state IN ('releasing', 'released')`,
    [id],
  );
  if (row === undefined)
    throw new SeatbackError({
      code: 'PAYMENT_UNKNOWN',
      expected: 'the end-to-end id of a payment that was released',
      found: id.slice(0, 60),
      where: `question ${String(open.question)}`,
      next: 'npx seatback payout show BATCH lists the payments of a batch.',
    });
  const { amount, currency, owed, owedCurrency, paid, failed, returned, ...payment } = row;
  return {
    ...payment,
    amount: Money.of(amount, currency),
    owed: Money.of(owed, owedCurrency),
    posted: { paid, failed, returned },
  };
}

/** What a fact names by itself, where its meaning alone was open. */
async function onlyPaymentOf(session: Session, { answer, fact }: OpenQuestion): Promise<string | null> {
  const [named, ...more] = await session.query<{ id: string }>(
    `SELECT payment.end_to_end_id AS id FROM reported_fact AS reported JOIN payment_instruction AS payment
       ON payment.end_to_end_id = reported.end_to_end_id OR payment.end_to_end_id = reported.instruction_id OR payment.uetr::text = lower(reported.uetr)
     WHERE answer = $1 AND fact = $2`,
    [answer, fact],
  );
  return named === undefined || more.length > 0 ? null : named.id;
}
