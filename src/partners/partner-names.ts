import type { Session } from '../database/index.js';

/** Legal names by partner key, as the register has them now; a partner that is not in it is left out. */
export async function partnerNames(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await session.query<{ partnerKey: number; legalName: string }>(
    `SELECT partner_key AS "partnerKey", legal_name AS "legalName" FROM partner_profile
     WHERE partner_key = ANY($1) AND recorded_to IS NULL`,
    [partnerKeys],
  );
  return new Map(rows.map(({ partnerKey, legalName }) => [partnerKey, legalName]));
}

/** How a partner is written to, as the register has it now. */
export interface PartnerContact {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly legalName: string | null;
  readonly country: string | null;
  readonly street: string | null;
  readonly building: string | null;
  readonly postcode: string | null;
  readonly town: string | null;
  readonly contactName: string | null;
  /** As it was given: nobody has looked whether it is an address. */
  readonly contactEmail: string | null;
  readonly locale: string | null;
}

/** Of each partner by key; a partner that is not in the register has nothing but its id. */
export async function partnerContacts(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, PartnerContact>> {
  const rows = await session.query<PartnerContact>(
    `SELECT partner.partner_key AS "partnerKey", partner_id AS "partnerId", legal_name AS "legalName", country, street, building, postcode, town,
       contact_name AS "contactName", contact_email AS "contactEmail", locale
     FROM partner LEFT JOIN partner_profile AS profile ON profile.partner_key = partner.partner_key AND profile.recorded_to IS NULL
     WHERE partner.partner_key = ANY($1)`,
    [partnerKeys],
  );
  return new Map(rows.map((row) => [row.partnerKey, row]));
}
