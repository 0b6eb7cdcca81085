import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  bankingDayOnOrAfter,
  bankingDayOnOrBefore,
  calendarDate,
  isBankingDay,
  MONDAY_TO_FRIDAY,
  parseCalendarDate,
  plusDays,
  plusMonths,
  type BankingCalendar,
} from './calendar-date.js';

const days = fc
  .integer({ min: Date.parse('1900-01-01'), max: Date.parse('2199-12-31') })
  .map((ms) => calendarDate(new Date(ms).toISOString().slice(0, 10)));

describe('days further on', () => {
  it('are those of the calendar, whatever the year', () => {
    const anyDay = fc
      .integer({ min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T00:00:00Z') })
      .map((ms) => calendarDate(new Date(ms).toISOString().slice(0, 10)));
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -800, max: 800 }), (day, count) => {
        const luxons = DateTime.fromISO(day, { zone: 'utc' }).plus({ days: count }).toFormat('yyyy-MM-dd');
        expect(plusDays(day, count)).toBe(luxons);
      }),
    );
  });
});

describe('reading a day', () => {
  it.each(['2019-06-30', '2020-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s', (text) => {
    expect(parseCalendarDate(text)).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['the 31st of June', '2019-06-31'],
    ['the leap day of a common year', '2019-02-29'],
    ['the leap day of a century', '1900-02-29'],
    ['month 0', '2019-00-10'],
    ['day 0', '2019-06-00'],
    ['the year 0', '0000-12-31'],
    ['a year of five digits', '10000-01-01'],
    ['one digit of month', '2019-6-30'],
    ['slashes', '2019/06/30'],
    ['an American date', '6/30/2019'],
    ['a time behind it', '2019-06-30T00:00:00Z'],
    ['a week date', '2019-W26-7'],
    ['a line break behind it', '2019-06-30\n'],
  ])('refuses %s', (_, text) => {
    expect(parseCalendarDate(text)).toBeUndefined();
  });

  it('takes what our own code wrote without asking, and says what it found otherwise', () => {
    expect(() => calendarDate('soon')).toThrow('a calendar date is YYYY-MM-DD, found "soon"');
  });
});

describe('counting days', () => {
  it.each([
    ['over the end of a month', '2019-06-30', 1, '2019-07-01'],
    ['back over the end of a year', '2019-01-01', -1, '2018-12-31'],
    ['over a leap day', '2020-02-28', 2, '2020-03-01'],
    ['90 days from the end of the window', '2019-06-30', 90, '2019-09-28'],
    ['in the first years there are', '0001-01-01', 364, '0001-12-31'],
  ])('%s', (_, from, count, to) => {
    expect(plusDays(calendarDate(from), count)).toBe(to);
  });

  it('comes back to where it began, and keeps the order of text', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 3000 }), (day, count) => {
        expect(plusDays(plusDays(day, count), -count)).toBe(day);
        expect(plusDays(day, count) >= day).toBe(true);
      }),
    );
  });
});

describe('a date some months on', () => {
  it.each([
    ['2019-01-01', -6, '2018-07-01'],
    ['2019-03-31', -1, '2019-02-28'],
    ['2020-03-31', -1, '2020-02-29'],
    ['2019-03-31', -6, '2018-09-30'],
    ['2019-01-31', 1, '2019-02-28'],
    ['2019-05-15', 0, '2019-05-15'],
  ])('%s and %d is the same day, or the last of a shorter month: %s', (from, months, to) => {
    expect(plusMonths(calendarDate(from), months)).toBe(to);
  });
});

describe('banking days', () => {
  const holidays: BankingCalendar = {
    holidays: new Set(['2019-12-24', '2019-12-25', '2019-12-26', '2020-01-01'].map(calendarDate)),
  };

  it.each([
    ['2019-09-27', 'Friday', true],
    ['2019-09-28', 'Saturday', false],
    ['2019-09-29', 'Sunday', false],
    ['2019-09-30', 'Monday', true],
  ])('%s is a %s', (day, _, works) => {
    expect(isBankingDay(calendarDate(day), MONDAY_TO_FRIDAY)).toBe(works);
  });

  it('pays on the Friday before a Saturday, and not before', () => {
    expect(bankingDayOnOrBefore(calendarDate('2019-09-28'), MONDAY_TO_FRIDAY)).toBe('2019-09-27');
    expect(bankingDayOnOrBefore(calendarDate('2019-09-27'), MONDAY_TO_FRIDAY)).toBe('2019-09-27');
  });

  it('waits for the Monday after a Saturday', () => {
    expect(bankingDayOnOrAfter(calendarDate('2019-09-28'), MONDAY_TO_FRIDAY)).toBe('2019-09-30');
    expect(bankingDayOnOrAfter(calendarDate('2019-09-30'), MONDAY_TO_FRIDAY)).toBe('2019-09-30');
  });

  it('leaves out holidays that join a weekend', () => {
    expect(bankingDayOnOrBefore(calendarDate('2019-12-26'), holidays)).toBe('2019-12-23');
    expect(bankingDayOnOrAfter(calendarDate('2019-12-24'), holidays)).toBe('2019-12-27');
    expect(bankingDayOnOrBefore(calendarDate('2020-01-01'), holidays)).toBe('2019-12-31');
  });

  it('looks no further than sixty days, then says that the calendar is wrong', () => {
    const december = Array.from({ length: 80 }, (_, count) => plusDays(calendarDate('2019-12-01'), count));
    expect(() => bankingDayOnOrAfter(calendarDate('2019-12-01'), { holidays: new Set(december) })).toThrow(
      'No banking day within 60 days of 2019-12-01',
    );
  });

  it('are never more than two days away when only weekends are left out', () => {
    fc.assert(
      fc.property(days, (day) => {
        const before = bankingDayOnOrBefore(day, MONDAY_TO_FRIDAY);
        const after = bankingDayOnOrAfter(day, MONDAY_TO_FRIDAY);
        expect(before <= day && before >= plusDays(day, -2) && isBankingDay(before, MONDAY_TO_FRIDAY)).toBe(true);
        expect(after >= day && after <= plusDays(day, 2) && isBankingDay(after, MONDAY_TO_FRIDAY)).toBe(true);
      }),
    );
  });
});
