import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';

/** Mails that have not left, and since when the first of them waits. */
export async function waitingMails(
  session: Session,
): Promise<{ readonly count: number; readonly since: Instant | null }> {
  return session.one(
    `SELECT count(*)::integer AS count, min(recorded_at) AS since FROM notification WHERE state = 'waiting'`,
  );
}
