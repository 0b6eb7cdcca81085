import { unrecordedActs, type RecordedAct } from '../audit/index.js';
import type { Session } from '../database/index.js';

export interface AskedWorkCheck {
  readonly asked: number;
  readonly problems: readonly string[];
}

/** Holds what was asked for against the audit log: nobody asked in another's name unseen. */
export async function checkAskedWork(session: Session): Promise<AskedWorkCheck> {
  const acts = await session.query<RecordedAct>(
    `SELECT asked_by AS actor, 'work.ask' AS act, 'asked work ' || asked_work AS subject FROM asked_work ORDER BY asked_work`,
  );
  return {
    asked: acts.length,
    problems: (await unrecordedActs(session, acts)).map(
      ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
    ),
  };
}
