import { unrecordedActs, type RecordedAct } from '../audit/index.js';
import type { Session } from '../database/index.js';

export interface QuestionCheck {
  readonly questions: number;
  readonly problems: readonly string[];
}

/** Holds questions, answers and withdrawals against the audit log: nobody asked or answered in another's name unseen. */
export async function checkQuestions(session: Session): Promise<QuestionCheck> {
  const { questions } = await session.one<{ questions: number }>(
    'SELECT count(*)::integer AS questions FROM partner_question',
  );
  const acts = await session.query<RecordedAct>(`
    SELECT asked_by AS actor, 'question.ask' AS act, 'question ' || question AS subject FROM partner_question
    UNION ALL SELECT ended_by, CASE ending WHEN 'answered' THEN 'question.answer' ELSE 'question.withdraw' END, 'question ' || question
      FROM question_ending
    ORDER BY 3, 2`);
  return {
    questions,
    problems: (await unrecordedActs(session, acts)).map(
      ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
    ),
  };
}
