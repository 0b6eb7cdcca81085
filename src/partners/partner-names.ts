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
