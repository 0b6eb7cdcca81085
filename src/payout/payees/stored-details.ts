import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';

export type DetailsSource = 'invitation' | 'authorised-user' | 'imported-file' | 'vendor-reference';

/** Bank details as they are on record, with what was decided of them. The number stays sealed. */
export interface StoredDetails {
  readonly bankDetails: number;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly source: DetailsSource;
  readonly importedFrom: number | null;
  readonly accountName: string;
  readonly accountKind: 'business' | 'personal';
  readonly accountKept: 'iban' | 'account-number' | 'none';
  readonly accountSealed: Buffer | null;
  readonly accountFingerprint: Buffer | null;
  readonly accountLastFour: string | null;
  readonly bic: string | null;
  readonly clearingSystem: string | null;
  readonly clearingMemberId: string | null;
  readonly bankCountry: string | null;
  readonly currency: string | null;
  readonly vendor: string | null;
  readonly vendorReference: string | null;
  readonly enteredBy: string;
  readonly enteredAt: Instant;
  /** Who issued the link by which they came; null where there was none, or the timer did. */
  readonly invitedBy: string | null;
  readonly decision: 'approved' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly decidedBecause: string | null;
  readonly payableFrom: Instant | null;
}

const STORED = `
  SELECT bank_details AS "bankDetails", kept.partner_key AS "partnerKey", partner_id AS "partnerId", source, imported_from AS "importedFrom",
    account_name AS "accountName", account_kind AS "accountKind", account_kept AS "accountKept", account_sealed AS "accountSealed",
    account_fingerprint AS "accountFingerprint", account_last_four AS "accountLastFour", bic, clearing_system AS "clearingSystem",
    clearing_member_id AS "clearingMemberId", bank_country AS "bankCountry", currency, vendor, vendor_reference AS "vendorReference",
    kept.entered_by AS "enteredBy", entered_at AS "enteredAt", issued_by AS "invitedBy", decision, decided_by AS "decidedBy",
    decided_at AS "decidedAt", reason AS "decidedBecause", payable_from AS "payableFrom"
  FROM bank_details AS kept JOIN partner USING (partner_key) LEFT JOIN bank_details_decision AS decided USING (bank_details)
  LEFT JOIN payee_invitation USING (payee_invitation)`;

/** The number of a partner's account is sealed for that partner: moved to another's row it does not open. */
export function detailsPurpose(partnerKey: number): string {
  return `bank details of partner key ${String(partnerKey)}`;
}

/** What counts of each partner, by key: the newest that were not refused. */
export async function newestDetails(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, StoredDetails>> {
  const rows = await session.query<StoredDetails>(
    `SELECT DISTINCT ON ("partnerKey") * FROM (${STORED} WHERE kept.partner_key = ANY($1)) AS kept
     WHERE decision IS DISTINCT FROM 'refused' ORDER BY "partnerKey", "bankDetails" DESC`,
    [partnerKeys],
  );
  return new Map(rows.map((row) => [row.partnerKey, row]));
}

/** All that were ever entered for a partner, the newest first. */
export async function detailsOfPartner(session: Session, partnerKey: number): Promise<StoredDetails[]> {
  return session.query(`${STORED} WHERE kept.partner_key = $1 ORDER BY bank_details DESC`, [partnerKey]);
}

export async function detailsByNumber(session: Session, bankDetails: number): Promise<StoredDetails | undefined> {
  return (await session.query<StoredDetails>(`${STORED} WHERE bank_details = $1`, [bankDetails]))[0];
}

/** What waits for a second person, the oldest first. */
export async function undecidedDetails(session: Session): Promise<StoredDetails[]> {
  return session.query(`${STORED} WHERE decision IS NULL ORDER BY bank_details`);
}

/** The newest row of `bank_accounts.csv` of each partner: which delivery brought it, and when that was known. */
export async function importedAccounts(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, { readonly delivery: number; readonly recordedAt: Instant }>> {
  const rows = await session.query<{ partnerKey: number; delivery: number; recordedAt: Instant }>(
    `SELECT partner_key AS "partnerKey", delivery, recorded_at AS "recordedAt"
     FROM bank_account JOIN delivery ON delivery = recorded_from WHERE partner_key = ANY($1) AND recorded_to IS NULL`,
    [partnerKeys],
  );
  return new Map(rows.map(({ partnerKey, ...of }) => [partnerKey, of]));
}
