/**
 * What a value may look like (contract, section 1, "Values"). Every reader here takes trimmed text that is not
 * empty and either gives the value or says what was expected.
 */
import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import { dayOf, instantAt, type Day, type Instant } from './calendar.js';

export class Unreadable extends Error {
  constructor(readonly expected: string) {
    super(`expected ${expected}`);
  }
}

export const readText = (text: string): string => text;

/** "`org:` prefix before a GUID is dropped", and GUIDs ignore case: kept in lower case, as the output has them. */
export function readGuid(text: string): string {
  const guid = text.replace(/^org:/, '').toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid)) throw new Unreadable('a GUID');
  return guid;
}

/** "a legacy offer GUID, or `ProductId:SkuId` of new commerce; a third part is ignored"; offer ids ignore case. */
export const readOfferId = (text: string): string => text.toLowerCase().split(':').slice(0, 2).join(':');

/** SKU part numbers ignore case. Upper case, so that none can be taken for a GUID in lower case. */
export const readPartNumber = (text: string): string => text.toUpperCase();

/** Subscription ids ignore case, as the GUIDs do that nearly all of them are. */
export const readSubscriptionId = (text: string): string => text.toLowerCase();

export function readBoolean(text: string): boolean {
  const word = text.toLowerCase();
  if (word !== 'true' && word !== 'false') throw new Unreadable('true or false');
  return word === 'true';
}

/** "A word outside a list (`resource`, `kind`) ... cannot be read"; these words are exact. */
export const readWordOf =
  (...words: readonly string[]) =>
  (text: string): string => {
    if (!words.includes(text)) throw new Unreadable(`one of ${words.join(', ')}`);
    return text;
  };

function dayFrom(year: string, month: string, dayOfMonth: string): Day | undefined {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(dayOfMonth));
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  // A day that does not exist has become one of another month.
  return date.toISOString().slice(0, 10) === day ? day : undefined;
}

/** "Dates `YYYY-MM-DD`" */
export function readDay(text: string): Day {
  const [, year, month, dayOfMonth] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const day = year === undefined ? undefined : dayFrom(year, month!, dayOfMonth!);
  if (day === undefined) throw new Unreadable('a date YYYY-MM-DD');
  return day;
}

/** "instants ISO 8601 with offset" */
export function readInstant(text: string): Instant {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/.exec(
    text,
  );
  const [, year, month, dayOfMonth, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = parts ?? [];
  const written = DateTime.utc(
    Number(year),
    Number(month),
    Number(dayOfMonth),
    Number(hour),
    Number(minute),
    Number(second ?? '0'),
  );
  if (parts === null || !written.isValid || Number(hour) > 23) throw new Unreadable('an instant, ISO 8601 with offset');
  const nanoseconds = BigInt((fraction ?? '').padEnd(9, '0').slice(0, 9));
  const offset = (Number(offsetHours ?? '0') * 60 + Number(offsetMinutes ?? '0')) * (sign === '-' ? -1 : 1);
  return instantAt(written.minus({ minutes: offset })) + nanoseconds;
}

/** "`effective_start` and `commitment_end` may also be instants: then their day in the campaign's zone counts" */
export function readDayOrInstant(text: string, timeZone: string): Day {
  try {
    return text.includes('T') ? dayOf(readInstant(text), timeZone) : readDay(text);
  } catch {
    throw new Unreadable('a date YYYY-MM-DD, or an instant with offset');
  }
}

/**
 * "In Microsoft's billing files dates are `M/D/YYYY`, with or without a time, or ISO: the day as written counts, no
 * zone shift; a two-digit year is an error."
 */
export function readBillingDay(text: string): Day {
  const time = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?`;
  const american = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})(?: +${time}(?: *[AaPp][Mm])?)?$`).exec(text);
  const iso = new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})(?:[T ]${time}(?:Z|[+-]\\d{2}:?\\d{2})?)?$`).exec(text);
  let day: Day | undefined;
  if (american !== null) day = dayFrom(american[3]!, american[1]!, american[2]!);
  if (iso !== null) day = dayFrom(iso[1]!, iso[2]!, iso[3]!);
  if (day === undefined) throw new Unreadable('a date M/D/YYYY or ISO');
  return day;
}

/** "decimals with a point, no grouping" */
export function readDecimal(text: string): Decimal {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) throw new Unreadable('a decimal number');
  return new Decimal(text);
}

/** "Billing numbers may have an exponent (`5E-05`)." */
export function readBillingNumber(text: string): Decimal {
  if (!/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) throw new Unreadable('a decimal number, an exponent allowed');
  return new Decimal(text);
}

/** "Seats are whole numbers: `15.0` is 15; `14.5` ... are errors" */
export function wholeSeats(quantity: Decimal): bigint {
  if (!quantity.isInteger()) throw new Unreadable('a whole number of seats');
  return BigInt(quantity.toFixed(0));
}

export const readSeats = (text: string): bigint => wholeSeats(readDecimal(text));

/** "... and a negative `assigned`, are errors" */
export function readAssignedSeats(text: string): bigint {
  const seats = readSeats(text);
  if (seats < 0n) throw new Unreadable('a number of seats, not negative');
  return seats;
}

/**
 * "Marks are the line's own `ProductQualifiers` only: a JSON list of words, or one word without comma, quote or
 * bracket (anything else: quarantine); exactly Trial, AddOn or Add-On marks, any case; other words ... do not."
 */
export function readMarked(text: string): boolean {
  let words: readonly unknown[] = [text];
  if (text.startsWith('[')) {
    try {
      words = JSON.parse(text) as readonly unknown[];
    } catch {
      throw new Unreadable('a JSON list of words');
    }
  } else if (/[,"[\]]/.test(text)) throw new Unreadable('one word, or a JSON list of words');
  return words
    .map((word) => {
      if (typeof word !== 'string') throw new Unreadable('a JSON list of words');
      return ['trial', 'addon', 'add-on'].includes(word.toLowerCase());
    })
    .includes(true);
}
