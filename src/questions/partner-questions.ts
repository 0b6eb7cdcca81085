import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { onRecordOfTheProgram, UnitOfWork, type Session } from '../database/index.js';
import { actorOf, CLOCK, type Clock, type JsonValue } from '../kernel/index.js';
import { recordNotifications } from '../notifications/index.js';
import { knownPartner } from '../partners/index.js';
import { listQuestions, type ListedQuestion } from './list-questions.js';
import { LONGEST_ANSWER, LONGEST_QUESTION, plainText } from './plain-text.js';
import { nothingDetermined, questionEnded, questionUnknown, tooManyOpen } from './question-errors.js';

/** Of a partner in a campaign; who reads them is one team. */
const MOST_OPEN = 100;

export interface NewQuestion {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly customerId: string;
  /** The run whose outcome was shown to whoever asks. */
  readonly run: number;
  readonly text: string;
  /** Of the form that it was written in: a form that is sent twice asks once. */
  readonly form: string;
}

/** Where a partner's person withdraws: only what its own page shows. */
export interface OwnQuestion {
  readonly question: number;
  readonly campaignId: string;
  readonly partnerId: string;
  readonly customerId: string;
}

/** Partners ask about determinations; finance answers, and the partner is told. */
@Injectable()
export class PartnerQuestions {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Puts a question on record, with what was determined when it was asked.
   *
   * @returns the number of the question; the same one where its form was sent before
   * @throws SeatbackError QUESTION_TEXT_INVALID, PARTNER_UNKNOWN, CUSTOMER_UNKNOWN, QUESTIONS_TOO_MANY, ACTOR_INVALID
   */
  async ask(asked: NewQuestion, by: { readonly actor: string }): Promise<number> {
    const actor = actorOf(by.actor);
    const text = plainText(asked.text, LONGEST_QUESTION);
    const { campaignId, partnerId, customerId, run, form } = asked;
    return this.#unitOfWork.inTransaction(async (session) => {
      const { partnerKey } = await knownPartner(session, partnerId);
      const [before] = await session.query<{ question: number }>(
        'SELECT question FROM partner_question WHERE partner_key = $1 AND form = $2',
        [partnerKey, form],
      );
      if (before !== undefined) return before.question;
      const about = await determined(session, { campaignId, partnerKey, customerId, run });
      if (about === undefined) throw nothingDetermined(customerId, run);
      const open = await listQuestions(session, { campaignId, partnerId, openOnly: true, limit: MOST_OPEN });
      if (open.length >= MOST_OPEN) throw tooManyOpen(MOST_OPEN);
      const [added] = await session.query<{ question: number }>(
        `INSERT INTO partner_question (campaign_id, partner_key, customer_key, run, outcome, asked, asked_by, asked_at, form)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (partner_key, form) DO NOTHING RETURNING question`,
        [campaignId, partnerKey, about.customerKey, run, about.outcome, text, actor, this.#clock.now(), form],
      );
      // The other click was first, and is committed by now.
      if (added === undefined) return this.#askedWith(session, partnerKey, form);
      await this.#record(session, actor, 'question.ask', added.question, {
        campaign: campaignId,
        partner: partnerId,
        customer: customerId,
        run,
        outcome: about.outcome,
        text,
      });
      return added.question;
    });
  }

  /**
   * Takes an open question back; once, however often it is sent.
   *
   * @throws SeatbackError QUESTION_UNKNOWN also where it is of another partner or customer, QUESTION_ENDED, ACTOR_INVALID
   */
  async withdraw(own: OwnQuestion, by: { readonly actor: string }): Promise<void> {
    const actor = actorOf(by.actor);
    await this.#unitOfWork.inTransaction(async (session) => {
      const [found] = await listQuestions(session, { ...own, limit: 1 });
      if (found === undefined) throw questionUnknown(own.question);
      if (found.state === 'withdrawn') return;
      const ended = await session.execute(
        `INSERT INTO question_ending (question, ending, ended_by, ended_at) VALUES ($1, 'withdrawn', $2, $3) ON CONFLICT (question) DO NOTHING`,
        [own.question, actor, this.#clock.now()],
      );
      if (ended === 0) {
        const [now] = await listQuestions(session, { ...own, limit: 1 });
        if (now?.state === 'withdrawn') return;
        throw questionEnded(own.question, 'one that was answered');
      }
      await this.#record(session, actor, 'question.withdraw', own.question, {
        campaign: own.campaignId,
        partner: own.partnerId,
        customer: own.customerId,
      });
    });
  }

  /**
   * Answers an open question, and tells the partner by mail that it was answered. The same answer of the same person,
   * sent again, is the one that was given.
   *
   * @param campaignId where the question has to be of this campaign
   * @throws SeatbackError QUESTION_UNKNOWN, QUESTION_ENDED, QUESTION_TEXT_INVALID, ACTOR_INVALID
   */
  async answer(
    question: number,
    by: { readonly actor: string; readonly answer: string },
    campaignId?: string,
  ): Promise<ListedQuestion> {
    const actor = actorOf(by.actor);
    const answer = plainText(by.answer, LONGEST_ANSWER);
    return this.#unitOfWork.inTransaction(async (session) => {
      const [asked] = await listQuestions(session, { question, campaignId, limit: 1 });
      if (asked === undefined) throw questionUnknown(question);
      const now = this.#clock.now();
      const ended = await session.execute(
        `INSERT INTO question_ending (question, ending, answer, ended_by, ended_at) VALUES ($1, 'answered', $2, $3, $4)
         ON CONFLICT (question) DO NOTHING`,
        [question, answer, actor, now],
      );
      const [stands] = await listQuestions(session, { question, limit: 1 });
      if (stands === undefined) throw questionUnknown(question);
      if (ended === 0) {
        if (stands.state === 'answered' && stands.answer === answer && stands.endedBy === actor) return stands;
        throw questionEnded(question, `one that was ${stands.state} by ${stands.endedBy ?? ''}`);
      }
      await this.#record(session, actor, 'question.answer', question, {
        campaign: asked.campaignId,
        partner: asked.partnerId,
        customer: asked.customerId,
        answer,
      });
      await this.#tell(session, asked);
      return stands;
    });
  }

  async #askedWith(session: Session, partnerKey: number, form: string): Promise<number> {
    const { question } = await session.one<{ question: number }>(
      'SELECT question FROM partner_question WHERE partner_key = $1 AND form = $2',
      [partnerKey, form],
    );
    return question;
  }

  async #record(
    session: Session,
    actor: string,
    act: string,
    question: number,
    detail: Readonly<Record<string, JsonValue>>,
  ): Promise<void> {
    const subject = `question ${String(question)}`;
    await onRecordOfTheProgram(session, () => this.#auditLog.record(session, { actor, act, subject, detail }));
  }

  /** That there is an answer, and to what: what it says is read where the partner signs in. */
  async #tell(session: Session, { question, campaignId, partnerId, customerId, customerName }: ListedQuestion) {
    const { partnerKey } = await knownPartner(session, partnerId);
    const notice = { kind: 'question-answered', question, customer: customerName ?? customerId } as const;
    await recordNotifications(
      session,
      [{ occasion: `question answered ${String(question)}`, partnerKey, campaignId, notice }],
      this.#clock.now(),
    );
  }
}

async function determined(
  session: Session,
  {
    campaignId,
    partnerKey,
    customerId,
    run,
  }: { readonly campaignId: string; readonly partnerKey: number; readonly customerId: string; readonly run: number },
): Promise<{ readonly customerKey: number; readonly outcome: ListedQuestion['outcome'] } | undefined> {
  const [found] = await session.query<{ customerKey: number; outcome: ListedQuestion['outcome'] }>(
    `SELECT customer_key AS "customerKey", outcome FROM determination JOIN customer USING (customer_key) JOIN calculation_run USING (campaign_id)
     WHERE campaign_id = $1 AND partner_key = $2 AND customer_id = $3 AND run = $4 AND run_from <= run AND (run_to IS NULL OR run_to > run)`,
    [campaignId, partnerKey, customerId, run],
  );
  return found;
}
