import type { Session } from '../../database/index.js';
import { SeatbackError, type Instant } from '../../kernel/index.js';
import type { ReportFault, ReportKind } from './messages/index.js';
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
