import type { Session } from '../../database/index.js';
import { invariant, Money, SeatbackError } from '../../kernel/index.js';
import type { ReportedStep } from './codes/index.js';
import { DECISION_WAYS, type DecideOptions, type DecisionWay } from './decision-ways.js';
import type { QuestionAbout } from './questions.js';

export interface OpenQuestion {
  readonly question: number;
  readonly about: QuestionAbout;
  readonly answer: number | null;
  readonly fact: number | null;
  readonly endToEndId: string | null;
  readonly says: ReportedStep | null;
  readonly decided: boolean;
}

export async function openQuestion(session: Session, question: number): Promise<OpenQuestion> {
  const [found] = await session.query<OpenQuestion>(
    `SELECT question, about, asked.answer, asked.fact, asked.end_to_end_id AS "endToEndId", says,
       EXISTS (SELECT FROM answer_decision WHERE answer_decision.question = asked.question) AS decided
     FROM answer_question AS asked LEFT JOIN reported_fact USING (answer, fact) WHERE question = $1`,
    [question],
  );
  if (found === undefined)
    throw new SeatbackError({
      code: 'QUESTION_UNKNOWN',
      expected: 'the number of a question',
      found: String(question),
      where: 'the work list of answers',
      next: 'npx seatback answers open lists what waits for a person.',
    });
  if (!found.decided) return found;
  throw new SeatbackError({
    code: 'QUESTION_DECIDED',
    expected: 'a question that is open',
    found: 'one that was decided',
    where: `question ${String(question)}`,
    next: 'What was decided stays; npx seatback answers open lists what is still open.',
  });
}

export function expectWay(open: OpenQuestion, as: DecisionWay): void {
  const ways = DECISION_WAYS[open.about];
  if (ways.includes(as)) return;
  throw unfit(open, ways.join(' or '), as);
}

export function unfit({ question, about }: OpenQuestion, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'DECISION_UNFIT',
    expected,
    found,
    where: `question ${String(question)} (${about})`,
    next: 'docs/answers.md says what each question leaves open.',
  });
}

export function expectStep(open: OpenQuestion, { means }: DecideOptions): ReportedStep {
  if (means === undefined)
    throw unfit(
      open,
      'what it means: --means received, in-process, debited, credited, rejected or returned',
      'nothing',
    );
  return means;
}

export function expectAmount(
  open: OpenQuestion,
  payment: { readonly amount: Money } | null,
  { amount }: DecideOptions,
): Money {
  invariant(payment !== null, 'an amount is asked of a payment');
  const { currency } = payment.amount;
  const expected = `more than 0 and at most ${payment.amount.toString()} ${currency.code}, with its decimals`;
  if (amount === undefined || !/^\d{1,18}(\.\d{1,5})?$/.test(amount)) throw unfit(open, expected, amount ?? 'nothing');
  const given = Money.of(amount, currency);
  if (given.isZero() || given.compare(payment.amount) > 0 || given.amount.decimalPlaces() > currency.minorUnits)
    throw unfit(open, expected, amount);
  return given;
}
