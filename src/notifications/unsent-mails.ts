import type { Session } from '../database/index.js';

export interface UnsentMail {
  /** Null where none was put into the outbox. */
  readonly notification: number | null;
  readonly state: 'waiting' | 'refused' | null;
  readonly problem: string | null;
}

/**
 * The mails of these occasions by which nobody has been told yet: neither taken by a server, nor settled by a person, nor
 * of no use any more.
 */
export async function unsentMails(session: Session, occasions: readonly string[]): Promise<UnsentMail[]> {
  return session.query(
    `SELECT notification, state, problem FROM unnest($1::text[]) AS told (occasion) LEFT JOIN notification USING (occasion)
     WHERE state IS NULL OR state IN ('waiting', 'refused') ORDER BY notification`,
    [occasions],
  );
}
