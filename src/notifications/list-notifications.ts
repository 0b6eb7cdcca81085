import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import type { NoticeKind } from './notice.js';

export type NotificationState = 'waiting' | 'sent' | 'refused' | 'lapsed' | 'settled';

export interface ListedNotification {
  readonly notification: number;
  readonly kind: NoticeKind;
  readonly partnerId: string;
  readonly campaignId: string;
  readonly state: NotificationState;
  readonly recordedAt: Instant;
  readonly attempts: number;
  /** Null for what is not tried again. */
  readonly nextAttemptAt: Instant | null;
  readonly problem: string | null;
  readonly sentTo: string | null;
  readonly sentAt: Instant | null;
}

/** What partners were or are to be told, the latest first. */
export async function listNotifications(
  session: Session,
  where: {
    readonly state?: NotificationState | undefined;
    readonly partnerId?: string | undefined;
    readonly campaignId?: string | undefined;
    readonly limit: number;
  },
): Promise<ListedNotification[]> {
  return session.query(
    `SELECT notification, kind, partner_id AS "partnerId", campaign_id AS "campaignId", state, recorded_at AS "recordedAt", attempts,
       CASE state WHEN 'waiting' THEN next_attempt_at END AS "nextAttemptAt", problem, sent_to AS "sentTo", sent_at AS "sentAt"
     FROM notification JOIN partner USING (partner_key)
     WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR partner_id = $2)
       AND ($4::text IS NULL OR campaign_id = $4)
     ORDER BY notification DESC LIMIT $3`,
    [where.state ?? null, where.partnerId ?? null, where.limit, where.campaignId ?? null],
  );
}

/** How many there are in each state; states without any are left out. */
export async function countNotifications(
  session: Session,
): Promise<{ readonly state: NotificationState; readonly count: number; readonly troubled: number }[]> {
  return session.query(
    `SELECT state, count(*)::integer AS count, (count(*) FILTER (WHERE state = 'waiting' AND problem IS NOT NULL))::integer AS troubled
     FROM notification GROUP BY state ORDER BY state`,
  );
}
