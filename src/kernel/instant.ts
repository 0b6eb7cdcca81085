import { DateTime } from 'luxon';
import { plusDays, type CalendarDate } from './calendar-date.js';
import { invariant } from './failure.js';

declare const instantBrand: unique symbol;

/**
 * A point in time as text: UTC, six decimals of a second, `2019-06-30T23:00:00.000000Z`. Text of one fixed form
 * compares as time does, is what JSON and PostgreSQL speak, and keeps microseconds, which `Date` would lose.
 */
export type Instant = string & { readonly [instantBrand]: true };

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/i;

/** As our own text has it, and as PostgreSQL prints it. */
const UTC: ReadonlySet<string> = new Set(['Z', '+00', '+00:00']);

/** Reads ISO 8601 with an offset (also as PostgreSQL prints it). Digits beyond microseconds are cut. */
export function parseInstant(text: string): Instant | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, date = '', time = '', seconds = '00', fraction = '', offset = ''] = match;
  // 24:00 is midnight itself; nothing comes after it on that day.
  if (time === '24:00' && /[1-9]/.test(fraction)) return undefined;
  const local = `${date}T${time}:${seconds}`;
  const micros = fraction.padEnd(6, '0').slice(0, 6);
  // Nearly all are of this form already, and there are hundreds of thousands of them. A day that no calendar has comes
  // back as another one.
  if (UTC.has(offset) && isoSecond(Date.parse(`${local}Z`)) === local && !local.startsWith('0000'))
    return `${local}.${micros}Z` as Instant;
  const second = DateTime.fromISO(`${local}${offset.toUpperCase()}`, { zone: 'utc' });
  if (!second.isValid || second.year < 1 || second.year > 9999) return undefined;
  return `${second.toFormat("yyyy-MM-dd'T'HH:mm:ss")}.${micros}Z` as Instant;
}

function isoSecond(epochMs: number): string | undefined {
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString().slice(0, 19);
}

/** For text that our own code or the database wrote. */
export function instant(text: string): Instant {
  const parsed = parseInstant(text);
  invariant(parsed !== undefined, `an instant is ISO 8601 with offset, found "${text}"`);
  return parsed;
}

export function instantOfMillis(epochMs: number): Instant {
  const iso = new Date(epochMs).toISOString();
  // Beyond the years of four digits the text has another form, and is no instant.
  return iso.length === 24 && !iso.startsWith('0000') ? (`${iso.slice(0, 23)}000Z` as Instant) : instant(iso);
}

/** Milliseconds since 1970; microseconds are cut. */
export function millisOf(at: Instant): number {
  return Date.parse(`${at.slice(0, 23)}Z`);
}

function microsOf(at: Instant): bigint {
  return BigInt(millisOf(at)) * 1000n + BigInt(at.slice(23, 26));
}

/** Exact difference `later - earlier` in microseconds. */
export function microsBetween(earlier: Instant, later: Instant): bigint {
  return microsOf(later) - microsOf(earlier);
}

export function plusMillis(at: Instant, ms: number): Instant {
  return `${instantOfMillis(millisOf(at) + ms).slice(0, 23)}${at.slice(23)}` as Instant;
}

/** What zones made of days and instants that were asked for: finding it out takes longer than most of what is asked about a day. */
const midnights = new Map<string, Instant>();
const daysOfInstants = new Map<string, CalendarDate>();
const KEPT_AT_MOST = 20_000;

function kept<T>(answers: Map<string, T>, key: string, answer: T): T {
  if (answers.size >= KEPT_AT_MOST) answers.clear();
  answers.set(key, answer);
  return answer;
}

/** The calendar day that `at` falls on in `zone` (an IANA name such as Europe/London). */
export function dayOf(at: Instant, zone: string): CalendarDate {
  const key = `${at} ${zone}`;
  const known = daysOfInstants.get(key);
  if (known !== undefined) return known;
  const day = DateTime.fromMillis(millisOf(at), { zone }).toFormat('yyyy-MM-dd') as CalendarDate;
  return kept(daysOfInstants, key, day);
}

/** The midnight that ends `date` in `zone`; where a clock change skips midnight, the first instant of the next day. */
export function endOfDay(date: CalendarDate, zone: string): Instant {
  return startOfDay(plusDays(date, 1), zone);
}

/** The first instant of `date` in `zone`: the earlier midnight, where the clocks go back over it and it comes twice. */
export function startOfDay(date: CalendarDate, zone: string): Instant {
  const key = `${date} ${zone}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  const midnight = DateTime.fromISO(date, { zone }).startOf('day');
  const start = instantOfMillis(Math.min(...midnight.getPossibleOffsets().map((possible) => possible.toMillis())));
  return kept(midnights, key, start);
}
