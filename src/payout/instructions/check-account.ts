import { findCurrency } from '../../kernel/index.js';
import { checkIban, maskAccount, readIban } from '../account-checks/index.js';
import { checkReference } from './check-text.js';
import { isAccountScheme } from './external-codes.js';
import { at, quoted, type Report } from './finding.js';
import type { Account } from './payment-order.js';

/**
 * Checks an account by itself: IBAN or other number, its currency and its scheme. Source: payment-file contract
 * section 3, `DbtrAcct` and `CdtrAcct`.
 *
 * @returns the first two letters of a right IBAN
 */
export function checkAccount(report: Report, path: string, account: Account): string | undefined {
  const { iban, other, scheme, currency } = account;
  if (currency !== undefined && findCurrency(currency) === undefined) {
    report('ACCOUNT_CURRENCY', at(path, 'currency'), 'a currency of ISO 4217', quoted(currency));
  }
  // The type allows neither both nor none; a record from a database or a file may hold them all the same.
  if ((iban === undefined) === (other === undefined)) {
    report('ACCOUNT_FORM', path, 'an IBAN or another account number', iban === undefined ? 'neither' : 'both');
    return undefined;
  }
  if (iban !== undefined) return checkIbanAccount(report, at(path, 'iban'), iban);
  checkOtherAccount(report, path, other, scheme);
  return undefined;
}

function checkIbanAccount(report: Report, path: string, text: string): string | undefined {
  const check = checkIban(text);
  if (!check.valid) {
    report('IBAN_INVALID', path, check.expected, `${maskAccount(text)} (${check.fault})`);
    return undefined;
  }
  const { country, registered } = check.iban;
  if (!registered) {
    const found = `${maskAccount(text)} of ${country}`;
    report('IBAN_COUNTRY_UNREGISTERED', path, 'an IBAN of a country in the registry', found);
  }
  return country;
}

function checkOtherAccount(report: Report, path: string, number: string, scheme: string | undefined): void {
  const numberPath = at(path, 'other');
  const asIban = readIban(number);
  if (asIban.valid && asIban.iban.registered) {
    const found = `${maskAccount(number)}, which is one`;
    report('IBAN_REQUIRED', numberPath, 'an IBAN as an IBAN, in electronic form', found);
  } else {
    checkReference(report, numberPath, number, 'Max34Text');
  }
  if (scheme !== undefined && !isAccountScheme(scheme)) {
    report('ACCOUNT_SCHEME_UNKNOWN', at(path, 'scheme'), 'an account scheme of ISO 20022', quoted(scheme));
  }
}
