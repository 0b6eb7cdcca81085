import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';

/** When the last delivery of each kind of source closed; without an entry where none ever did. */
export async function lastDeliveries(
  session: Session,
): Promise<{ readonly source: string; readonly recordedAt: Instant }[]> {
  return session.query('SELECT source, max(recorded_at) AS "recordedAt" FROM delivery GROUP BY source ORDER BY source');
}
