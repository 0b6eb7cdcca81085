import type { Session } from '../database/index.js';
import { plusMillis, type Instant } from '../kernel/index.js';

/** A mail that has not been sent yet, held for the transaction that sends it. */
export interface DueMail {
  readonly notification: number;
  readonly partnerKey: number;
  readonly campaignId: string;
  /** As it is kept; see `readNotice`. */
  readonly notice: unknown;
  readonly messageId: string;
  readonly attempts: number;
}

/** How long it waits after each attempt; after the last one a person looks. In all, four days. */
const WAITS_MS = [1, 5, 15, 60, 180, 360, 720, 1_440, 1_440, 1_440].map((minutes) => minutes * 60_000);

/** The mail that has been due for the longest; whoever else sends at the same moment is given another. */
export async function nextDue(session: Session, now: Instant): Promise<DueMail | undefined> {
  const [due] = await session.query<DueMail>(
    `SELECT notification, partner_key AS "partnerKey", campaign_id AS "campaignId", notice, message_id::text AS "messageId", attempts
     FROM notification WHERE state = 'waiting' AND next_attempt_at <= $1
     ORDER BY next_attempt_at, notification LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [now],
  );
  return due;
}

export async function noteSent(session: Session, { notification }: DueMail, to: string, now: Instant): Promise<void> {
  await session.execute(
    `UPDATE notification SET state = 'sent', attempts = attempts + 1, problem = NULL, sent_to = $2, sent_at = $3 WHERE notification = $1`,
    [notification, to, now],
  );
}

/** Of no use any more: what it asks for was given, or the time for it is over. */
export async function noteLapsed(session: Session, { notification }: DueMail, why: string): Promise<void> {
  await session.execute(`UPDATE notification SET state = 'lapsed', problem = $2 WHERE notification = $1`, [
    notification,
    why,
  ]);
}

/** The server will not take it, however often it is asked: a person looks. */
export async function noteRefused(session: Session, { notification }: DueMail, problem: string): Promise<void> {
  await session.execute(
    `UPDATE notification SET state = 'refused', attempts = attempts + 1, problem = $2 WHERE notification = $1`,
    [notification, problem],
  );
}

/** To be tried again later; to be looked at by a person after the last time. @returns whether it is tried again */
export async function noteFailed(session: Session, due: DueMail, problem: string, now: Instant): Promise<boolean> {
  const waitMs = WAITS_MS[due.attempts];
  if (waitMs === undefined) {
    await noteRefused(session, due, problem);
    return false;
  }
  await session.execute(
    'UPDATE notification SET attempts = attempts + 1, problem = $2, next_attempt_at = $3 WHERE notification = $1',
    [due.notification, problem, plusMillis(now, waitMs)],
  );
  return true;
}

/** How long a mail waits that met no server: it is not its fault, and no attempt of its own. */
const WITHOUT_SERVER_MS = 5 * 60_000;

export async function noteUnreachable(
  session: Session,
  { notification }: DueMail,
  problem: string,
  now: Instant,
): Promise<void> {
  await session.execute('UPDATE notification SET problem = $2, next_attempt_at = $3 WHERE notification = $1', [
    notification,
    problem,
    plusMillis(now, WITHOUT_SERVER_MS),
  ]);
}
