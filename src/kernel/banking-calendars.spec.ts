import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import {
  bankingCalendar,
  bankingDaysAfter,
  bankingDayAfter,
  CALENDAR_NAMES,
  calendarOfCountry,
  isCovered,
} from './banking-calendars.js';
import { calendarDate, isBankingDay, MONDAY_TO_FRIDAY, parseCalendarDate } from './calendar-date.js';

const closed = (name: (typeof CALENDAR_NAMES)[number], day: string) =>
  !isBankingDay(calendarDate(day), bankingCalendar(name));

describe('banking calendars', () => {
  it.each([
    ['TARGET', '2026-04-03', 'Good Friday'],
    ['TARGET', '2026-04-06', 'Easter Monday'],
    ['TARGET', '2026-05-01', 'the first of May'],
    ['TARGET', '2014-04-18', 'Good Friday of the first of the programmes'],
    ['TARGET', '2016-12-26', 'the second day of a Christmas on a Sunday'],
    ['GB', '2020-05-08', 'the May holiday that was moved'],
    ['GB', '2022-09-19', 'a day of mourning'],
    ['GB', '2027-12-27', 'Christmas that fell on a Saturday'],
    ['US', '2026-11-26', 'Thanksgiving'],
    ['US', '2023-01-02', 'New Year that fell on a Sunday'],
    ['SE', '2026-06-19', 'Midsummer Eve'],
    ['CH', '2025-08-01', 'the national day'],
    ['NO', '2027-05-17', 'the constitution day'],
    ['DK', '2023-05-05', 'the Great Prayer Day, the last time'],
  ] as const)('%s is closed on %s, %s', (...[name, day]) => {
    expect(closed(name, day)).toBe(true);
    expect(closed('MONDAY_TO_FRIDAY', day)).toBe(false);
  });

  it.each([
    ['US', '2021-12-24', 'the Friday before a Christmas on a Saturday'],
    ['US', '2026-07-03', 'the Friday before a holiday on a Saturday'],
    ['GB', '2020-05-04', 'the Monday that the holiday was moved from'],
    ['DK', '2024-04-26', 'what was the Great Prayer Day'],
    ['TARGET', '2026-11-02', 'any Monday'],
  ] as const)('%s is open on %s, %s', (...[name, day]) => {
    expect(closed(name, day)).toBe(false);
  });

  it('name each day once, from Monday to Friday, in years that they cover', () => {
    for (const name of CALENDAR_NAMES) {
      for (const day of bankingCalendar(name).holidays) {
        expect([name, day, parseCalendarDate(day)]).toEqual([name, day, day]);
        expect(DateTime.fromISO(day).weekday).toBeLessThanOrEqual(5);
        expect(isCovered(day, name)).toBe(true);
      }
    }
    expect(isCovered(calendarDate('2031-01-02'), 'GB')).toBe(false);
    expect(isCovered(calendarDate('2026-01-02'), 'MONDAY_TO_FRIDAY')).toBe(false);
  });

  it('are those of a country, where it is on record', () => {
    expect(['DE', 'GB', 'US', 'JP'].map(calendarOfCountry)).toEqual(['TARGET', 'GB', 'US', 'MONDAY_TO_FRIDAY']);
    expect(bankingCalendar('MONDAY_TO_FRIDAY')).toEqual({ name: 'MONDAY_TO_FRIDAY', ...MONDAY_TO_FRIDAY });
  });

  it('take further days, and skip them', () => {
    const calendar = bankingCalendar('TARGET', [calendarDate('2026-04-07')]);
    expect(bankingDayAfter(calendarDate('2026-04-02'), calendar)).toBe('2026-04-08');
    expect(bankingDayAfter(calendarDate('2026-04-02'), bankingCalendar('TARGET'))).toBe('2026-04-07');
  });
});

describe('so many banking days after a day', () => {
  const after = (day: string, days: number, calendar: Parameters<typeof bankingCalendar>[0]) =>
    bankingDaysAfter(calendarDate(day), days, bankingCalendar(calendar));

  it('do not count that day itself, nor any on which the banks of the calendar are closed', () => {
    // Easter of 2019: Good Friday and Monday, then the first of May.
    expect(after('2019-04-17', 1, 'TARGET')).toBe('2019-04-18');
    expect(after('2019-04-18', 1, 'TARGET')).toBe('2019-04-23');
    expect(after('2019-04-18', 7, 'TARGET')).toBe('2019-05-02');
    expect(after('2019-04-18', 7, 'MONDAY_TO_FRIDAY')).toBe('2019-04-29');
  });

  it('may begin on a day that is none', () => {
    expect(after('2019-06-29', 14, 'MONDAY_TO_FRIDAY')).toBe('2019-07-18');
    expect(after('2019-06-30', 14, 'MONDAY_TO_FRIDAY')).toBe('2019-07-18');
  });
});
