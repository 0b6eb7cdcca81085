import { unrecordedActs } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

/** Holds every decision against the audit log: who decided is what makes it one. */
export async function checkDecisions(
  session: Session,
): Promise<{ readonly decisions: number; readonly problems: readonly string[] }> {
  const decisions = await session.query<{ decision: number; actor: string }>(
    'SELECT decision, decided_by AS actor FROM decision ORDER BY decision',
  );
  const unrecorded = await unrecordedActs(
    session,
    decisions.map(({ decision, actor }) => ({
      actor,
      act: 'decision.record',
      subject: `decision ${String(decision)}`,
    })),
  );
  return {
    decisions: decisions.length,
    problems: unrecorded.map(
      ({ actor, subject }) => `${subject} was taken by ${actor}, and the audit log does not know it`,
    ),
  };
}
