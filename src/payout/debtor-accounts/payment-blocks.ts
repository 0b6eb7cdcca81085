import type { DebtorAccount } from '../../config/index.js';
import { canonicalJson, type CalendarDate, type Money } from '../../kernel/index.js';
import { electronicIban } from '../account-checks/index.js';
import { isSepaIbanCountry, type Account } from '../instructions/index.js';
import { calendarOf } from './execution-day.js';

export type ServiceLevel = 'SEPA' | 'URGP';

/**
 * SEPA where it can be: euros between IBANs of countries that the scheme reaches. Everything else is a wire. Source:
 * payment-file contract section 3, `PmtTpInf`.
 */
export function serviceLevelOf(account: DebtorAccount, creditorAccount: Account, amount: Money): ServiceLevel {
  const isInside = (iban: string | undefined) => iban !== undefined && isSepaIbanCountry(iban.slice(0, 2));
  const own = account.iban === undefined ? undefined : electronicIban(account.iban);
  return amount.currency.code === 'EUR' && isInside(own) && isInside(creditorAccount.iban) ? 'SEPA' : 'URGP';
}

/** Payments of one file: those that one bank, known to it as one sender, takes in one form and counts in one calendar. */
export function fileKey(account: DebtorAccount): string {
  const { bic, initiatingParty, format, bankTimeZone, holidays = [] } = account;
  const { name, id, scheme } = initiatingParty;
  return canonicalJson([
    bic.slice(0, 8),
    [name ?? '', id, scheme],
    format,
    bankTimeZone,
    [calendarOf(account).name, ...holidays],
  ]);
}

/** Payments of one block leave one account on one day; beside them currency and kind. */
export function accountKey({ iban, accountNumber, currency, bic }: DebtorAccount, executionDate: CalendarDate): string {
  return canonicalJson([iban ?? '', accountNumber ?? '', currency, bic, executionDate]);
}
