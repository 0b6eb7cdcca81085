import { unrecordedActs, type RecordedAct } from '../audit/index.js';
import type { Session } from '../database/index.js';

export interface AccessCheck {
  readonly people: number;
  readonly problems: readonly string[];
}

/** Holds rights and tokens against the audit log: who could write to the database alone gave nobody a right unseen. */
export async function checkAccess(session: Session): Promise<AccessCheck> {
  const { people } = await session.one<{ people: number }>('SELECT count(*)::integer AS people FROM person');
  const acts = await session.query<RecordedAct>(`
    SELECT decided_by AS actor, CASE WHEN is_granted THEN 'access.grant' ELSE 'access.withdraw' END AS act, 'role ' || role || ' of person ' || person AS subject FROM role_grant
    UNION SELECT decided_by, CASE WHEN is_bound THEN 'access.bind' ELSE 'access.unbind' END, 'partner ' || partner_id || ' of person ' || person FROM partner_binding JOIN partner USING (partner_key)
    UNION SELECT actor, 'token.issue', 'command token ' || command_token FROM command_token JOIN person USING (person)
    ORDER BY 3, 2, 1`);
  return {
    people,
    problems: (await unrecordedActs(session, acts)).map(
      ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
    ),
  };
}
