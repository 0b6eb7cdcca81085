import { unrecordedActs } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

/** Holds every decision, and every answer that a person gave to a claim, against the audit log: who decided is what makes it one. */
export async function checkDecisions(
  session: Session,
): Promise<{ readonly decisions: number; readonly problems: readonly string[] }> {
  const decisions = await session.query<{ decision: number; actor: string }>(
    'SELECT decision, decided_by AS actor FROM decision ORDER BY decision',
  );
  const answers = await session.query<{ claimAnswer: number; actor: string }>(
    'SELECT claim_answer AS "claimAnswer", answered_by AS actor FROM claim_answer WHERE answered_by IS NOT NULL ORDER BY 1',
  );
  const unrecorded = await unrecordedActs(session, [
    ...decisions.map(({ decision, actor }) => ({
      actor,
      act: 'decision.record',
      subject: `decision ${String(decision)}`,
    })),
    ...answers.map(({ claimAnswer, actor }) => ({
      actor,
      act: 'claim.answer',
      subject: `claim answer ${String(claimAnswer)}`,
    })),
  ]);
  return {
    decisions: decisions.length,
    problems: unrecorded.map(
      ({ actor, subject }) => `${subject} was taken by ${actor}, and the audit log does not know it`,
    ),
  };
}
