import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { flawOf, standingRegistration, type RegistrationFlaw, type StatedRegistration } from '../../partners/index.js';
import type { OfferRegistration } from '../rules/index.js';
import { visible, type Snapshot } from './snapshot.js';

interface RegistrationRow extends StatedRegistration {
  readonly partner: number;
  readonly legalName: string;
  readonly country: string | null;
}

interface JudgedRow {
  readonly registeredOn: CalendarDate;
  readonly flaw: RegistrationFlaw | null;
}

/** The registration of each partner for the offer that stands, by key; of campaigns that ask for none, nothing. */
export async function loadRegistrations(
  session: Session,
  { delivery, campaignId, terms }: Snapshot,
): Promise<ReadonlyMap<number, OfferRegistration>> {
  if (terms.registration === undefined) return new Map();
  const day = (instant: string) => `(${instant} AT TIME ZONE $1)::date::text`;
  const rows = await session.query<RegistrationRow>(
    `SELECT registration.partner_key AS partner, ${day('registered_at')} AS "registeredOn", registration.contact_email AS "contactEmail",
       company_name AS "companyName", terms_version AS "termsVersion", ${day('terms_accepted_at')} AS "termsAcceptedOn",
       agreement_number AS "agreementNumber", legal_name AS "legalName", country
     FROM registration JOIN partner_profile AS profile ON profile.partner_key = registration.partner_key AND ${visible('profile', delivery)}
     WHERE campaign_id = $2 AND ${visible('registration', delivery)}
     ORDER BY registration.partner_key, registered_at, registration.contact_email COLLATE "C", company_name COLLATE "C",
       terms_version COLLATE "C", terms_accepted_at, agreement_number COLLATE "C"`,
    [terms.timeZone.value, campaignId],
  );
  const judged = new Map<number, JudgedRow[]>();
  for (const row of rows) {
    const { partner, registeredOn } = row;
    const flaw = flawOf(row, terms.registration.value, row);
    judged.set(partner, [...(judged.get(partner) ?? []), { registeredOn, flaw }]);
  }
  const standing = new Map<number, OfferRegistration>();
  for (const [partner, registrations] of judged) {
    const found = standingRegistration(registrations);
    if (found !== undefined) standing.set(partner, found);
  }
  return standing;
}
