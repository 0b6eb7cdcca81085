import type { Session } from '../../database/index.js';
import type { Instant, Money } from '../../kernel/index.js';
import type { HoldReason } from '../payees/payee.js';

export interface HoldCounts {
  readonly begun: number;
  readonly ended: number;
}

/** Keeps on record why payments of partners wait: a hold ends when there is no reason for it any more. */
export async function recordHolds(
  session: Session,
  run: number,
  reasonsOf: ReadonlyMap<number, readonly HoldReason[]>,
  now: Instant,
): Promise<HoldCounts> {
  const held = [...reasonsOf].flatMap(([partnerKey, reasons]) =>
    reasons.map(({ reason, found }) => ({ partnerKey, reason, found })),
  );
  const keys = held.map(({ partnerKey }) => partnerKey);
  const reasons = held.map(({ reason }) => reason);
  const ended = await session.execute(
    `UPDATE payout_hold AS hold SET held_to = $5 WHERE run = $1 AND partner_key = ANY ($2) AND held_to IS NULL
       AND NOT EXISTS (SELECT FROM unnest($3::integer[], $4::text[]) AS still (partner_key, reason)
         WHERE still.partner_key = hold.partner_key AND still.reason = hold.reason)`,
    [run, [...reasonsOf.keys()], keys, reasons, now],
  );
  if (held.length === 0) return { begun: 0, ended };
  const begun = await session.execute(
    `INSERT INTO payout_hold (run, partner_key, reason, found, held_from)
     SELECT $1, partner_key, reason, found, $5::timestamptz FROM unnest($2::integer[], $3::text[], $4::text[]) AS held (partner_key, reason, found)
     ON CONFLICT DO NOTHING`,
    [run, keys, reasons, held.map(({ found }) => found), now],
  );
  return { begun, ended };
}

/** What was held for an earlier run is decided on anew. */
export async function endOldHolds(session: Session, campaignId: string, run: number, now: Instant): Promise<void> {
  await session.execute(
    `UPDATE payout_hold SET held_to = $3 WHERE held_to IS NULL AND run <> $2
       AND run IN (SELECT run FROM calculation_run WHERE campaign_id = $1)`,
    [campaignId, run, now],
  );
}

/**
 * Ends the holds of one reason where it is gone: whoever's journals are right again is looked at as everybody is, and of
 * what a payment waited for a person was said, nothing may be left to look at.
 *
 * @param still partners that it still holds for
 * @returns how many ended
 */
export async function endHoldsFor(
  session: Session,
  run: number,
  reason: 'ledger-differs' | 'payment-undecided',
  still: readonly number[],
  now: Instant,
): Promise<number> {
  return session.execute(
    `UPDATE payout_hold SET held_to = $4 WHERE run = $1 AND held_to IS NULL AND reason = $2 AND partner_key <> ALL($3)`,
    [run, reason, still, now],
  );
}

export function ledgerDiffers(run: number, posted: string, earned: Money): HoldReason {
  const { code } = earned.currency;
  return {
    reason: 'ledger-differs',
    found: `journals accrued ${posted} ${code} and run ${String(run)} earned ${earned.toString()} ${code}: npx seatback verify names the journal that no run stands for`,
  };
}
