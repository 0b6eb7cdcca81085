import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { PartnerFacts, Standing } from '../rules/index.js';
import { visible, type Snapshot } from './snapshot.js';

interface StandingRow extends Standing {
  readonly partnerKey: number;
}

/** All partners that the snapshot knows of, by key. There are thousands of them where there are millions of customers. */
export async function loadPartnerFacts(session: Session, snapshot: Snapshot): Promise<Map<number, PartnerFacts>> {
  const { delivery, campaignId } = snapshot;
  const partners = await session.query<{
    partnerKey: number;
    partnerId: string;
    isRegistered: boolean;
    country: string | null;
    globalPartnerId: string | null;
    proofReceivedOn: CalendarDate | null;
  }>(
    `SELECT partner.partner_key AS "partnerKey", partner_id AS "partnerId",
       profile.partner_key IS NOT NULL AS "isRegistered", profile.country, profile.global_partner_id AS "globalPartnerId",
       proven.received_on AS "proofReceivedOn"
     FROM partner LEFT JOIN partner_profile AS profile ON profile.partner_key = partner.partner_key AND ${visible('profile', delivery)}
     LEFT JOIN (SELECT partner_key, min(received_on) AS received_on FROM proof WHERE campaign_id = $1 AND ${visible('proof', delivery)} GROUP BY partner_key) AS proven
       ON proven.partner_key = partner.partner_key`,
    [campaignId],
  );
  const standings = new Map<number, Standing[]>();
  for (const { partnerKey, ...standing } of await session.query<StandingRow>(
    `SELECT partner_key AS "partnerKey", kind, name, level, valid_from AS "validFrom", valid_to AS "validTo"
     FROM partner_standing AS standing WHERE ${visible('standing', delivery)} ORDER BY partner_key, kind, name, valid_from`,
  )) {
    const known = standings.get(partnerKey);
    if (known === undefined) standings.set(partnerKey, [standing]);
    else known.push(standing);
  }
  return new Map(
    partners.map(({ partnerKey, ...partner }) => [
      partnerKey,
      { ...partner, standings: partner.isRegistered ? (standings.get(partnerKey) ?? []) : [] },
    ]),
  );
}
