import { DateTime } from 'luxon';
import type { DebtorAccount } from '../../config/index.js';
import {
  bankingCalendar,
  bankingDayAfter,
  bankingDayOnOrAfter,
  calendarOfCountry,
  dayOf,
  invariant,
  isCovered,
  millisOf,
  type CalendarDate,
  type Instant,
  type NamedCalendar,
} from '../../kernel/index.js';

/** The calendar of the account's bank, with the further holidays that the settings name. */
export function calendarOf({ bankingDays, bic, holidays = [] }: DebtorAccount): NamedCalendar {
  return bankingCalendar(bankingDays ?? calendarOfCountry(bic.slice(4, 6)), holidays);
}

/**
 * The day on which payments that are prepared now leave the account: the banking day after the one on which the order
 * counts as given, so that a day is left for the second person. After the cut-off, and on a day on which the bank does
 * not work, it counts as given on the next banking day; where no cut-off is named, on this day.
 */
export function executionDay(now: Instant, account: DebtorAccount): CalendarDate {
  const calendar = calendarOf(account);
  const today = dayOf(now, account.bankTimeZone);
  const { cutOff } = account;
  if (cutOff === undefined) return bankingDayAfter(today, calendar);
  const givenOn = isCutOff(now, account) ? bankingDayAfter(today, calendar) : bankingDayOnOrAfter(today, calendar);
  return bankingDayAfter(givenOn, calendar);
}

/** The day of the bank that is behind all others: what waits for a day waits until all banks have it. */
export function firstBankDay(now: Instant, accounts: readonly Pick<DebtorAccount, 'bankTimeZone'>[]): CalendarDate {
  const [first] = accounts.map(({ bankTimeZone }) => dayOf(now, bankTimeZone)).toSorted();
  invariant(first !== undefined, 'there is an account');
  return first;
}

interface CutOff {
  readonly bankTimeZone: string;
  /** `HH:MM` in that zone. */
  readonly cutOff?: string | null | undefined;
}

/** Whether the bank takes no order for this day any more. */
export function isCutOff(now: Instant, { bankTimeZone, cutOff }: CutOff): boolean {
  if (cutOff === undefined || cutOff === null) return false;
  return DateTime.fromMillis(millisOf(now), { zone: bankTimeZone }).toFormat('HH:mm') >= cutOff;
}

/** To be said where holidays are not on record for the day. */
export function calendarWarning(date: CalendarDate, account: DebtorAccount): string | undefined {
  const { name } = calendarOf(account);
  if (isCovered(date, name) || account.bankingDays === 'MONDAY_TO_FRIDAY') return undefined;
  const bank = account.bic;
  return name === 'MONDAY_TO_FRIDAY'
    ? `no holidays of banks in ${bank.slice(4, 6)} are on record: ${date} is taken for a banking day of ${bank}, as MONDAY_TO_FRIDAY has it; name bankingDays or holidays in the settings`
    : `the holidays of ${name} are not on record for ${date.slice(0, 4)}: ${date} is taken for a banking day of ${bank}; name holidays in the settings`;
}
