import type { CampaignTerms } from '../campaigns/index.js';
import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import {
  flawOf,
  standingRegistration,
  type RegisteredCompany,
  type RegistrationFlaw,
  type StatedRegistration,
} from '../partners/index.js';

/** How a partner stands with an offer that asks for a registration. */
export interface RegistrationStanding {
  readonly registeredAt: Instant;
  /** What keeps it from counting; null where it counts. */
  readonly flaw: RegistrationFlaw | null;
}

interface OwnOffer {
  readonly campaignId: string;
  readonly partnerKey: number;
}

/** The registration of a partner that stands; undefined where there is none, or none is asked for. */
export async function registrationOf(
  session: Session,
  { partnerKey, campaignId }: OwnOffer,
  { registration, timeZone }: CampaignTerms,
): Promise<RegistrationStanding | undefined> {
  if (registration === undefined) return undefined;
  const company = await registeredCompany(session, partnerKey);
  if (company === undefined) return undefined;
  const rows = await session.query<StatedRegistration & { readonly registeredAt: Instant }>(
    `SELECT registered_at AS "registeredAt", (registered_at AT TIME ZONE $3)::date::text AS "registeredOn", contact_email AS "contactEmail",
       company_name AS "companyName", terms_version AS "termsVersion", (terms_accepted_at AT TIME ZONE $3)::date::text AS "termsAcceptedOn",
       agreement_number AS "agreementNumber"
     FROM registration WHERE partner_key = $1 AND campaign_id = $2 AND recorded_to IS NULL ORDER BY registered_at`,
    [partnerKey, campaignId, timeZone.value],
  );
  return standingRegistration(
    rows.map((row) => ({ registeredAt: row.registeredAt, flaw: flawOf(row, registration.value, company) })),
  );
}

/** A partner as the register knows it now; undefined where it does not. */
export async function registeredCompany(session: Session, partnerKey: number): Promise<RegisteredCompany | undefined> {
  const [company] = await session.query<RegisteredCompany>(
    'SELECT legal_name AS "legalName", country FROM partner_profile WHERE partner_key = $1 AND recorded_to IS NULL',
    [partnerKey],
  );
  return company;
}
