import { z } from 'zod';
import {
  CALENDAR_NAMES,
  findCurrency,
  invariant,
  isCountry,
  parseCalendarDate,
  type CalendarDate,
} from '../kernel/index.js';

const text = (max: number) => z.string().trim().min(1).max(max);
const currency = z
  .string()
  .refine((code) => findCurrency(code) !== undefined, { error: 'an ISO 4217 currency code in use' });
const country = z.string().refine(isCountry, { error: 'an ISO 3166 country code such as GB' });
const day = z
  .string()
  .refine((given) => parseCalendarDate(given) !== undefined, { error: 'days as YYYY-MM-DD' })
  .transform((given) => given as CalendarDate);

export const initiatingPartySchema = z.strictObject({
  name: text(140).optional(),
  /** The id that the bank gave. */
  id: text(35),
  scheme: z.enum(['BANK', 'CUST']),
});

export const chargeBearerSchema = z.enum(['DEBT', 'SHAR', 'CRED']);

export const timeZoneSchema = z.string().refine(isTimeZone, { error: 'a time zone such as Europe/London' });

/** Account and bank: what either form of the settings says. */
export const accountSchema = z.strictObject({
  iban: text(34).optional(),
  accountNumber: text(34).optional(),
  currency,
  bic: text(11),
});

/** An account of a list, with what its bank asks for. */
export const debtorAccountSchema = accountSchema.extend({
  /** The bank's number in a national clearing, beside its BIC. */
  clearing: z.strictObject({ system: text(5), member: text(35) }).optional(),
  initiatingParty: initiatingPartySchema.optional(),
  chargeBearer: chargeBearerSchema.optional(),
  bankTimeZone: timeZoneSchema.optional(),
  cutOff: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time in quotes such as "15:30"' })
    .optional(),
  bankingDays: z.enum(CALENDAR_NAMES).optional(),
  holidays: z.array(day).max(400).optional(),
  pays: z
    .strictObject({ currencies: z.array(currency).min(1).optional(), countries: z.array(country).min(1).optional() })
    .optional(),
  format: z.enum(['pain.001.001.09', 'csv']).optional(),
});

type Given = z.output<typeof debtorAccountSchema>;

export type PaymentFileFormat = NonNullable<Given['format']>;

/** An account that is paid from, and what its bank, or the vendor that takes its files, asks for. */
export interface DebtorAccount {
  readonly iban?: string | undefined;
  readonly accountNumber?: string | undefined;
  readonly currency: string;
  /** Upper case; checked where it is used. */
  readonly bic: string;
  readonly clearing?: { readonly system: string; readonly member: string } | undefined;
  readonly initiatingParty: z.output<typeof initiatingPartySchema>;
  readonly chargeBearer: z.output<typeof chargeBearerSchema>;
  /** IANA name of the zone that the bank's days are counted in. */
  readonly bankTimeZone: string;
  /** Until when the bank carries out orders of the same day, `HH:MM` in its zone. */
  readonly cutOff?: string | undefined;
  /** Calendar of its banking days; that of the bank's country where it is left out. */
  readonly bankingDays?: Given['bankingDays'];
  /** On which the bank is closed beside those of its calendar. */
  readonly holidays?: readonly CalendarDate[] | undefined;
  /** What it pays; its own currency, into any country, where it is left out. */
  readonly pays?: Given['pays'];
  readonly format: PaymentFileFormat;
}

/** What the settings say once, for accounts that do not say it themselves. */
export interface SaidOnce {
  readonly initiatingParty?: DebtorAccount['initiatingParty'] | undefined;
  readonly chargeBearer?: DebtorAccount['chargeBearer'] | undefined;
  readonly bankTimeZone?: string | undefined;
}

/** The names of what neither the account nor the file says. */
export function missingIn(given: Given, once: SaidOnce): readonly ('initiatingParty' | 'chargeBearer')[] {
  return (['initiatingParty', 'chargeBearer'] as const).filter((name) => (given[name] ?? once[name]) === undefined);
}

/** The account with what is said once for all; nothing of it may be missing. */
export function wholeAccount(
  { initiatingParty, chargeBearer, bankTimeZone, format, bic, ...given }: Given,
  once: SaidOnce,
): DebtorAccount {
  const party = initiatingParty ?? once.initiatingParty;
  const bearer = chargeBearer ?? once.chargeBearer;
  invariant(party !== undefined && bearer !== undefined, 'an account that was accepted is whole');
  return {
    ...given,
    bic: bic.toUpperCase(),
    initiatingParty: party,
    chargeBearer: bearer,
    bankTimeZone: bankTimeZone ?? once.bankTimeZone ?? 'UTC',
    format: format ?? 'pain.001.001.09',
  };
}

function isTimeZone(name: string): boolean {
  try {
    // Also takes offsets such as +01:00, which know no summer time and are no bank's zone.
    return /^[A-Z]/i.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
