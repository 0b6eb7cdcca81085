import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';

/** Messages that have not arrived, and since when the first of them is to be told. */
export async function waitingMessages(
  session: Session,
): Promise<{ readonly count: number; readonly since: Instant | null }> {
  return session.one(
    `SELECT count(*)::integer AS count, min(occurred_at) AS since FROM webhook_delivery JOIN webhook_event USING (event)
     WHERE state = 'waiting'`,
  );
}
