import { copiedColumns, type Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { PartnerFacts, Standing } from '../rules/index.js';
import { visible, type Snapshot } from './snapshot.js';

/**
 * All partners that the snapshot knows of, by key. There are thousands of them where there are millions of customers.
 *
 * @param only these partners; all, where it is left out
 */
export async function loadPartnerFacts(
  session: Session,
  snapshot: Snapshot,
  only?: readonly number[],
): Promise<Map<number, PartnerFacts>> {
  const { delivery, campaignId } = snapshot;
  const here = (column: string) => (only === undefined ? 'true' : `${column} = ANY ('{${only.join(',')}}'::integer[])`);
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
       ON proven.partner_key = partner.partner_key
     WHERE ${here('partner.partner_key')}`,
    [campaignId],
  );
  const standings = await loadStandings(session, snapshot, here('partner_key'));
  return new Map(
    partners.map(({ partnerKey, ...partner }) => [
      partnerKey,
      { ...partner, standings: partner.isRegistered ? (standings.get(partnerKey) ?? []) : [] },
    ]),
  );
}

const STANDING = {
  partner: 'number',
  kind: 'text',
  name: 'text',
  level: 'text',
  validFrom: 'text',
  validTo: 'text',
} as const;

/** By partner. Thousands of partners have the very same standing, which is kept once. */
async function loadStandings(session: Session, { delivery }: Snapshot, here: string): Promise<Map<number, Standing[]>> {
  const rows = copiedColumns(
    await session.copyOut(
      `SELECT partner_key, kind, name, level, valid_from, valid_to FROM partner_standing AS standing
       WHERE ${here} AND ${visible('standing', delivery)} ORDER BY partner_key, kind, name, valid_from`,
    ),
    STANDING,
  );
  const shared = new Map<string, Standing>();
  const standings = new Map<number, Standing[]>();
  for (const [place, partnerKey] of rows.partner.entries()) {
    const standing = {
      kind: rows.kind[place] as Standing['kind'],
      name: rows.name[place] ?? '',
      level: rows.level[place] ?? null,
      validFrom: rows.validFrom[place] as CalendarDate,
      validTo: (rows.validTo[place] ?? null) as CalendarDate | null,
    };
    const words = JSON.stringify(standing);
    const same = shared.get(words) ?? standing;
    shared.set(words, same);
    const known = standings.get(partnerKey ?? 0);
    if (known === undefined) standings.set(partnerKey ?? 0, [same]);
    else known.push(same);
  }
  return standings;
}
