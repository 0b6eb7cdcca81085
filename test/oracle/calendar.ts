/**
 * Days and instants (contract, sections 1 and 5).
 *
 * A day is a date as text and an instant a whole number of nanoseconds, so that both are compared exactly:
 * neither a time zone nor the size of a fraction of a second can move one past the other.
 */
import { DateTime } from 'luxon';

/** YYYY-MM-DD: the order of the text is the order of the days. */
export type Day = string;

/** Nanoseconds since 1970-01-01T00:00:00Z. */
export type Instant = bigint;

/** A span of days, both ends included; an end that is missing is open. */
export interface Days {
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

const NANOSECONDS_A_MILLISECOND = 1_000_000n;

export const hours = (count: number): bigint => BigInt(count) * 3_600_000n * NANOSECONDS_A_MILLISECOND;

export const instantAt = (moment: DateTime): Instant => BigInt(moment.toMillis()) * NANOSECONDS_A_MILLISECOND;

/** "All days of `K` and of instants are taken in the campaign's zone." */
export function dayOf(instant: Instant, timeZone: string): Day {
  // Bigint division rounds towards zero; before 1970 the millisecond below is the one the instant lies in.
  const below = instant < 0n && instant % NANOSECONDS_A_MILLISECOND !== 0n ? 1n : 0n;
  const milliseconds = Number(instant / NANOSECONDS_A_MILLISECOND - below);
  return DateTime.fromMillis(milliseconds, { zone: timeZone }).toFormat('yyyy-MM-dd');
}

/** "the midnight that ends day `L` in the campaign's zone" */
export function midnightThatEnds(day: Day, timeZone: string): Instant {
  return instantAt(DateTime.fromISO(day, { zone: timeZone }).plus({ days: 1 }).startOf('day'));
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
}

export const lastDayBefore = (day: Day): Day => addDays(day, -1);

/** "the day N months before ... (the last day of that month where it has no such day)" */
export function monthsBefore(day: Day, count: number): Day {
  const [year, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number];
  const months = year * 12 + (month - 1) - count;
  const first = DateTime.utc(Math.floor(months / 12), (months % 12) + 1, 1);
  return first.set({ day: Math.min(dayOfMonth, first.daysInMonth!) }).toFormat('yyyy-MM-dd');
}

/** "the last banking day (Monday to Friday unless a calendar is set) on or before the campaign's limit" */
export function lastBankingDay(limit: Day): Day {
  let day = limit;
  while (DateTime.fromISO(day, { zone: 'utc' }).weekday > 5) day = addDays(day, -1);
  return day;
}

export function covers(days: Days, day: Day): boolean {
  return (days.from === undefined || days.from <= day) && (days.to === undefined || day <= days.to);
}

export function overlap(one: Days, other: Days): boolean {
  const startsBeforeEnd = (first: Days, second: Days): boolean =>
    first.from === undefined || second.to === undefined || first.from <= second.to;
  return startsBeforeEnd(one, other) && startsBeforeEnd(other, one);
}
