import { DateTime } from 'luxon';
import { invariant } from './failure.js';

declare const calendarDateBrand: unique symbol;

/** A day of the calendar without a zone, `YYYY-MM-DD`; text order is time order. */
export type CalendarDate = string & { readonly [calendarDateBrand]: true };

/** Reads `YYYY-MM-DD`; `undefined` for anything else, also for days that do not exist. */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && text >= '0001' && DateTime.fromISO(text, { zone: 'utc' }).isValid
    ? (text as CalendarDate)
    : undefined;
}

/** For text that our own code, a validated file or the database wrote. */
export function calendarDate(text: string): CalendarDate {
  const parsed = parseCalendarDate(text);
  invariant(parsed !== undefined, `a calendar date is YYYY-MM-DD, found "${text}"`);
  return parsed;
}

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_DAY_MS = Date.parse('9999-12-31T00:00:00Z');

export function plusDays(date: CalendarDate, days: number): CalendarDate {
  // A day in UTC has always as many milliseconds; only beyond the years of four digits the text has another form.
  const epochMs = Date.parse(`${date}T00:00:00Z`) + days * DAY_MS;
  if (epochMs >= FIRST_DAY_MS && epochMs <= LAST_DAY_MS)
    return new Date(epochMs).toISOString().slice(0, 10) as CalendarDate;
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd') as CalendarDate;
}

/** The same day so many months on; the last day of a month that has no such day. */
export function plusMonths(date: CalendarDate, months: number): CalendarDate {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ months }).toFormat('yyyy-MM-dd') as CalendarDate;
}

/** Days from one to another; below 0 where the other is before. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Days on which a bank works: Monday to Friday, less the holidays named. */
export interface BankingCalendar {
  readonly holidays: ReadonlySet<CalendarDate>;
}

export const MONDAY_TO_FRIDAY: BankingCalendar = { holidays: new Set() };

export function isBankingDay(date: CalendarDate, calendar: BankingCalendar): boolean {
  return DateTime.fromISO(date, { zone: 'utc' }).weekday <= 5 && !calendar.holidays.has(date);
}

/** The last banking day on or before `date`. */
export function bankingDayOnOrBefore(date: CalendarDate, calendar: BankingCalendar): CalendarDate {
  return nearestBankingDay(date, calendar, -1);
}

/** The first banking day on or after `date`. */
export function bankingDayOnOrAfter(date: CalendarDate, calendar: BankingCalendar): CalendarDate {
  return nearestBankingDay(date, calendar, 1);
}

function nearestBankingDay(date: CalendarDate, calendar: BankingCalendar, stepDays: 1 | -1): CalendarDate {
  const LIMIT_DAYS = 60;
  let day = date;
  for (let tried = 0; tried < LIMIT_DAYS; tried += 1) {
    if (isBankingDay(day, calendar)) return day;
    day = plusDays(day, stepDays);
  }
  throw new Error(`No banking day within ${String(LIMIT_DAYS)} days of ${date}: the calendar names too many holidays.`);
}
