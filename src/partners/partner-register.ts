import type { SealedColumn, Session } from '../database/index.js';
import { SeatbackError, type CalendarDate } from '../kernel/index.js';

/** Account numbers are sealed for this purpose before they touch even a temporary table. */
export const BANK_ACCOUNT_PURPOSE = 'bank account';

export const BANK_ACCOUNT_COLUMN: SealedColumn = {
  table: 'bank_account',
  column: 'account_sealed',
  key: ['partner_key', 'recorded_from'],
  purpose: () => BANK_ACCOUNT_PURPOSE,
};

/** The bank account that a partner declared last. Its number stays sealed; people see the last four. */
export interface DeclaredAccount {
  readonly accountName: string;
  readonly accountKind: 'business' | 'personal';
  readonly accountKept: 'iban' | 'account-number' | 'none';
  readonly accountSealed: Buffer | null;
  /** For what it is sealed; `BANK_ACCOUNT_PURPOSE` where it is left out. */
  readonly accountPurpose?: string;
  readonly accountFingerprint: Buffer | null;
  readonly accountLastFour: string | null;
  readonly bic: string | null;
  readonly clearingSystem: string | null;
  readonly clearingMemberId: string | null;
  readonly bankCountry: string;
  readonly accountCurrency: string;
  /** Address of the account's holder, where it was given with the account. */
  readonly holderTown: string | null;
  readonly holderCountry: string | null;
}

/** What the register knows of a partner as somebody to be paid. */
export interface RegisteredPayee {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly legalName: string | null;
  readonly street: string | null;
  readonly building: string | null;
  readonly postcode: string | null;
  readonly town: string | null;
  readonly region: string | null;
  readonly country: string | null;
  /** Names of the onboarding steps that hold on the day asked. */
  readonly onboarding: readonly string[];
  readonly account: DeclaredAccount | null;
}

/** The newest recording of each partner, by key. */
export async function registeredPayees(
  session: Session,
  partnerKeys: readonly number[],
  today: CalendarDate,
): Promise<Map<number, RegisteredPayee>> {
  const partners = await session.query<Omit<RegisteredPayee, 'account'>>(
    `SELECT partner.partner_key AS "partnerKey", partner_id AS "partnerId", legal_name AS "legalName", street, building, postcode, town, region, country,
       ARRAY(SELECT name FROM partner_standing AS standing WHERE standing.partner_key = partner.partner_key AND kind = 'onboarding'
         AND standing.recorded_to IS NULL AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2) ORDER BY name) AS onboarding
     FROM partner LEFT JOIN partner_profile AS profile ON profile.partner_key = partner.partner_key AND profile.recorded_to IS NULL
     WHERE partner.partner_key = ANY($1)`,
    [partnerKeys, today],
  );
  const accounts = await session.query<DeclaredAccount & { readonly partnerKey: number }>(
    `SELECT partner_key AS "partnerKey", account_name AS "accountName", account_kind AS "accountKind", account_kept AS "accountKept",
       account_sealed AS "accountSealed", account_fingerprint AS "accountFingerprint", account_last_four AS "accountLastFour", bic,
       clearing_system AS "clearingSystem", clearing_member_id AS "clearingMemberId", bank_country AS "bankCountry",
       currency AS "accountCurrency", town AS "holderTown", country AS "holderCountry"
     FROM bank_account WHERE partner_key = ANY($1) AND recorded_to IS NULL`,
    [partnerKeys],
  );
  const accountOf = new Map(accounts.map(({ partnerKey, ...account }) => [partnerKey, account]));
  return new Map(
    partners.map((partner) => [partner.partnerKey, { ...partner, account: accountOf.get(partner.partnerKey) ?? null }]),
  );
}

export interface KnownPartner {
  readonly partnerKey: number;
  /** Null where it is not in the register. */
  readonly legalName: string | null;
}

/** A partner's name, for people. */
export async function partnerName(session: Session, partnerId: string): Promise<KnownPartner | undefined> {
  const [partner] = await session.query<KnownPartner>(
    `SELECT partner.partner_key AS "partnerKey", legal_name AS "legalName" FROM partner
     LEFT JOIN partner_profile AS profile ON profile.partner_key = partner.partner_key AND profile.recorded_to IS NULL
     WHERE partner_id = $1`,
    [partnerId],
  );
  return partner;
}

/** The company (global partner id) of each partner that has one, as known at a delivery, by key. */
export async function companiesAt(session: Session, delivery: number): Promise<Map<number, string>> {
  const rows = await session.query<{ partnerKey: number; company: string }>(
    `SELECT partner_key AS "partnerKey", global_partner_id AS company FROM partner_profile
     WHERE global_partner_id IS NOT NULL AND recorded_from <= $1 AND (recorded_to IS NULL OR recorded_to > $1)`,
    [delivery],
  );
  return new Map(rows.map(({ partnerKey, company }) => [partnerKey, company]));
}

/**
 * The same of a partner that has to be known.
 *
 * @throws SeatbackError PARTNER_UNKNOWN
 */
export async function knownPartner(session: Session, partnerId: string): Promise<KnownPartner> {
  const known = await partnerName(session, partnerId);
  if (known !== undefined) return known;
  throw new SeatbackError({
    code: 'PARTNER_UNKNOWN',
    expected: 'the MPN / PartnerID of a partner',
    found: `"${partnerId}"`,
    where: 'partners',
    next: 'Use the id as partners.csv has it; leading zeros count.',
  });
}
