import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarDate } from './calendar-date.js';
import {
  dayOf,
  endOfDay,
  instant,
  instantOfMillis,
  microsBetween,
  millisOf,
  parseInstant,
  plusMillis,
  startOfDay,
} from './instant.js';

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const moments = fc.integer({ min: FIRST_MS, max: LAST_MS }).map(instantOfMillis);

describe('reading an instant', () => {
  it.each([
    ['in UTC', '2019-06-30T23:00:00Z', '2019-06-30T23:00:00.000000Z'],
    ['without seconds', '2019-06-30T23:00Z', '2019-06-30T23:00:00.000000Z'],
    ['in lower case', '2019-06-30t23:00:00z', '2019-06-30T23:00:00.000000Z'],
    ['with an offset east', '2019-07-01T00:00:00+01:00', '2019-06-30T23:00:00.000000Z'],
    ['with an offset west', '2019-06-30T12:00:00-11:00', '2019-06-30T23:00:00.000000Z'],
    ['with half an hour of offset', '2019-07-01T04:30:00+05:30', '2019-06-30T23:00:00.000000Z'],
    ['with an offset without colon', '2019-07-01T04:30:00+0530', '2019-06-30T23:00:00.000000Z'],
    ['with an offset of hours only', '2019-07-01T01:00:00+02', '2019-06-30T23:00:00.000000Z'],
    ['with milliseconds', '2019-06-30T23:00:00.123Z', '2019-06-30T23:00:00.123000Z'],
    ['with microseconds', '2019-06-30T23:00:00.123456Z', '2019-06-30T23:00:00.123456Z'],
    ['with the seven digits of Partner Center, cut', '2021-05-20T18:30:06.6045699Z', '2021-05-20T18:30:06.604569Z'],
    ['with nanoseconds, cut', '2019-06-30T23:00:00.999999999Z', '2019-06-30T23:00:00.999999Z'],
    ['with a comma before the fraction', '2019-06-30T23:00:00,5Z', '2019-06-30T23:00:00.500000Z'],
    ['as PostgreSQL prints it', '2019-06-30 23:00:00+00', '2019-06-30T23:00:00.000000Z'],
    ['as PostgreSQL prints it in another zone', '2019-07-01 04:30:00.25+05:30', '2019-06-30T23:00:00.250000Z'],
    ['at 24:00, the midnight that ends the day', '2019-06-30T24:00:00Z', '2019-07-01T00:00:00.000000Z'],
    ['on a leap day', '2020-02-29T00:00:00Z', '2020-02-29T00:00:00.000000Z'],
    ['of the first day there is', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
    ['of the last day there is', '9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  ])('%s', (_, text, read) => {
    expect(parseInstant(text)).toBe(read);
  });

  it.each([
    ['nothing', ''],
    ['no offset', '2019-06-30T23:00:00'],
    ['a day alone', '2019-06-30'],
    ['a word', 'infinity'],
    ['a day that is not in the year', '2019-02-29T00:00:00Z'],
    ['the 31st of June', '2019-06-31T00:00:00Z'],
    ['month 13', '2019-13-01T00:00:00Z'],
    ['hour 25', '2019-06-30T25:00:00Z'],
    ['a minute after 24:00', '2019-06-30T24:01:00Z'],
    ['half a second after 24:00', '2019-06-30T24:00:00.5Z'],
    ['minute 60', '2019-06-30T23:60:00Z'],
    ['second 60', '2019-06-30T23:59:60Z'],
    ['an hour of one digit', '2019-06-30T9:00:00Z'],
    ['a fraction of a minute, which is no fraction of a second', '2019-06-30T23:00.5Z'],
    ['an offset of 99 hours', '2019-06-30T23:00:00+99:99'],
    ['an offset of 24 hours', '2019-06-30T23:00:00+24:00'],
    ['an offset of 60 minutes', '2019-06-30T23:00:00+01:60'],
    ['an offset with seconds', '1847-01-01 00:00:00-00:01:15'],
    ['an offset of one digit', '2019-06-30T23:00:00+1'],
    ['a year before 1', '0001-01-01T00:00:00+01:00'],
    ['a year after 9999', '9999-12-31T23:59:59-01:00'],
    ['a two-digit year', '19-06-30T23:00:00Z'],
    ['blanks around it', ' 2019-06-30T23:00:00Z'],
    ['a day in digits of another script', '٢٠١٩-06-30T23:00:00Z'],
  ])('refuses %s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads its own form as itself', () => {
    fc.assert(fc.property(moments, (at) => expect(parseInstant(at)).toBe(at)));
  });

  it('reads one moment alike, whatever offset it is written with', () => {
    const within = fc.integer({ min: Date.parse('1000-01-01T00:00Z'), max: Date.parse('9000-01-01T00:00Z') });
    const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    fc.assert(
      fc.property(within, offsets, (ms, minutes) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
        const clock = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16);
        expect(parseInstant(`${local}${minutes < 0 ? '-' : '+'}${clock}`)).toBe(instantOfMillis(ms));
      }),
    );
  });

  it('has an answer for every text', () => {
    const shapes = fc.stringMatching(/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}(:\d{2})?)$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), shapes), (text) => {
        const read = parseInstant(text);
        if (read !== undefined) expect(parseInstant(read)).toBe(read);
      }),
    );
  });

  it('takes what our own code wrote, and nothing else, without asking', () => {
    expect(() => instant('yesterday')).toThrow('an instant is ISO 8601 with offset, found "yesterday"');
  });
});

describe('instants and time', () => {
  it('stand in the order of time when they stand in the order of text', () => {
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        expect(Math.sign(millisOf(a) - millisOf(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('are the same number of milliseconds there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST_MS, max: LAST_MS }), (ms) => expect(millisOf(instantOfMillis(ms))).toBe(ms)),
    );
  });

  it('differ by microseconds: 48 hours are fresh, one microsecond more is stale', () => {
    const read = instant('2019-06-28T23:00:00Z');
    expect(microsBetween(read, instant('2019-06-30T23:00:00Z'))).toBe(48n * 3_600_000_000n);
    expect(microsBetween(read, instant('2019-06-30T23:00:00.000001Z'))).toBe(48n * 3_600_000_000n + 1n);
    expect(microsBetween(instant('2019-06-30T23:00:00.000001Z'), instant('2019-06-30T23:00:00Z'))).toBe(-1n);
  });

  it('keep their microseconds when time is added', () => {
    expect(plusMillis(instant('2019-06-30T23:59:59.999999Z'), 1)).toBe('2019-07-01T00:00:00.000999Z');
    expect(plusMillis(instant('2019-06-30T00:00:00.000007Z'), -1)).toBe('2019-06-29T23:59:59.999007Z');
  });
});

describe('the midnight that ends a day', () => {
  it.each([
    ['of the first campaign, in summer time', '2019-06-30', 'Europe/London', '2019-06-30T23:00:00.000000Z'],
    ['before the clocks go forward', '2019-03-30', 'Europe/London', '2019-03-31T00:00:00.000000Z'],
    ['of the day of 23 hours', '2019-03-31', 'Europe/London', '2019-03-31T23:00:00.000000Z'],
    ['before the clocks go back', '2019-10-26', 'Europe/London', '2019-10-26T23:00:00.000000Z'],
    ['of the day of 25 hours', '2019-10-27', 'Europe/London', '2019-10-28T00:00:00.000000Z'],
    [
      'where the clocks skip it: the first instant after',
      '2018-11-03',
      'America/Sao_Paulo',
      '2018-11-04T03:00:00.000000Z',
    ],
    ['where it comes twice: the later one', '2018-02-17', 'America/Sao_Paulo', '2018-02-18T03:00:00.000000Z'],
    ['where the first hour of the next day comes twice', '2019-11-02', 'America/Havana', '2019-11-03T04:00:00.000000Z'],
    ['before a day that was left out', '2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000000Z'],
    ['of a day that was left out', '1994-12-31', 'Pacific/Kiritimati', '1994-12-31T10:00:00.000000Z'],
    ['at the end of a year', '2019-12-31', 'Asia/Kathmandu', '2019-12-31T18:15:00.000000Z'],
    ['far east', '2019-06-30', 'Pacific/Kiritimati', '2019-06-30T10:00:00.000000Z'],
  ])('%s', (_, day, zone, at) => {
    expect(endOfDay(calendarDate(day), zone)).toBe(at);
  });

  const zones = fc.constantFrom(
    'UTC',
    'Europe/London',
    'Europe/Stockholm',
    'America/Sao_Paulo',
    'America/Havana',
    'America/St_Johns',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Kiritimati',
  );
  const days = fc
    .integer({ min: Date.parse('1990-01-01'), max: Date.parse('2035-12-31') })
    .map((ms) => calendarDate(new Date(ms).toISOString().slice(0, 10)));

  it('is the first instant that no longer falls on that day, whatever the clocks did', () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        const end = endOfDay(day, zone);
        expect(dayOf(end, zone) > day).toBe(true);
        expect(dayOf(plusMillis(end, -1), zone) <= day).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is the earlier of two midnights, where the clocks go back over it', () => {
    expect(startOfDay(calendarDate('2019-11-03'), 'America/Havana')).toBe('2019-11-03T04:00:00.000000Z');
  });

  it('is where the next day starts', () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        const start = startOfDay(day, zone);
        expect(start < endOfDay(day, zone) || dayOf(start, zone) > day).toBe(true);
        expect(dayOf(plusMillis(start, -1), zone) < day).toBe(true);
      }),
    );
  });
});

describe('the day of an instant', () => {
  it.each([
    ['one microsecond before midnight in London', '2019-06-30T22:59:59.999999Z', 'Europe/London', '2019-06-30'],
    ['midnight in London', '2019-06-30T23:00:00Z', 'Europe/London', '2019-07-01'],
    ['the same instant in New York', '2019-06-30T23:00:00Z', 'America/New_York', '2019-06-30'],
    ['the same instant in Tokyo', '2019-06-30T23:00:00Z', 'Asia/Tokyo', '2019-07-01'],
    ['the year 1', '0001-01-01T00:00:00Z', 'UTC', '0001-01-01'],
  ])('%s', (_, at, zone, day) => {
    expect(dayOf(instant(at), zone)).toBe(day);
  });
});
