import { z } from 'zod';
import {
  Exact,
  findCurrency,
  Money,
  parseCalendarDate,
  parseInstant,
  type CalendarDate,
  type Instant,
} from '../kernel/index.js';

const text = z.string().trim().min(1);
const day = z.string().transform((value, context): CalendarDate => {
  const parsed = parseCalendarDate(value);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'a date YYYY-MM-DD' });
  return z.NEVER;
});
const instant = z.string().transform((value, context): Instant => {
  const parsed = parseInstant(value);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'an instant in ISO 8601 with offset' });
  return z.NEVER;
});
const timeZone = z.string().refine(isTimeZone, { error: 'an IANA time zone such as Europe/London' });
const amount = z
  .string({ error: 'an amount in quotes, such as "2000.00", so that no digit is lost' })
  // What looks between the terms further down counts on amounts that can be read.
  .regex(/^\d{1,12}(\.\d{1,4})?$/, { error: 'an amount such as "2000" or "2000.00"', abort: true });
const currency = z
  .string()
  .refine((code) => findCurrency(code) !== undefined, { error: 'an ISO 4217 currency code in use' });

/** A term says its value and where it stands; `assumed` says what was read into a silent page. */
function term<T extends z.ZodType>(value: T) {
  return z
    .strictObject({ value, source: text.optional(), assumed: text.optional() })
    .refine(({ source, assumed }) => source !== undefined || assumed !== undefined, {
      error: 'a source, or what was assumed',
    });
}

/** The terms that calculation and payout know. A rule for which a campaign has no term is left out. */
export const termsSchema = z.strictObject({
  window: term(z.strictObject({ from: day, to: day })),
  timeZone: term(timeZone),

  segments: term(z.array(text).min(1)).optional(),
  newCustomer: term(z.literal('no purchase of the product family before the window')).optional(),
  ownRecordsSince: term(day).optional(),
  productFamily: term(text),
  eligibleProducts: term(z.array(text).min(1)),

  minimumSeats: term(z.int().min(0).max(1_000_000)).optional(),
  seatCount: term(z.literal('smaller of assigned and billed for each SKU')),
  snapshot: term(z.literal('end of the window')),
  oldestSeatReading: term(z.strictObject({ hours: z.int().min(1).max(8784) })),

  membership: term(text).optional(),
  agreement: term(text).optional(),
  competencies: term(
    z.strictObject({
      levels: z.array(text).min(1),
      names: z.array(z.strictObject({ name: text, from: day.optional() })).min(1),
    }),
  ).optional(),
  eligibilityDays: term(z.array(day).min(1)).optional(),
  enrolment: term(text).optional(),
  proofOfPerformance: term(z.strictObject({ by: day })).optional(),

  rewardForEachCustomer: term(z.strictObject({ amount, currency })),
  rewardsForOneCustomer: term(z.literal(1)).optional(),
  minimumPayout: term(z.strictObject({ amount, below: z.enum(['forfeit', 'carry', 'convert']) })),
  payBy: term(day),
  bankingDays: term(z.literal('last banking day on or before')),
  paymentNeeds: term(z.array(z.enum(['account', 'agreements', 'payment-profile', 'tax-profile']))).optional(),
});

export const campaignSchema = z
  .strictObject({
    campaign: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'lower-case words joined by dashes' }),
    title: text,
    version: z.int().min(1),
    knownFrom: instant,
    reason: text,
    pages: z.record(text, text),
    terms: termsSchema,
  })
  .superRefine(({ terms }, context) => {
    const fail = (path: readonly string[], message: string) => {
      context.addIssue({ code: 'custom', path: ['terms', ...path], message });
    };
    if (terms.window.value.to < terms.window.value.from)
      fail(['window', 'value', 'to'], 'a day on or after the first day of the window');
    if (terms.newCustomer !== undefined && terms.ownRecordsSince === undefined) {
      fail(
        ['newCustomer'],
        'a term "own records since" beside it, which says when our own records prove that a customer is new',
      );
    }
    if (terms.competencies !== undefined && terms.eligibilityDays === undefined) {
      fail(['competencies'], 'a term "eligibility days" beside it, on which a competency must hold');
    }
    const { currency: code } = terms.rewardForEachCustomer.value;
    for (const name of ['rewardForEachCustomer', 'minimumPayout'] as const) {
      const decimals = new Exact(terms[name].value.amount).decimalPlaces();
      if (decimals > (findCurrency(code)?.minorUnits ?? 0))
        fail([name, 'value', 'amount'], `no more decimals than ${code} has`);
    }
  });

/** A campaign as its file states it. */
export type Campaign = z.output<typeof campaignSchema>;
export type CampaignTerms = Campaign['terms'];
export type TermName = keyof CampaignTerms;

/** Names of the terms for which a page is silent: an official run needs each confirmed by a person. */
export function assumedTerms(terms: CampaignTerms): TermName[] {
  return (Object.keys(terms) as TermName[]).filter((name) => terms[name]?.assumed !== undefined);
}

/** `minimumSeats` as finance writes it: `minimum seats`. */
export function spokenName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The other way round; words and dashes in any number of blanks. */
export function termName(spoken: string): string {
  return spoken.trim().replace(/\s+([a-z0-9])/gi, (_match, letter: string) => letter.toUpperCase());
}

export function rewardOf(terms: CampaignTerms): Money {
  const { amount: value, currency: code } = terms.rewardForEachCustomer.value;
  return Money.of(value, code);
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
