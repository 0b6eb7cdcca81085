import {
  clearingSystem,
  findCurrency,
  isCountry,
  maskAccountsInText,
  type FailureFinding,
} from '../../kernel/index.js';
import { checkBic, electronicIban, ibanCountryOf, readIban } from '../account-checks/index.js';
import { checkCreditorDetails, wireNeeds, type CreditorDetails, type Finding } from '../instructions/index.js';

/** Bank details as somebody gave them. Holds an open account number: it never leaves the process in the clear. */
export interface GivenBankDetails {
  readonly accountName: string;
  readonly accountKind: 'business' | 'personal';
  readonly iban?: string | undefined;
  readonly accountNumber?: string | undefined;
  readonly bic?: string | undefined;
  readonly clearingSystem?: string | undefined;
  readonly clearingMemberId?: string | undefined;
  /** Where the account is held, ISO 3166-1 alpha-2. */
  readonly bankCountry: string;
  /** In which the account is kept, ISO 4217. */
  readonly currency: string;
}

export interface DetailsFinding extends FailureFinding {
  readonly severity: 'error' | 'warning';
  /** `place` is the field, as it was given. */
  readonly code: string;
}

export interface CheckedBankDetails {
  /** As they are kept: IBAN in electronic form, upper case, without blanks. */
  readonly details: GivenBankDetails;
  /** What stops them, and what wants a look. No account number stands in any. */
  readonly findings: readonly DetailsFinding[];
}

const FIELD_OF_PATH: readonly (readonly [prefix: string, field: string])[] = [
  ['creditorAccount.iban', 'iban'],
  ['creditorAccount.other', 'accountNumber'],
  ['creditorAccount', 'iban'],
  ['creditorAgent.clearingMember.system', 'clearingSystem'],
  ['creditorAgent.clearingMember', 'clearingMemberId'],
  ['creditorAgent', 'bic'],
];

/**
 * What a payment may be warned of and a form must insist on: whoever is asked twice answers late. Formats of accounts
 * stay warnings, because they are practice and no law.
 */
const ASKED_FOR = new Set(['AGENT_CLEARING_ASKED', 'AGENT_BIC_ASKED', 'IBAN_COUNTRY_UNREGISTERED']);

/**
 * Checks bank details as they are given, long before the first payment: form and check digits of each number, what the
 * country of the bank needs for a wire, that bank and account agree, and the currency of the account.
 *
 * @param paidIn currency of the payments, where it is known: another one of the account is a warning
 */
export function checkBankDetails(
  given: GivenBankDetails,
  { paidIn, payerBankCountry }: { readonly paidIn?: string; readonly payerBankCountry?: string | undefined } = {},
): CheckedBankDetails {
  const details = normalised(given);
  const order = creditorOf(details);
  const found = checkCreditorDetails(order, { debtorAgentCountry: payerBankCountry }).flatMap(detailsFinding);
  const pair = wrongPair(details);
  return {
    details,
    findings: [
      ...(pair === undefined ? found : [pair, ...found.filter(({ place }) => !place.startsWith('clearing'))]),
      ...nameFindings(details),
      ...countryFindings(details),
      ...currencyFindings(details, paidIn),
    ].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning')),
  };
}

/** The part of a payment order that the details fill. */
export function creditorOf(details: GivenBankDetails): CreditorDetails {
  const { iban, accountNumber, bic, clearingSystem: system, clearingMemberId: memberId } = details;
  const agent = {
    ...(bic === undefined ? {} : { bic }),
    ...(system === undefined || memberId === undefined ? {} : { clearingMember: { system, memberId } }),
  };
  return {
    // Name and address are looked at when there is something to pay: they come from the register.
    creditor: { name: 'Payee', address: { town: 'Town', country: details.bankCountry } },
    // Both or none is what the check itself reports.
    creditorAccount: {
      ...(iban === undefined ? {} : { iban }),
      ...(accountNumber === undefined ? {} : { other: accountNumber }),
    } as CreditorDetails['creditorAccount'],
    ...(Object.keys(agent).length === 0 ? {} : { creditorAgent: agent }),
  };
}

function normalised(given: GivenBankDetails): GivenBankDetails {
  const { iban, accountNumber, bic, clearingSystem: system, clearingMemberId: memberId } = given;
  const present = (text: string | undefined, form: (text: string) => string) => {
    const formed = text === undefined ? '' : form(text);
    return formed === '' ? undefined : formed;
  };
  return {
    accountName: given.accountName.normalize('NFC').replace(/\s+/gu, ' ').trim(),
    accountKind: given.accountKind,
    bankCountry: given.bankCountry.trim().toUpperCase(),
    currency: given.currency.trim().toUpperCase(),
    iban: present(iban, electronicIban),
    accountNumber: present(accountNumber, (text) => text.replace(/[\s\p{Cf}]/gu, '')),
    bic: present(bic, electronicIban),
    clearingSystem: present(system, electronicIban),
    clearingMemberId: present(memberId, (text) => text.replace(/[\s\p{Cf}\p{Pd}]/gu, '').toUpperCase()),
  };
}

function detailsFinding({ code, severity, path, expected, found, next }: Finding): DetailsFinding[] {
  const [, field] = FIELD_OF_PATH.find(([prefix]) => path.startsWith(prefix)) ?? [];
  if (field === undefined) return [];
  if (code === 'AGENT_NAME_MISSING')
    return [
      {
        code: 'AGENT_BIC_ASKED',
        severity: 'error',
        place: field,
        expected: 'a BIC: without one the number in a clearing reaches the bank only from the same country',
        found: 'none',
      },
    ];
  // Said by the line before: a bank is asked for its BIC, and not for its address.
  if (code === 'ADDRESS_MISSING') return [];
  const asked = ASKED_FOR.has(code);
  return [{ code, severity: asked ? 'error' : severity, place: field, expected, found: `${found}. ${next}` }];
}

function wrongPair(details: GivenBankDetails): DetailsFinding | undefined {
  const { clearingSystem: system, clearingMemberId: memberId, bankCountry } = details;
  // Where no form of a member id is published any number passes; the account itself would be kept in the open there.
  if (memberId !== undefined && [details.accountNumber, details.iban].includes(memberId))
    return {
      code: 'CLEARING_IS_ACCOUNT',
      severity: 'error',
      place: 'clearingMemberId',
      expected: 'the number of the bank',
      found: 'that of the account',
    };
  if ((system === undefined) === (memberId === undefined)) return undefined;
  const needed = wireNeeds(bankCountry).clearing?.system;
  return {
    code: 'CLEARING_INCOMPLETE',
    severity: 'error',
    place: system === undefined ? 'clearingSystem' : 'clearingMemberId',
    expected: `a clearing system${needed === undefined ? '' : `, in ${bankCountry} ${needed},`} and the number of the bank in it`,
    found: 'only one of the two',
  };
}

function nameFindings({ accountName }: GivenBankDetails): DetailsFinding[] {
  const fault =
    accountName === '' || !/\p{L}/u.test(accountName)
      ? 'no word'
      : maskAccountsInText(accountName) === accountName
        ? undefined
        : 'a number as long as an account number';
  if (fault === undefined) return [];
  return [
    {
      code: 'ACCOUNT_NAME',
      severity: 'error',
      place: 'accountName',
      expected: 'the name in which the bank holds the account',
      found: fault,
    },
  ];
}

/** The country that is stated is that of the account's number, or of the bank. */
function countryFindings({ bankCountry, iban, bic, clearingSystem: system }: GivenBankDetails): DetailsFinding[] {
  if (!isCountry(bankCountry))
    return [
      {
        code: 'BANK_COUNTRY',
        severity: 'error',
        place: 'bankCountry',
        expected: 'a country of ISO 3166 in two letters',
        found: 'another text',
      },
    ];
  const ibanCheck = iban === undefined ? undefined : readIban(iban);
  const bicCheck = bic === undefined ? undefined : checkBic(bic);
  const told = [
    ibanCheck?.valid === true ? ibanCheck.iban.country : undefined,
    bicCheck?.valid === true ? bicCheck.bic.country : undefined,
    system === undefined ? undefined : clearingSystem(system)?.country,
  ].filter((country) => country !== undefined);
  if (told.length === 0 || told.some((country) => ibanCountryOf(country) === ibanCountryOf(bankCountry))) return [];
  return [
    {
      code: 'BANK_COUNTRY_DISAGREES',
      severity: 'error',
      place: 'bankCountry',
      expected: `the country of the account or its bank, ${[...new Set(told)].join(' or ')}`,
      found: bankCountry,
    },
  ];
}

function currencyFindings({ currency }: GivenBankDetails, paidIn: string | undefined): DetailsFinding[] {
  if (findCurrency(currency) === undefined)
    return [
      {
        code: 'ACCOUNT_CURRENCY',
        severity: 'error',
        place: 'currency',
        expected: 'a currency of ISO 4217 that is in use',
        found: 'another text',
      },
    ];
  if (paidIn === undefined || paidIn === currency) return [];
  return [
    {
      code: 'ACCOUNT_CURRENCY_DIFFERS',
      severity: 'warning',
      place: 'currency',
      expected: `an account in ${paidIn}, in which is paid`,
      found: `${currency}: the bank exchanges at its own rate`,
    },
  ];
}
