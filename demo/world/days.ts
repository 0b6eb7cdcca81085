import { calendarDate, instant, type CalendarDate, type Instant } from '../../src/kernel/index.js';

/**
 * Days since 1970-01-01. Billing compares and adds days by the thousand, and whole numbers do that without a calendar.
 */
export type DayNumber = number;

const DAY_MS = 86_400_000;
const dates = new Map<DayNumber, CalendarDate>();

export function dayNumber(date: string): DayNumber {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function dateOf(day: DayNumber): CalendarDate {
  let date = dates.get(day);
  if (date === undefined) {
    date = calendarDate(new Date(day * DAY_MS).toISOString().slice(0, 10));
    dates.set(day, date);
  }
  return date;
}

/** The UTC day of an instant: Microsoft's legacy billing knows no other zone. */
export function utcDayOf(at: Instant): DayNumber {
  return dayNumber(at.slice(0, 10));
}

/** `date` at `time` (`HH:MM` or `HH:MM:SS`) in UTC. */
export function atTime(date: string, time: string): Instant {
  return instant(`${date}T${time}Z`);
}

export function firstOfMonth(day: DayNumber): DayNumber {
  return dayNumber(`${dateOf(day).slice(0, 7)}-01`);
}

export function plusMonths(day: DayNumber, months: number): DayNumber {
  const from = new Date(day * DAY_MS);
  const target = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1) / DAY_MS;
  const lengthDays = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 1) / DAY_MS - target;
  // A term that begins on the 31st or on 29 February ends with the shorter month.
  return target + Math.min(from.getUTCDate(), lengthDays) - 1;
}
