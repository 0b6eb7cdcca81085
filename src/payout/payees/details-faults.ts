import { checkBic, readIban, type IbanFault } from '../account-checks/index.js';
import { wireNeeds } from '../instructions/index.js';
import type { DetailsFinding, GivenBankDetails } from './check-bank-details.js';

/** What can be wrong with a field of bank details, for whoever words it in another language. */
export type DetailsFault =
  | 'iban-illegal-character'
  | 'iban-country-code'
  | 'iban-length'
  | 'iban-structure'
  | 'iban-national-check'
  | 'iban-check-digits'
  | 'iban-unregistered'
  | 'iban-required'
  | 'account-missing'
  | 'account-twice'
  | 'account-invalid'
  | 'bic-invalid'
  | 'bic-test'
  | 'bic-asked'
  | 'bank-missing'
  | 'bank-code-asked'
  | 'bank-code-invalid'
  | 'bank-code-not-asked'
  | 'bank-code-is-account'
  | 'name-invalid'
  | 'name-is-number'
  | 'country-invalid'
  | 'country-disagrees'
  | 'currency-invalid'
  | 'other';

export type DetailsField =
  | 'accountName'
  | 'bankCountry'
  | 'currency'
  | 'iban'
  | 'accountNumber'
  | 'bic'
  | 'clearingMemberId';

export interface FieldFault {
  readonly field: DetailsField;
  readonly fault: DetailsFault;
}

const FAULT_OF: Readonly<Record<string, DetailsFault>> = {
  IBAN_COUNTRY_UNREGISTERED: 'iban-unregistered',
  IBAN_REQUIRED: 'iban-required',
  BIC_INVALID: 'bic-invalid',
  BIC_IS_TEST: 'bic-test',
  AGENT_BIC_ASKED: 'bic-asked',
  AGENT_MISSING: 'bank-missing',
  AGENT_CLEARING_ASKED: 'bank-code-asked',
  CLEARING_INCOMPLETE: 'bank-code-not-asked',
  CLEARING_IS_ACCOUNT: 'bank-code-is-account',
  CLEARING_MEMBER_INVALID: 'bank-code-invalid',
  CLEARING_COUNTRY_DISAGREES: 'country-disagrees',
  BANK_COUNTRY: 'country-invalid',
  BANK_COUNTRY_DISAGREES: 'country-disagrees',
  ACCOUNT_CURRENCY: 'currency-invalid',
};

/** Of faults that are not named here a person sees the same: a number that was typed wrong. */
const FAULT_OF_IBAN: Readonly<Partial<Record<IbanFault, DetailsFault>>> = {
  'illegal-character': 'iban-illegal-character',
  'country-code': 'iban-country-code',
  'unknown-country': 'iban-country-code',
  length: 'iban-length',
  structure: 'iban-structure',
  'national-check': 'iban-national-check',
};

/** The first fault of each field, in the order of the findings. No value stands in any. */
export function faultsOf(details: GivenBankDetails, findings: readonly DetailsFinding[]): FieldFault[] {
  const byField = new Map<DetailsField, DetailsFault>();
  for (const finding of findings.filter(({ severity }) => severity === 'error')) {
    const { field, fault } = faultOf(details, finding);
    if (!byField.has(field)) byField.set(field, fault);
  }
  return [...byField].map(([field, fault]) => ({ field, fault }));
}

function faultOf(details: GivenBankDetails, { code, place, found }: DetailsFinding): FieldFault {
  const { iban, accountNumber, bankCountry } = details;
  if (code === 'IBAN_INVALID') return { field: 'iban', fault: ibanFault(iban ?? '') };
  if (code === 'ACCOUNT_FORM') {
    // The field that the country has.
    const field = wireNeeds(bankCountry).account === 'iban' ? 'iban' : 'accountNumber';
    return {
      field,
      fault: iban !== undefined && accountNumber !== undefined ? 'account-twice' : 'account-missing',
    };
  }
  if (code === 'ACCOUNT_NAME')
    return { field: 'accountName', fault: found === 'no word' ? 'name-invalid' : 'name-is-number' };
  const field = fieldOf(place);
  return { field, fault: FAULT_OF[code] ?? (field === 'accountNumber' ? 'account-invalid' : 'other') };
}

function ibanFault(typed: string): DetailsFault {
  const check = readIban(typed);
  return (check.valid ? undefined : FAULT_OF_IBAN[check.fault]) ?? 'iban-check-digits';
}

const FIELDS: readonly DetailsField[] = ['accountName', 'bankCountry', 'currency', 'iban', 'accountNumber', 'bic'];

/** The clearing system follows from the country: what is wrong with it shows at the number of the bank. */
function fieldOf(place: string): DetailsField {
  return FIELDS.find((field) => field === place) ?? 'clearingMemberId';
}

/** Whether a text has the form of a BIC, and so cannot be an account number. */
export function isBic(text: string): boolean {
  return checkBic(text).valid;
}
