import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { WaitReason } from './interpret-fact.js';

/** What a person is asked about. */
export type QuestionAbout =
  | WaitReason
  | 'report-unreadable'
  | 'report-differs'
  | 'unmatched'
  | 'ambiguous'
  | 'credit-unexplained'
  | 'debit-amount'
  | 'debited-twice'
  | 'return-amount'
  | 'payment-failed'
  | 'payment-contradicted';

export interface NewQuestion {
  readonly about: QuestionAbout;
  readonly answer?: number | undefined;
  readonly fact?: number | undefined;
  readonly endToEndId?: string | undefined;
  /** For people; never an account number. */
  readonly found: string;
}

/** Beyond so many of a kind in one answer they are one question: what came is another's file, or of another form. */
const MOST_OF_A_KIND = 50;

/** Puts questions on the work list, each once. To be used under the payout lock. @returns how many are new */
export async function askQuestions(
  session: Session,
  questions: readonly NewQuestion[],
  askedAt: Instant,
): Promise<number> {
  let asked = 0;
  for (const { about, answer, fact, endToEndId, found } of inFewWords(questions)) {
    asked += await session.execute(
      `INSERT INTO answer_question (question, about, answer, fact, end_to_end_id, found, asked_at)
       SELECT (SELECT COALESCE(max(question), 0) + 1 FROM answer_question), $1, $2, $3, $4, $5, $6
       ON CONFLICT (about, answer, fact, end_to_end_id) DO NOTHING`,
      [about, answer ?? null, fact ?? null, endToEndId ?? null, found, askedAt],
    );
  }
  return asked;
}

function inFewWords(questions: readonly NewQuestion[]): NewQuestion[] {
  const ofFacts = new Map<string, NewQuestion[]>();
  for (const question of questions) {
    const kind = question.fact === undefined ? '' : `${question.about} ${String(question.answer)}`;
    const all = ofFacts.get(kind);
    if (all === undefined) ofFacts.set(kind, [question]);
    else all.push(question);
  }
  return [...ofFacts].flatMap(([kind, all]) => {
    const [first] = all;
    if (kind === '' || all.length <= MOST_OF_A_KIND || first === undefined) return all;
    return [
      { about: first.about, answer: first.answer, found: `${String(all.length)} facts, the first: ${first.found}` },
    ];
  });
}
