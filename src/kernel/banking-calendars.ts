import {
  bankingDayOnOrAfter,
  MONDAY_TO_FRIDAY,
  plusDays,
  type BankingCalendar,
  type CalendarDate,
} from './calendar-date.js';
import { HOLIDAYS } from './holidays.js';

/** `MONDAY_TO_FRIDAY` where no holidays are on record: it knows none. */
export type CalendarName = keyof typeof HOLIDAYS | 'MONDAY_TO_FRIDAY';

export const CALENDAR_NAMES: readonly CalendarName[] = [
  ...(Object.keys(HOLIDAYS) as (keyof typeof HOLIDAYS)[]),
  'MONDAY_TO_FRIDAY',
];

/** Where banks keep the days of the euro's settlement system. Source: ECB, euro area; Bulgaria since 2026. */
const EURO_COUNTRIES = new Set('AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' '));

/** The calendar that banks of a country keep, ISO 3166-1 alpha-2; `MONDAY_TO_FRIDAY` where none is on record. */
export function calendarOfCountry(country: string): CalendarName {
  if (EURO_COUNTRIES.has(country)) return 'TARGET';
  return CALENDAR_NAMES.find((name) => name === country) ?? 'MONDAY_TO_FRIDAY';
}

export interface NamedCalendar extends BankingCalendar {
  readonly name: CalendarName;
}

/** @param further days on which the bank is closed beside those on record */
export function bankingCalendar(name: CalendarName, further: readonly CalendarDate[] = []): NamedCalendar {
  const known = name === 'MONDAY_TO_FRIDAY' ? MONDAY_TO_FRIDAY.holidays : (BY_NAME.get(name)?.days ?? new Set());
  return { name, holidays: new Set([...known, ...further]) };
}

/** Whether the holidays of that day's year are on record. */
export function isCovered(date: CalendarDate, name: CalendarName): boolean {
  return BY_NAME.get(name)?.years.has(date.slice(0, 4)) ?? false;
}

/** The first banking day after `date`. */
export function bankingDayAfter(date: CalendarDate, calendar: BankingCalendar): CalendarDate {
  return bankingDayOnOrAfter(plusDays(date, 1), calendar);
}

/** So many banking days after `date`, which is itself not counted. */
export function bankingDaysAfter(date: CalendarDate, days: number, calendar: BankingCalendar): CalendarDate {
  let day = date;
  for (let counted = 0; counted < days; counted += 1) day = bankingDayAfter(day, calendar);
  return day;
}

const BY_NAME: ReadonlyMap<string, { readonly years: ReadonlySet<string>; readonly days: ReadonlySet<CalendarDate> }> =
  new Map(
    Object.entries(HOLIDAYS).map(([name, text]) => {
      const lines = text
        .trim()
        .split('\n')
        .map((line) => line.trim().split(': '));
      return [
        name,
        {
          years: new Set(lines.map(([year = '']) => year)),
          days: new Set(
            lines.flatMap(([year = '', days = '']) => days.split(' ').map((day) => `${year}-${day}` as CalendarDate)),
          ),
        },
      ];
    }),
  );
