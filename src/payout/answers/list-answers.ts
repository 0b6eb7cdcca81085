import type { Session } from '../../database/index.js';
import { SeatbackError, type Instant } from '../../kernel/index.js';
import type { ReportedStep } from './codes/index.js';
import { DECISION_WAYS, type DecisionWay } from './decision-ways.js';
import type { ReportedReason, ReportFault, ReportKind } from './messages/index.js';
import type { QuestionAbout } from './questions.js';
import type { AnswerState, ReadAnswer } from './read-kept-answer.js';

export interface ListedAnswer {
  readonly answer: number;
  readonly bank: string;
  readonly fileName: string;
  readonly keptAt: Instant;
  readonly state: AnswerState;
  readonly kind: ReportKind | null;
  readonly messageId: string | null;
  readonly facts: number;
  /** Payments of ours that it says something of. */
  readonly payments: number;
  /** Still open. */
  readonly questions: number;
  readonly rawHash: string;
  readonly rawBytes: number;
  readonly repeats: number | null;
  readonly fault: ReportFault | null;
}

const LISTED = `
  SELECT answer, bank, file_name AS "fileName", kept_at AS "keptAt", state, kind, message_id AS "messageId", COALESCE(fact_count, 0) AS facts,
    (SELECT count(DISTINCT end_to_end_id) FROM payment_report WHERE payment_report.answer = bank_answer.answer)::integer AS payments,
    (SELECT count(*) FROM answer_question LEFT JOIN answer_decision USING (question)
      WHERE answer_question.answer = bank_answer.answer AND decided_at IS NULL)::integer AS questions,
    raw_hash AS "rawHash", raw_bytes::integer AS "rawBytes", repeats, fault
  FROM bank_answer`;

/** What banks sent, the latest first. */
export async function listAnswers(session: Session, most: number): Promise<ListedAnswer[]> {
  return session.query(`${LISTED} ORDER BY answer DESC LIMIT $1`, [most]);
}

/** @throws SeatbackError ANSWER_UNKNOWN */
export async function findAnswer(session: Session, answer: number): Promise<ListedAnswer> {
  const [found] = await session.query<ListedAnswer>(`${LISTED} WHERE answer = $1`, [answer]);
  if (found !== undefined) return found;
  throw new SeatbackError({
    code: 'ANSWER_UNKNOWN',
    expected: 'the number of an answer',
    found: String(answer),
    where: 'answers of banks',
    next: 'npx seatback answers list shows them.',
  });
}

/** An answer that was read before: nothing came of it now. */
export async function answerAsRead(session: Session, answer: number): Promise<ReadAnswer> {
  const { state, kind, messageId, facts, fault, repeats } = await findAnswer(session, answer);
  return {
    answer,
    state: state === 'read' ? 'repeated' : state,
    kind,
    messageId,
    facts,
    payments: 0,
    changed: 0,
    journals: 0,
    questions: 0,
    fault,
    repeats: state === 'read' ? answer : repeats,
  };
}

/** What waits for a person, the oldest first. */
export interface ListedQuestion {
  readonly question: number;
  readonly about: QuestionAbout;
  readonly found: string;
  readonly askedAt: Instant;
  readonly answer: number | null;
  readonly fact: number | null;
  readonly endToEndId: string | null;
  readonly partnerId: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly ways: readonly DecisionWay[];
}

export async function openQuestionsOf(session: Session, most: number, answer?: number): Promise<ListedQuestion[]> {
  const rows = await session.query<Omit<ListedQuestion, 'ways'>>(
    `SELECT asked.question, about, found, asked_at AS "askedAt", answer, fact, asked.end_to_end_id AS "endToEndId", partner_id AS "partnerId",
       payment.paid_amount::text AS amount, payment.paid_currency AS currency
     FROM answer_question AS asked LEFT JOIN payment_instruction AS payment USING (end_to_end_id) LEFT JOIN partner USING (partner_key)
     WHERE NOT EXISTS (SELECT FROM answer_decision WHERE answer_decision.question = asked.question) AND ($2::integer IS NULL OR answer = $2)
     ORDER BY asked.question LIMIT $1`,
    [most, answer ?? null],
  );
  return rows.map((row) => ({ ...row, ways: DECISION_WAYS[row.about] }));
}

/** A fact of an answer as a person looks at it. */
export interface ListedFact {
  readonly fact: number;
  readonly fileLine: number;
  readonly level: string;
  readonly status: string | null;
  readonly says: ReportedStep;
  readonly endToEndId: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly reasons: readonly ReportedReason[];
  /** Payments of ours that it is about. */
  readonly payments: readonly string[];
}

export async function factsOf(session: Session, answer: number, most: number): Promise<ListedFact[]> {
  return session.query(
    `SELECT fact, file_line AS "fileLine", level, status, says, end_to_end_id AS "endToEndId", amount::text, currency, reasons,
       ARRAY(SELECT report.end_to_end_id FROM payment_report AS report WHERE report.answer = reported.answer AND report.fact = reported.fact
         ORDER BY 1 LIMIT 20) AS payments
     FROM reported_fact AS reported WHERE answer = $1 ORDER BY fact LIMIT $2`,
    [answer, most],
  );
}
