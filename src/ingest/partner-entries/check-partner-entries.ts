import { unrecordedActs } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

/** Holds what partners' people entered against the audit log, and each delivery of theirs against what it entered. */
export async function checkPartnerEntries(
  session: Session,
): Promise<{ readonly entries: number; readonly problems: readonly string[] }> {
  const entries = await session.query<{ delivery: number; kind: string; actor: string; isThere: boolean }>(
    `SELECT entry.delivery, kind, entered_by AS actor, CASE kind
       WHEN 'claim' THEN EXISTS (SELECT FROM claim WHERE claim.claim_id = entry.claim_id AND claim.campaign_id = entry.campaign_id
         AND claim.partner_key = entry.partner_key AND recorded_from = entry.delivery AND received_at = entered_at)
       ELSE EXISTS (SELECT FROM registration WHERE registration.campaign_id = entry.campaign_id
         AND registration.partner_key = entry.partner_key AND recorded_from = entry.delivery AND registered_at = entered_at) END AS "isThere"
     FROM partner_entry AS entry ORDER BY entry.delivery`,
  );
  const lost = await session.query<{ delivery: number }>(
    `SELECT delivery FROM delivery WHERE source = 'partner' AND NOT EXISTS
       (SELECT FROM partner_entry AS entry WHERE entry.delivery = delivery.delivery) ORDER BY delivery`,
  );
  const unrecorded = await unrecordedActs(
    session,
    entries.map(({ delivery, kind, actor }) => ({
      actor,
      act: `${kind}.enter`,
      subject: `delivery ${String(delivery)}`,
    })),
  );
  return {
    entries: entries.length,
    problems: [
      ...entries
        .filter(({ isThere }) => !isThere)
        .map(({ delivery, kind }) => `the ${kind} that delivery ${String(delivery)} entered is not on record`),
      ...lost.map(({ delivery }) => `nobody entered delivery ${String(delivery)} of a partner`),
      ...unrecorded.map(
        ({ subject, actor }) => `${subject} was entered by ${actor}, and the audit log does not know it`,
      ),
    ],
  };
}
