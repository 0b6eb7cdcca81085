import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { actorOf, CLOCK, reasonOf, type Clock, type Instant, type Money } from '../../kernel/index.js';
import { Ledger, type NewJournal } from '../../ledger/index.js';
import type { ReportedStep } from './codes/index.js';
import { recordNotifications } from '../../notifications/index.js';
import {
  expectInOrder,
  moveOf,
  owedBy,
  paymentOf,
  smaller,
  transfersLess,
  transfersOf,
  type DecidedPayment,
} from './decided-payment.js';
import { withdrawRequestFor } from '../payees/requests.js';
import type { AnswerDecision, DecideOptions, DecisionWay } from './decision-ways.js';
import { expectAmount, expectStep, expectWay, openQuestion, unfit, type OpenQuestion } from './open-question.js';
import { stepCause } from './payments/failure-journals.js';
import { askForDetails, endPayment, settlePayments } from './payments/settle-payments.js';
import { FAILED_PAYMENTS } from './payments/failed-payments.js';

/** A person's part: what a bank's answer leaves open. */
@Injectable()
export class DecideAnswer {
  readonly #unitOfWork: UnitOfWork;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, ledger: Ledger, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#ledger = ledger;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Decides a question, once and for good.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, QUESTION_UNKNOWN, QUESTION_DECIDED, DECISION_UNFIT, PAYMENT_UNKNOWN,
   *   ACCOUNTING_MONTH_CLOSED
   */
  async execute(question: number, options: DecideOptions): Promise<AnswerDecision> {
    const actor = actorOf(options.actor);
    const reason = reasonOf(options.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const open = await openQuestion(session, question);
      expectWay(open, options.as);
      const now = this.#clock.now();
      const payment = await paymentOf(session, open, options);
      if (payment !== null) expectInOrder(open, payment, options.as);
      const says = options.as === 'means' ? expectStep(open, options) : null;
      const amount = options.as === 'amount' ? expectAmount(open, payment, options) : null;
      const journal = payment === null ? null : await this.#post(session, payment, open, options.as);
      await session.execute(
        `INSERT INTO answer_decision (question, decided_as, end_to_end_id, says, amount, journal, reason, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          question,
          options.as,
          payment?.endToEndId ?? null,
          says,
          amount?.toString() ?? null,
          journal,
          reason,
          actor,
          now,
        ],
      );
      const settled =
        payment === null ? 0 : await this.#follow(session, { open, payment, says, as: options.as, actor, now });
      await this.#auditLog.record(session, {
        actor,
        act: 'answer.decide',
        subject: `question ${String(question)}`,
        detail: {
          as: options.as,
          about: open.about,
          ...(payment === null ? {} : { payment: payment.endToEndId }),
          ...(says === null ? {} : { says }),
          ...(amount === null ? {} : { amount: amount.toString(), currency: amount.currency.code }),
          reason,
        },
      });
      return {
        question,
        as: options.as,
        endToEndId: payment?.endToEndId ?? null,
        journals: settled + (journal === null ? 0 : 1),
      };
    });
  }

  /** Moves what waits for the decision to where it goes. What a restatement or an adjustment has taken up since is not moved any more. */
  async #post(session: Session, payment: DecidedPayment, open: OpenQuestion, as: DecisionWay): Promise<number | null> {
    const move = moveOf(payment, open, as);
    if (move === null) return null;
    const whole = await transfersOf(session, payment, move);
    if (whole === null) {
      // It is decided on anew with that, and nothing is left here to be taken away.
      if (as === 'forfeit')
        throw unfit(open, 'pay-again or ask-again: a restatement or an adjustment has taken its amount up', as);
      return null;
    }
    // What was paid twice comes back first, whatever becomes of the rest.
    const owed = open.about === 'payment-failed' ? smaller(await owedBy(session, payment), payment.owed) : null;
    const rest = owed === null ? payment.owed : payment.owed.minus(owed);
    const journal: NewJournal = {
      kind: 'status',
      cause: stepCause(move.step, payment.endToEndId, payment.decided.includes('paid')),
      campaignId: payment.campaignId,
      transfers: owed === null || owed.isZero() ? whole : transfersLess(owed, rest, payment, move),
      description: `Decided (question ${String(open.question)}): ${as.replace('-', ' ')}, partner ${payment.partnerId}, ${payment.endToEndId}`,
    };
    const [number] = await this.#ledger.post(session, [journal]);
    if (move.to === 'forfeited' && !rest.isZero()) await this.#tellForfeited(session, payment, rest);
    return number ?? null;
  }

  async #tellForfeited(
    session: Session,
    { endToEndId, partnerKey, campaignId, decided }: DecidedPayment,
    amount: Money,
  ): Promise<void> {
    const notice = {
      kind: 'forfeited',
      because: 'not-paid-again',
      amount: amount.toString(),
      currency: amount.currency.code,
    } as const;
    const occasion = stepCause('forfeited', endToEndId, decided.includes('paid'));
    await recordNotifications(session, [{ occasion, partnerKey, campaignId, notice }], this.#clock.now());
  }

  /** @returns how many journals follow */
  async #follow(
    session: Session,
    {
      open,
      payment,
      says,
      as,
      actor,
      now,
    }: {
      readonly open: OpenQuestion;
      readonly payment: DecidedPayment;
      readonly says: ReportedStep | null;
      readonly as: DecisionWay;
      readonly actor: string;
      readonly now: Instant;
    },
  ): Promise<number> {
    if (as === 'ask-again') await askForDetails(session, payment, { reasons: payment.reasons }, now);
    if (as === 'paid') await this.#endAsking(session, open, payment, { actor, now });
    if (as === 'pay-again' || (as === 'not-paid' && !payment.posted.failed))
      await endPayment(session, payment.endToEndId);
    const meant = says ?? (as === 'belongs-to' ? open.says : null);
    if (meant !== null && meant !== 'nothing')
      await session.execute(
        `INSERT INTO payment_report (answer, fact, end_to_end_id, says, matched_by) VALUES ($1, $2, $3, $4, 'person') ON CONFLICT DO NOTHING`,
        [open.answer, open.fact, payment.endToEndId, meant],
      );
    return (await settlePayments(session, this.#ledger, { endToEndId: payment.endToEndId }, now)).journals;
  }

  /** It was paid: nobody is asked for other details any more, nor what is to become of it. */
  async #endAsking(
    session: Session,
    { question }: OpenQuestion,
    { endToEndId, partnerKey, campaignId }: DecidedPayment,
    { actor, now }: { readonly actor: string; readonly now: Instant },
  ): Promise<void> {
    await withdrawRequestFor(session, endToEndId, now);
    await session.execute(
      `UPDATE payout_hold SET held_to = $3 WHERE partner_key = $1 AND reason = 'details-rejected' AND held_to IS NULL
         AND run IN (SELECT run FROM calculation_run WHERE campaign_id = $2) AND NOT EXISTS (SELECT FROM ${FAILED_PAYMENTS}
           WHERE failed.partner_key = $1 AND failed.campaign_id = $2 AND waits_for = 'details')`,
      [partnerKey, campaignId, now],
    );
    const reason = `It was found to be paid (question ${String(question)}).`;
    const settled = await session.query<{ question: number }>(
      `INSERT INTO answer_decision (question, decided_as, end_to_end_id, reason, decided_by, decided_at)
       SELECT question, 'noted', $1, $2, $3, $4 FROM answer_question AS asked WHERE about = 'payment-failed' AND end_to_end_id = $1
         AND NOT EXISTS (SELECT FROM answer_decision AS said WHERE said.question = asked.question) RETURNING question`,
      [endToEndId, reason, actor, now],
    );
    for (const { question: moot } of settled)
      await this.#auditLog.record(session, {
        actor,
        act: 'answer.decide',
        subject: `question ${String(moot)}`,
        detail: { as: 'noted', about: 'payment-failed', payment: endToEndId, reason },
      });
  }
}
