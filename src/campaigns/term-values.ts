import { z } from 'zod';
import {
  findCurrency,
  isCountry,
  parseCalendarDate,
  parseInstant,
  type CalendarDate,
  type Instant,
} from '../kernel/index.js';

/** What the values of terms are made of. Each says in its message what was expected. */

export const text = z.string().trim().min(1);

export const day = z
  .string()
  .transform((value, context): CalendarDate => {
    const parsed = parseCalendarDate(value);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: 'a date YYYY-MM-DD' });
    return z.NEVER;
  })
  .meta({ format: 'date' });

export const instant = z
  .string()
  .transform((value, context): Instant => {
    const parsed = parseInstant(value);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: 'an instant in ISO 8601 with offset' });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

/** First and last day, both included. */
export const days = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'a day on or after the first day' });

export const timeZone = z.string().refine(isTimeZone, { error: 'an IANA time zone such as Europe/London' });

export const amount = z
  .string({ error: 'an amount in quotes, such as "2000.00", so that no digit is lost' })
  // What looks between the terms further down counts on amounts that can be read.
  .regex(/^\d{1,12}(\.\d{1,4})?$/, { error: 'an amount such as "2000" or "2000.00"', abort: true });

export const percent = z
  .string({ error: 'a percentage in quotes, such as "2.5", so that no digit is lost' })
  .regex(/^\d{1,3}(\.\d{1,4})?$/, { error: 'a percentage such as "10" or "2.5"', abort: true });

export const currency = z.string().refine((code) => findCurrency(code) !== undefined, {
  error: 'an ISO 4217 currency code in use',
  // What looks between the terms further down counts in it.
  abort: true,
});

export const country = z
  .string()
  .refine(isCountry, { error: 'a country of ISO 3166 in two capitals, such as GB' })
  .meta({ pattern: '^[A-Z]{2}$' });

/** One of a few fixed words or sentences, in whatever capitals, blanks and dashes; kept as it stands here. */
export function words<T extends string>(...known: readonly T[]): z.ZodPreprocess<z.ZodEnum<{ [W in T]: W }>> {
  const bySpelling = new Map(known.map((each) => [spelling(each), each]));
  return z.preprocess(
    (given) => (typeof given === 'string' ? (bySpelling.get(spelling(given)) ?? given) : given),
    z.enum(known),
  );
}

function spelling(given: string): string {
  return given
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll("'", '’')
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** Of seats or customers. */
export const count = z.int().min(0).max(1_000_000);

type TermShape<T> = Record<'source' | 'assumed', z.ZodOptional<z.ZodString>> & Record<'value', T>;

/** A term says its value and where it stands; `assumed` says what was read into a silent page. */
export function term<T extends z.ZodType>(value: T): z.ZodObject<TermShape<T>, z.core.$strict> {
  return z
    .strictObject({ value, source: text.optional(), assumed: text.optional() })
    .refine(({ source, assumed }) => source !== undefined || assumed !== undefined, {
      error: 'a source, or what was assumed',
    });
}

/** Abbreviations and bare offsets are refused: BST is Dhaka in one library and London in another, +02:00 west in PostgreSQL. */
function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Za-z]+\//.test(name)) return false;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
