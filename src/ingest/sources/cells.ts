import {
  Exact,
  findCurrency,
  parseCalendarDate,
  parseGuid,
  parseInstant,
  type CalendarDate,
  type Guid,
  type Instant,
} from '../../kernel/index.js';
import { ownText } from '../deliveries/own-text.js';

/**
 * How one column of an import file is read (import contract, section 1). `read` gets trimmed text that is not empty
 * and returns `undefined` for what cannot be read.
 */
export interface Cell<T, Required extends boolean = boolean> {
  readonly required: Required;
  readonly expected: string;
  /** Its values appear nowhere outside the sealed payload: shown masked in messages. */
  readonly secret: boolean;
  readonly read: (text: string) => T | undefined;
}

interface CellKind<T> {
  readonly expected: string;
  readonly read: (text: string) => T | undefined;
}

export const required = <T>(kind: CellKind<T>): Cell<T, true> => ({ ...kind, required: true, secret: false });
export const optional = <T>(kind: CellKind<T>): Cell<T, false> => ({ ...kind, required: false, secret: false });
export const secret = <T>(kind: CellKind<T>): Cell<T, false> => ({ ...kind, required: false, secret: true });

const REMEMBERED_VALUES = 4_096;

/** For columns in which few values come again and again: the days of a month in a million lines. */
export function remembered<T>({ expected, read }: CellKind<T>): CellKind<T> {
  const known = new Map<string, T | undefined>();
  return {
    expected,
    read: (value) => {
      const again = known.get(value);
      if (again !== undefined || known.has(value)) return again;
      if (known.size >= REMEMBERED_VALUES) known.clear();
      const result = read(value);
      known.set(ownText(value), result);
      return result;
    },
  };
}

export const text: CellKind<string> = { expected: 'text', read: (value) => value };

/** Not as a listing of quarantined rows shows it, for people to fill in again. */
export const accountNumber: CellKind<string> = {
  expected: 'an account number in full',
  read: (value) => (value.includes('*') ? undefined : value),
};

/** Offer ids and part numbers ignore case: kept in lower case. No id goes over several lines. */
export const caselessText: CellKind<string> = {
  expected: 'text',
  read: (value) => (/[\r\n]/.test(value) ? undefined : value.toLowerCase()),
};

export const guid: CellKind<Guid> = {
  expected: 'a GUID such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  read: parseGuid,
};

export const partnerId: CellKind<string> = {
  expected: 'a partner id, not 0 or -1',
  read: (value) => (meansNoPartner(value) ? undefined : value),
};

export const partnerIdOrNone: CellKind<string | null> = {
  expected: 'a partner id, or 0 or -1 for none',
  read: (value) => (meansNoPartner(value) ? null : value),
};

/** As an empty value does (import contract, section 5, "Rows"). */
export function meansNoPartner(value: string): boolean {
  return value === '0' || value === '-1';
}

export const calendarDay: CellKind<CalendarDate> = { expected: 'a date YYYY-MM-DD', read: parseCalendarDate };

export const instantWithOffset: CellKind<Instant> = {
  expected: 'an instant in ISO 8601 with offset, such as 2019-06-30T23:00:00Z',
  read: parseInstant,
};

/** A day as written, or an instant whose day depends on the campaign's zone. */
export type DayOrInstant = { readonly day: CalendarDate } | { readonly instant: Instant };

export const dayOrInstant: CellKind<DayOrInstant> = {
  expected: 'a date YYYY-MM-DD or an instant in ISO 8601 with offset',
  read: (value) => {
    const day = parseCalendarDate(value);
    if (day !== undefined) return { day };
    const instant = parseInstant(value);
    return instant === undefined ? undefined : { instant };
  },
};

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

export const boolean: CellKind<boolean> = {
  expected: 'true or false',
  read: (value) => BOOLEANS.get(value.toLowerCase()),
};

const PLAIN_DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const INTEGER_LIMIT = 2_147_483_647;

/** `15.0` is 15; `14.5` cannot be read. */
export const wholeNumber: CellKind<number> = { expected: 'a whole number of seats', read: readWholeNumber };

export const wholeNumberNotNegative: CellKind<number> = {
  expected: 'a whole number of seats, 0 or more',
  read: (value) => {
    const number = readWholeNumber(value);
    return number === undefined || number < 0 ? undefined : number;
  },
};

function readWholeNumber(value: string): number | undefined {
  if (!PLAIN_DECIMAL.test(value)) return undefined;
  const number = Number(value);
  // The text is checked for a fraction, as a float would round a long one away.
  return /\.0*[1-9]/.test(value) || Math.abs(number) > INTEGER_LIMIT ? undefined : number + 0;
}

/** A decimal with a point and no grouping, as plain decimal text. */
export const positiveDecimal: CellKind<string> = {
  expected: 'a decimal above 0 with a point and no grouping',
  read: (value) =>
    PLAIN_DECIMAL.test(value) && new Exact(value).greaterThan(0) ? new Exact(value).toFixed() : undefined,
};

export const currencyCode: CellKind<string> = {
  expected: 'an ISO 4217 currency code in use, such as USD',
  read: (value) => findCurrency(value)?.code,
};

export const oneOf = <const Word extends string>(...words: readonly Word[]): CellKind<Word> => ({
  expected: words.join(', ').replace(/, ([^,]*)$/, ' or $1'),
  read: (value) => words.find((word) => word === value),
});

/** `never` declares that there was no purchase; it reads as null. */
export const dayOrNever: CellKind<CalendarDate | 'never'> = {
  expected: 'a date YYYY-MM-DD, or never',
  read: (value) => (value === 'never' ? value : parseCalendarDate(value)),
};

const BILLING_DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/** As plain decimals are written already, but for zeros at their end. */
const ORDINARY_DECIMAL = /^-?(?:[1-9]\d*|0(?=\.\d*[1-9]))(?:\.\d+)?$/;

/** Numbers in Microsoft's billing files may have an exponent (`5E-05`). Plain decimal text. */
export const billingDecimal: CellKind<string> = {
  expected: 'a decimal number, such as 12.5 or 5E-05',
  read: (value) => {
    // Nearly all are of this form, and there are millions of them.
    if (ORDINARY_DECIMAL.test(value)) return withoutLastZeros(value);
    return BILLING_DECIMAL.test(value) ? new Exact(value).toFixed() : undefined;
  },
};

function withoutLastZeros(value: string): string {
  const point = value.indexOf('.');
  if (point === -1) return value;
  let end = value.length;
  while (value.charCodeAt(end - 1) === ZERO) end -= 1;
  return value.slice(0, end === point + 1 ? point : end);
}

const ZERO = 48;

const TIME = String.raw`(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?`;
const US_DATE = new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})${TIME}$`, 'i');
const ISO_DATE = new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})${TIME}$`, 'i');

/** What Microsoft writes for "no date". */
const NO_DATE = '0001-01-01';

/** `M/D/YYYY` or ISO, with or without a time: the day as written counts. */
export const billingDay: CellKind<CalendarDate> = remembered({
  expected: 'a date M/D/YYYY with a year of four digits, or ISO 8601',
  read: (value) => {
    const us = US_DATE.exec(value);
    const written =
      us === null
        ? ISO_DATE.exec(value)?.[1]
        : `${us[3] ?? ''}-${(us[1] ?? '').padStart(2, '0')}-${(us[2] ?? '').padStart(2, '0')}`;
    const day = written === undefined ? undefined : parseCalendarDate(written);
    return day === NO_DATE ? undefined : day;
  },
});
