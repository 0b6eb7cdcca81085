import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import type { Notice } from './notice.js';

export interface NewNotification {
  /** What it tells of, in words that come again when it does: the same occasion is told once. */
  readonly occasion: string;
  readonly partnerKey: number;
  readonly campaignId: string;
  readonly notice: Notice;
}

/**
 * Puts what partners are to be told into the outbox. To be called in the transaction of what it tells of: either both
 * are on record or neither.
 *
 * @returns how many are new
 */
export async function recordNotifications(
  session: Session,
  notifications: readonly NewNotification[],
  now: Instant,
): Promise<number> {
  if (notifications.length === 0) return 0;
  const recorded = await session.query(
    `INSERT INTO notification (occasion, kind, partner_key, campaign_id, notice, recorded_at, next_attempt_at)
     SELECT occasion, notice->>'kind', partner_key, campaign_id, notice, $5, $5
     FROM unnest($1::text[], $2::integer[], $3::text[], $4::jsonb[]) AS told (occasion, partner_key, campaign_id, notice)
     ON CONFLICT (occasion) DO NOTHING RETURNING notification`,
    [
      notifications.map(({ occasion }) => occasion),
      notifications.map(({ partnerKey }) => partnerKey),
      notifications.map(({ campaignId }) => campaignId),
      notifications.map(({ notice }) => JSON.stringify(notice)),
      now,
    ],
  );
  return recorded.length;
}
