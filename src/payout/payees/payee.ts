import type { Session, Vault } from '../../database/index.js';
import { canonicalJson, type Instant } from '../../kernel/index.js';
import { BANK_ACCOUNT_PURPOSE, type RegisteredPayee } from '../../partners/index.js';
import { electronicIban } from '../account-checks/index.js';
import { checkCreditorDetails, transliterate, type CreditorDetails } from '../instructions/index.js';

/** Why an amount that is payable is not paid yet. */
export interface HoldReason {
  readonly reason:
    | 'partner-not-registered'
    | 'no-bank-account'
    | 'personal-account'
    | 'bank-account-invalid'
    | 'mailing-address-missing'
    | 'name-needs-confirmation'
    | 'account-missing'
    | 'agreements-missing'
    | 'payment-profile-missing'
    | 'tax-profile-missing';
  /** For people; never an account number. */
  readonly found: string;
}

/** A payee ready for a payment order. `details` holds the open account number and never leaves the process in the clear. */
export interface CheckedPayee {
  readonly partnerKey: number;
  readonly details: CreditorDetails;
  readonly accountName: string;
  readonly accountKept: 'iban' | 'account-number';
  readonly accountLastFour: string;
  readonly bankCountry: string;
}

/** Elements of a postal address and their lengths in the payment order. */
const ADDRESS_LENGTHS = { street: 70, building: 16, postcode: 16, town: 35, region: 35 } as const;
const NAME_LENGTH = 140;

/** Checks a registered partner as a payee: either it can be paid, or there are reasons why not. */
export function checkPayee(
  partner: RegisteredPayee,
  paymentNeeds: readonly string[],
  vault: Vault,
): { readonly payee: CheckedPayee } | { readonly holds: HoldReason[] } {
  const holds: HoldReason[] = paymentNeeds
    .filter((step) => !partner.onboarding.includes(step))
    .map((step) => ({ reason: `${step}-missing` as HoldReason['reason'], found: `no ${step} on record` }));
  if (partner.legalName === null)
    holds.push({ reason: 'partner-not-registered', found: 'the partner is not in partners.csv' });
  const { account } = partner;
  if (account === null || account.accountKept === 'none' || account.accountSealed === null) {
    return { holds: [...holds, { reason: 'no-bank-account', found: 'no account number on record' }] };
  }
  if (account.accountKind === 'personal')
    holds.push({
      reason: 'personal-account',
      found: 'an account of a person; a company is paid on a business account',
    });

  const town = partner.town ?? account.holderTown;
  const country = (partner.country ?? account.holderCountry)?.toUpperCase() ?? null;
  if (town === null || country === null)
    return { holds: [...holds, { reason: 'mailing-address-missing', found: 'no town and country of the payee' }] };

  const name = transliterate(account.accountName, NAME_LENGTH, { country });
  if (name.change === 'beyond-accents' || name.change === 'empty') {
    holds.push({
      reason: 'name-needs-confirmation',
      found: name.sent === '' ? 'a name that has no Latin form' : `the name would be sent as "${name.sent}"`,
    });
  }
  const number = vault.open(account.accountSealed, BANK_ACCOUNT_PURPOSE).toString('utf8');
  const address = (part: keyof typeof ADDRESS_LENGTHS, value: string | null) => {
    const sent = value === null ? '' : transliterate(value, ADDRESS_LENGTHS[part], { country }).sent;
    return sent === '' ? undefined : sent;
  };
  const details: CreditorDetails = {
    creditor: {
      name: name.sent,
      address: present({
        street: address('street', partner.street),
        buildingNumber: address('building', partner.building),
        postCode: address('postcode', partner.postcode),
        town: address('town', town),
        countrySubdivision: address('region', partner.region),
        country,
      }),
    },
    creditorAccount: account.accountKept === 'iban' ? { iban: electronicIban(number) } : { other: number },
    creditorAgent: present({
      bic: account.bic?.toUpperCase(),
      clearingMember:
        account.clearingSystem === null || account.clearingMemberId === null
          ? undefined
          : { system: account.clearingSystem, memberId: account.clearingMemberId },
    }),
  };
  const faults = checkCreditorDetails(details).filter(({ severity }) => severity === 'error');
  if (faults.length > 0)
    holds.push({
      reason: 'bank-account-invalid',
      found: faults.map(({ code, expected, found }) => `${code}: expected ${expected}, found ${found}`).join('; '),
    });
  if (holds.length > 0) return { holds };
  return {
    payee: {
      partnerKey: partner.partnerKey,
      details,
      accountName: account.accountName,
      accountKept: account.accountKept,
      accountLastFour: account.accountLastFour ?? '****',
      bankCountry: account.bankCountry,
    },
  };
}

/** Leaves out what is undefined: an absent part of an address is no part. */
function present<T extends Record<string, unknown>>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const PAYEE_PURPOSE = 'payee account';

/** Keeps a frozen copy of the payee, once for each set of details. @returns its number */
export async function keepPayee(
  session: Session,
  { partnerKey, details, ...payee }: CheckedPayee,
  vault: Vault,
  recordedAt: Instant,
): Promise<number> {
  const fingerprint = vault.fingerprint(
    canonicalJson({ ...details, accountName: payee.accountName } as never),
    'payee',
  );
  const [known] = await session.query<{ payee: number }>(
    'SELECT payee FROM payee WHERE partner_key = $1 AND fingerprint = $2',
    [partnerKey, fingerprint],
  );
  if (known !== undefined) return known.payee;
  const { address } = details.creditor;
  const kept = await session.one<{ payee: number }>(
    `INSERT INTO payee (partner_key, account_name, account_kept, account_sealed, account_last_four, fingerprint, bic, clearing_system,
       clearing_member_id, bank_country, street, building, postcode, town, region, country, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING payee`,
    [
      partnerKey,
      payee.accountName,
      payee.accountKept,
      vault.seal(details.creditorAccount.iban ?? details.creditorAccount.other, PAYEE_PURPOSE),
      payee.accountLastFour,
      fingerprint,
      details.creditorAgent?.bic ?? null,
      details.creditorAgent?.clearingMember?.system ?? null,
      details.creditorAgent?.clearingMember?.memberId ?? null,
      payee.bankCountry,
      address.street ?? null,
      address.buildingNumber ?? null,
      address.postCode ?? null,
      address.town,
      address.countrySubdivision ?? null,
      address.country,
      recordedAt,
    ],
  );
  return kept.payee;
}
