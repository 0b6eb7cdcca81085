import { checkClearingMember, maskAccount, maskAccountsInText } from '../../../kernel/index.js';
import { BANK_ACCOUNT_PURPOSE } from '../../../partners/index.js';
import { accountNumber, instantWithOffset, oneOf, optional, partnerId, required, secret, text } from '../cells.js';
import { fileFormat, type RowProblem } from './file-format.js';

const HIDDEN = 'a value that is not shown';

/** Its form alone: 8 or 11 characters, the fifth and sixth a country. Whether it can be paid to is asked later. */
const bic = {
  expected: 'a BIC of 8 or 11 characters',
  read: (value: string): string | undefined =>
    /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/i.test(value) ? value : undefined,
};

/**
 * `bank_accounts.csv`. Account numbers are sealed before they touch the disk; so a number that stands in a column
 * which is kept as it is sends its row to quarantine, and is not shown there either.
 */
export const BANK_ACCOUNTS = fileFormat({
  cells: {
    partner_id: required(partnerId),
    account_name: required(text),
    account_kind: required(oneOf('business', 'personal')),
    iban: secret(accountNumber),
    account_number: secret(accountNumber),
    bic: optional(bic),
    clearing_system: optional(text),
    clearing_member_id: optional(text),
    bank_country: required(text),
    currency: required(text),
    town: optional(text),
    country: optional(text),
    submitted_at: optional(instantWithOffset),
  },
  check: (row) =>
    memberOfItsSystem(row.clearing_system, row.clearing_member_id) ??
    holdsNoAccount('account_name', row.account_name) ??
    holdsNoAccount('clearing_system', row.clearing_system) ??
    holdsNoAccount('bank_country', row.bank_country) ??
    holdsNoAccount('currency', row.currency) ??
    holdsNoAccount('town', row.town) ??
    holdsNoAccount('country', row.country),
  stage: async ({ iban, account_number, ...row }, _place, { draft, vault }) => {
    const account = iban ?? account_number;
    await draft.stage('bank_account', {
      ...row,
      account_kept: iban !== null ? 'iban' : account_number !== null ? 'account-number' : 'none',
      account_sealed: account === null ? null : vault.seal(account, BANK_ACCOUNT_PURPOSE),
      account_fingerprint: account === null ? null : vault.fingerprint(account, BANK_ACCOUNT_PURPOSE),
      account_last_four: account === null ? null : lastFour(account),
    });
  },
});

/** A member id is known by its system's form. Check digits are not asked for: that is for who pays. */
function memberOfItsSystem(system: string | null, member: string | null): RowProblem | undefined {
  if (member === null) return undefined;
  const check = checkClearingMember(system ?? '', member);
  if (check.valid || (check.fault !== 'format' && check.fault !== 'unknown-clearing-system')) return undefined;
  const column = check.fault === 'format' ? 'clearing_member_id' : 'clearing_system';
  return { column, expected: check.expected, found: HIDDEN };
}

function holdsNoAccount(column: string, value: string | null): RowProblem | undefined {
  if (value === null || maskAccountsInText(value) === value) return undefined;
  return { column, expected: 'no number as long as an account number', found: HIDDEN };
}

/** What a mask leaves of it: four characters, or none where four would give it away. */
function lastFour(account: string): string {
  const masked = maskAccount(account);
  return masked.replace(/^\*{4}(?=.)/, '').toUpperCase();
}
