import type { Vault } from '../../database/index.js';
import { canonicalJson, SeatbackError, type JsonValue } from '../../kernel/index.js';
import { BANK_ACCOUNT_PURPOSE, type DeclaredAccount, type RegisteredPayee } from '../../partners/index.js';
import { electronicIban } from '../account-checks/index.js';
import {
  checkCreditorDetails,
  transliterate,
  type CreditorDetails,
  type Transliteration,
} from '../instructions/index.js';
import { present, sentAddress, wholeAddress } from './sent-address.js';

/** Why an amount that is payable is not paid yet. */
export interface HoldReason {
  readonly reason:
    | 'partner-not-registered'
    | 'no-bank-account'
    | 'personal-account'
    | 'bank-account-invalid'
    | 'bank-account-unreadable'
    | 'mailing-address-missing'
    | 'mailing-address-too-long'
    | 'name-needs-confirmation'
    | 'account-missing'
    | 'agreements-missing'
    | 'payment-profile-missing'
    | 'tax-profile-missing'
    | 'return-window'
    | 'details-rejected'
    | 'payment-undecided'
    | 'exchange-rate-missing'
    | 'exchange-comes-to-nothing'
    | 'currency-not-paid'
    | 'payment-order-refused'
    | 'approval-missing'
    | 'waiting-time'
    | 'payment-failed'
    | 'paid-by-vendor'
    | 'account-name-undecided'
    | 'account-name-refused'
    | 'account-name-differs'
    | 'invitation-unanswered'
    | 'held-by-person'
    | 'ledger-differs';
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
  /** In which the account is held; empty where nobody said it. */
  readonly accountCurrency: string;
}

/** A payee whose account only the payment vendor knows, ready for a batch of that vendor. */
export interface VendorPayee {
  readonly partnerKey: number;
  readonly vendor: string;
  /** What the vendor calls the payee. */
  readonly reference: string;
  readonly accountName: string;
}

export type PayablePayee = CheckedPayee | VendorPayee;

export function isVendorPayee(payee: PayablePayee): payee is VendorPayee {
  return 'vendor' in payee;
}

/** What a payee is checked against, besides the bank rules. */
export interface PayeeContext {
  /** Onboarding steps that the campaign asks for. */
  readonly paymentNeeds: readonly string[];
  /** Country of the payer's bank: within one country a routing number alone says which bank it is. */
  readonly payerBankCountry?: string | undefined;
  readonly confirmedNames?: readonly ConfirmedName[];
}

/** A person has looked at how this name is sent; it holds for one account and for both forms of the name. */
export interface ConfirmedName {
  readonly partnerKey: number;
  readonly accountFingerprint: Buffer;
  readonly accountName: string;
  readonly sentName: string;
}

export const NAME_LENGTH = 140;

/** Checks a registered partner as a payee: either it can be paid, or there are reasons why not. */
export function checkPayee(
  partner: RegisteredPayee,
  { paymentNeeds, payerBankCountry, confirmedNames = [] }: PayeeContext,
  vault: Vault,
): { readonly payee: CheckedPayee } | { readonly holds: HoldReason[] } {
  const holds = registrationHolds(partner, paymentNeeds);
  const { account } = partner;
  if (account === null || account.accountKept === 'none' || account.accountSealed === null) {
    return { holds: [...holds, { reason: 'no-bank-account', found: 'no account number on record' }] };
  }
  holds.push(...personalHolds(account));

  const whole = wholeAddress(partner, account);
  if (whole === undefined)
    return {
      holds: [
        ...holds,
        { reason: 'mailing-address-missing', found: 'no town and country of the payee from one source' },
      ],
    };

  const name = sentNameOf(account, whole.country);
  if (
    name.sent === '' ||
    (name.change === 'beyond-accents' && !confirmedNames.some((confirmed) => confirms(confirmed, partner, name)))
  ) {
    holds.push({
      reason: 'name-needs-confirmation',
      found: name.sent === '' ? 'a name that has no Latin form' : `the name would be sent as "${name.sent}"`,
    });
  }
  const { address, tooLong } = sentAddress(whole);
  if (tooLong.length > 0)
    holds.push({
      reason: 'mailing-address-too-long',
      found: `no room in the payment order for the ${tooLong.join(', ')}`,
    });
  const opened = openAccount(account.accountSealed, account.accountPurpose ?? BANK_ACCOUNT_PURPOSE, vault);
  if ('unreadable' in opened)
    return { holds: [...holds, { reason: 'bank-account-unreadable', found: opened.unreadable }] };
  const { number } = opened;
  const details: CreditorDetails = {
    creditor: { name: name.sent, address },
    creditorAccount: account.accountKept === 'iban' ? { iban: electronicIban(number) } : { other: number },
    creditorAgent: present({
      bic: account.bic?.toUpperCase(),
      clearingMember:
        account.clearingSystem === null || account.clearingMemberId === null
          ? undefined
          : { system: account.clearingSystem, memberId: account.clearingMemberId },
    }),
  };
  const faults = checkCreditorDetails(details, { debtorAgentCountry: payerBankCountry }).filter(
    ({ severity }) => severity === 'error',
  );
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
      accountCurrency: account.accountCurrency,
    },
  };
}

/** Checks a partner that an approved vendor pays: all but the account, which is the vendor's to check. */
export function checkVendorPayee(
  partner: RegisteredPayee,
  { vendor, reference }: Pick<VendorPayee, 'vendor' | 'reference'>,
  { paymentNeeds }: PayeeContext,
): { readonly payee: VendorPayee } | { readonly holds: HoldReason[] } {
  const { account } = partner;
  const holds = [...registrationHolds(partner, paymentNeeds), ...(account === null ? [] : personalHolds(account))];
  if (holds.length > 0) return { holds };
  const accountName = account?.accountName ?? partner.legalName ?? '';
  return { payee: { partnerKey: partner.partnerKey, vendor, reference, accountName } };
}

function registrationHolds(partner: RegisteredPayee, paymentNeeds: readonly string[]): HoldReason[] {
  const holds: HoldReason[] = paymentNeeds
    .filter((step) => !partner.onboarding.includes(step))
    .map((step) => ({ reason: `${step}-missing` as HoldReason['reason'], found: `no ${step} on record` }));
  if (partner.legalName === null)
    holds.push({ reason: 'partner-not-registered', found: 'the partner is not in partners.csv' });
  return holds;
}

function personalHolds({ accountKind }: DeclaredAccount): HoldReason[] {
  if (accountKind !== 'personal') return [];
  const found = 'an account of a person; a company is paid on a business account';
  return [{ reason: 'personal-account', found }];
}

/** How a payee's name is sent; undefined where there is no account, or no country to write it in the way of. */
export function nameToConfirm(partner: RegisteredPayee): Transliteration | undefined {
  const { account } = partner;
  const whole = account === null ? undefined : wholeAddress(partner, account);
  return account === null || whole === undefined ? undefined : sentNameOf(account, whole.country);
}

function sentNameOf({ accountName }: DeclaredAccount, country: string): Transliteration {
  return transliterate(accountName, NAME_LENGTH, { country });
}

function confirms(confirmed: ConfirmedName, { partnerKey, account }: RegisteredPayee, name: Transliteration): boolean {
  const fingerprint = account?.accountFingerprint ?? null;
  return (
    confirmed.partnerKey === partnerKey &&
    fingerprint !== null &&
    confirmed.accountFingerprint.equals(fingerprint) &&
    confirmed.accountName === name.original &&
    confirmed.sentName === name.sent
  );
}

/** One account that cannot be opened holds its own payment, not everybody's. */
function openAccount(
  sealed: Buffer,
  purpose: string,
  vault: Vault,
): { readonly number: string } | { readonly unreadable: string } {
  try {
    return { number: vault.open(sealed, purpose).toString('utf8') };
  } catch (error) {
    if (!(error instanceof SeatbackError && error.code.startsWith('SEAL_'))) throw error;
    return { unreadable: `${error.code}: ${error.report.found}. ${error.report.next}` };
  }
}

export const PAYEE_PURPOSE = 'payee account';

/** Over everything that the payment order says of the payee, and the name of the account as it was declared. */
export function payeeFingerprint(payee: PayablePayee, vault: Vault): Buffer {
  if (isVendorPayee(payee)) {
    const { vendor, reference, accountName: name } = payee;
    return vault.fingerprint(canonicalJson({ vendor, reference, accountName: name }), 'payee');
  }
  const { details, accountName } = payee;
  return vault.fingerprint(canonicalJson({ ...details, accountName } as unknown as JsonValue), 'payee');
}
