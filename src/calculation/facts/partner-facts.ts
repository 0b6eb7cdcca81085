import { copiedFields, type Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { PartnerFacts, Standing } from '../rules/index.js';
import { loadRegistrations } from './registrations.js';
import { quoted, visible, type Snapshot } from './snapshot.js';

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
  const standings = await loadStandings(session, snapshot, here('partner_key'));
  const registrations = await loadRegistrations(session, snapshot);
  const lines = session.copyOutLines(
    `SELECT partner.partner_key, partner_id, (profile.partner_key IS NOT NULL)::integer, profile.country, profile.global_partner_id,
       proven.received_on
     FROM partner LEFT JOIN partner_profile AS profile ON profile.partner_key = partner.partner_key AND ${visible('profile', delivery)}
     LEFT JOIN (
       SELECT partner_key, min(received_on) AS received_on FROM proof
       WHERE ${here('partner_key')} AND campaign_id = ${quoted(campaignId)} AND ${visible('proof', delivery)} GROUP BY partner_key
     ) AS proven ON proven.partner_key = partner.partner_key
     WHERE ${here('partner.partner_key')}`,
  );
  const partners = new Map<number, PartnerFacts>();
  const words = new SharedWords();
  for await (const together of lines)
    for (const line of together) {
      const [partnerKey, partnerId, isRegistered, country, globalPartnerId, receivedOn] = copiedFields(line);
      partners.set(Number(partnerKey), {
        partnerId: words.own(partnerId ?? ''),
        isRegistered: isRegistered === '1',
        country: words.shared(country),
        globalPartnerId: words.shared(globalPartnerId),
        standings: isRegistered === '1' ? (standings.get(Number(partnerKey)) ?? NO_STANDINGS) : NO_STANDINGS,
        proofReceivedOn: words.shared(receivedOn) as CalendarDate | null,
        registration: registrations.get(Number(partnerKey)) ?? null,
      });
    }
  return partners;
}

/** The company that a location belongs to, by the key of the location; nothing of those that name none. */
export async function loadCompanies(session: Session, { delivery }: Snapshot): Promise<Map<number, string>> {
  const rows = await session.query<{ partnerKey: number; globalPartnerId: string }>(
    `SELECT partner_key AS "partnerKey", global_partner_id AS "globalPartnerId" FROM partner_profile AS profile
     WHERE global_partner_id IS NOT NULL AND ${visible('profile', delivery)}`,
  );
  return new Map(rows.map(({ partnerKey, globalPartnerId }) => [partnerKey, globalPartnerId]));
}

const NO_STANDINGS: readonly Standing[] = [];

/** By partner. Thousands of partners have the very same standings, which are kept once. */
async function loadStandings(
  session: Session,
  { delivery }: Snapshot,
  here: string,
): Promise<ReadonlyMap<number, readonly Standing[]>> {
  const lines = session.copyOutLines(
    `SELECT partner_key, kind, name, level, valid_from, valid_to FROM partner_standing AS standing
     WHERE ${here} AND ${visible('standing', delivery)} ORDER BY partner_key, kind, name, valid_from`,
  );
  const ofPartners = new Map<number, readonly Standing[]>();
  const known = new Map<string, readonly Standing[]>();
  let partner = '';
  let own: string[] = [];
  const keep = () => {
    if (own.length === 0) return;
    const words = own.join('\n');
    const standings = known.get(words) ?? own.map(standingOf);
    known.set(words, standings);
    ofPartners.set(Number(partner), standings);
  };
  for await (const together of lines)
    for (const line of together) {
      const end = line.indexOf('\t');
      const key = line.slice(0, end);
      if (key !== partner) {
        keep();
        partner = key;
        own = [];
      }
      own.push(line.slice(end + 1));
    }
  keep();
  return ofPartners;
}

function standingOf(line: string): Standing {
  const [kind, name, level, validFrom, validTo] = copiedFields(line);
  return {
    kind: kind as Standing['kind'],
    name: name ?? '',
    level: level ?? null,
    validFrom: validFrom as CalendarDate,
    validTo: (validTo ?? null) as CalendarDate | null,
  };
}

/** A part of a long text keeps all of it in memory: what is kept is made anew, and what many have is made once. */
class SharedWords {
  readonly #words = new Map<string, string>();

  own(word: string): string {
    return Buffer.from(word).toString();
  }

  shared(word: string | null | undefined): string | null {
    if (word === null || word === undefined) return null;
    const known = this.#words.get(word) ?? this.own(word);
    this.#words.set(known, known);
    return known;
  }
}
