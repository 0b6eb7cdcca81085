import type { Session } from '../../database/index.js';
import type { RunKind, RunState } from './run.entity.js';

/** How many runs there are of each kind and state; those without any are left out. */
export async function countRuns(
  session: Session,
): Promise<{ readonly kind: RunKind; readonly state: RunState; readonly count: number }[]> {
  return session.query(
    'SELECT kind, state, count(*)::integer AS count FROM calculation_run GROUP BY kind, state ORDER BY kind, state',
  );
}
