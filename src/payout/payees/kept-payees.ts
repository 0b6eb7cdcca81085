import type { Session, Vault } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { transliterate, type CreditorDetails } from '../instructions/index.js';
import {
  isVendorPayee,
  NAME_LENGTH,
  payeeFingerprint,
  PAYEE_PURPOSE,
  type CheckedPayee,
  type PayablePayee,
  type VendorPayee,
} from './payee.js';
import { present } from './sent-address.js';

/** Keeps frozen copies of payees, each once for each set of details. @returns their numbers, in the same order */
export async function keepPayees(
  session: Session,
  payees: readonly PayablePayee[],
  vault: Vault,
  recordedAt: Instant,
): Promise<number[]> {
  const named = payees.map((payee) => {
    const fingerprint = payeeFingerprint(payee, vault);
    return { payee, fingerprint, name: `${String(payee.partnerKey)} ${fingerprint.toString('hex')}` };
  });
  const known = new Map<string, number>();
  const take = (rows: readonly { payee: number; partnerKey: number; fingerprint: Buffer }[]) => {
    for (const { payee, partnerKey, fingerprint } of rows)
      known.set(`${String(partnerKey)} ${fingerprint.toString('hex')}`, payee);
  };
  take(
    await session.query(
      'SELECT payee, partner_key AS "partnerKey", fingerprint FROM payee WHERE partner_key = ANY ($1)',
      [payees.map(({ partnerKey }) => partnerKey)],
    ),
  );
  const rows = named
    .filter(({ name }) => !known.has(name))
    .map(({ payee, fingerprint }) =>
      isVendorPayee(payee) ? vendorRowOf(payee, fingerprint) : rowOf(payee, fingerprint, vault),
    );
  const columns = Object.keys(PAYEE_COLUMN_TYPES) as (keyof PayeeRow)[];
  if (rows.length > 0)
    take(
      await session.query(
        `INSERT INTO payee (${columns.join(', ')}, recorded_at)
         SELECT *, $${String(columns.length + 1)}::timestamptz
         FROM unnest(${columns.map((column, index) => `$${String(index + 1)}::${PAYEE_COLUMN_TYPES[column]}[]`).join(', ')})
         RETURNING payee, partner_key AS "partnerKey", fingerprint`,
        [...columns.map((column) => rows.map((row) => row[column])), recordedAt],
      ),
    );
  return named.map(({ name }) => {
    const number = known.get(name);
    if (number === undefined) throw new Error('Broken invariant: each payee is kept');
    return number;
  });
}

const PAYEE_COLUMN_TYPES = {
  partner_key: 'integer',
  account_name: 'text',
  account_kept: 'text',
  account_sealed: 'bytea',
  account_last_four: 'text',
  fingerprint: 'bytea',
  bic: 'text',
  clearing_system: 'text',
  clearing_member_id: 'text',
  bank_country: 'text',
  street: 'text',
  building: 'text',
  building_name: 'text',
  postcode: 'text',
  town: 'text',
  region: 'text',
  country: 'text',
  vendor: 'text',
  vendor_reference: 'text',
} as const;

type PayeeRow = Record<keyof typeof PAYEE_COLUMN_TYPES, string | number | Buffer | null>;

function rowOf(payee: CheckedPayee, fingerprint: Buffer, vault: Vault): PayeeRow {
  const { partnerKey, details } = payee;
  const { address } = details.creditor;
  return {
    partner_key: partnerKey,
    account_name: payee.accountName,
    account_kept: payee.accountKept,
    account_sealed: vault.seal(details.creditorAccount.iban ?? details.creditorAccount.other, PAYEE_PURPOSE),
    account_last_four: payee.accountLastFour,
    fingerprint,
    bic: details.creditorAgent?.bic ?? null,
    clearing_system: details.creditorAgent?.clearingMember?.system ?? null,
    clearing_member_id: details.creditorAgent?.clearingMember?.memberId ?? null,
    bank_country: payee.bankCountry,
    street: address.street ?? null,
    building: address.buildingNumber ?? null,
    building_name: address.buildingName ?? null,
    postcode: address.postCode ?? null,
    town: address.town ?? null,
    region: address.countrySubdivision ?? null,
    country: address.country ?? null,
    vendor: null,
    vendor_reference: null,
  };
}

/** No account: only the vendor knows one. */
function vendorRowOf({ partnerKey, vendor, reference, accountName }: VendorPayee, fingerprint: Buffer): PayeeRow {
  const nothing = Object.fromEntries(Object.keys(PAYEE_COLUMN_TYPES).map((column) => [column, null])) as PayeeRow;
  return {
    ...nothing,
    partner_key: partnerKey,
    account_name: accountName,
    account_kept: 'none',
    fingerprint,
    vendor,
    vendor_reference: reference,
  };
}

/** A payee with an account as it was kept, by the names of `PAYEE_COLUMNS`. */
export interface KeptPayee {
  readonly accountName: string;
  readonly accountKept: 'iban' | 'account-number';
  readonly accountSealed: Buffer;
  readonly bic: string | null;
  readonly clearingSystem: string | null;
  readonly clearingMemberId: string | null;
  readonly street: string | null;
  readonly building: string | null;
  readonly buildingName: string | null;
  readonly postcode: string | null;
  readonly town: string;
  readonly region: string | null;
  readonly country: string;
}

/** Of the table `payee`, for a row of `KeptPayee`. */
export const PAYEE_COLUMNS = `account_name AS "accountName", account_kept AS "accountKept", account_sealed AS "accountSealed", bic,
  clearing_system AS "clearingSystem", clearing_member_id AS "clearingMemberId", street, building, building_name AS "buildingName",
  postcode, town, region, country`;

/**
 * What a payment order says of a payee that was kept: the same as when it was checked.
 *
 * @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN
 */
export function detailsOfPayee(kept: KeptPayee, vault: Vault): CreditorDetails {
  const { accountName, accountKept, accountSealed, bic, clearingSystem, clearingMemberId, country } = kept;
  const number = vault.open(accountSealed, PAYEE_PURPOSE).toString('utf8');
  return {
    creditor: {
      name: transliterate(accountName, NAME_LENGTH, { country }).sent,
      address: present({
        street: kept.street ?? undefined,
        buildingNumber: kept.building ?? undefined,
        buildingName: kept.buildingName ?? undefined,
        postCode: kept.postcode ?? undefined,
        town: kept.town,
        countrySubdivision: kept.region ?? undefined,
        country,
      }),
    },
    creditorAccount: accountKept === 'iban' ? { iban: number } : { other: number },
    creditorAgent: present({
      bic: bic ?? undefined,
      clearingMember:
        clearingSystem === null || clearingMemberId === null
          ? undefined
          : { system: clearingSystem, memberId: clearingMemberId },
    }),
  };
}
