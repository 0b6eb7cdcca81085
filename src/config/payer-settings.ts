import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { findCurrency, nearestWord, SeatbackError, wordedIssue, type FailureFinding } from '../kernel/index.js';

const text = (max: number) => z.string().trim().min(1).max(max);

const payerSchema = z.strictObject({
  payer: z.strictObject({
    name: text(140),
    street: text(70).optional(),
    building: text(16).optional(),
    postcode: text(16).optional(),
    town: text(35),
    region: text(35).optional(),
    country: z.string().regex(/^[A-Z]{2}$/, { error: 'an ISO 3166 country code such as GB' }),
    lei: text(20).optional(),
  }),
  initiatingParty: z.strictObject({
    name: text(140).optional(),
    /** The id that the bank gave. */
    id: text(35),
    scheme: z.enum(['BANK', 'CUST']),
  }),
  debtorAccount: z.strictObject({
    iban: text(34).optional(),
    accountNumber: text(34).optional(),
    currency: z
      .string()
      .refine((code) => findCurrency(code) !== undefined, { error: 'an ISO 4217 currency code in use' }),
    bic: text(11),
  }),
  /** IANA name of the zone that the bank's days are counted in; UTC where it is left out. */
  bankTimeZone: z.string().refine(isTimeZone, { error: 'a time zone such as Europe/London' }).optional(),
  chargeBearer: z.enum(['DEBT', 'SHAR', 'CRED']),
});

/** Who pays, from which account, and how the bank knows the sender. */
export type PayerSettings = z.output<typeof payerSchema>;

/**
 * Reads the payer's settings; their account and BIC are checked where they are used.
 *
 * @throws SeatbackError SETTINGS_FILE_INVALID, naming each setting that cannot be used
 */
export function readPayerSettings(file: string): PayerSettings {
  const parsed = payerSchema
    .refine(({ debtorAccount }) => (debtorAccount.iban === undefined) !== (debtorAccount.accountNumber === undefined), {
      path: ['debtorAccount'],
      error: 'either iban or accountNumber',
    })
    .safeParse(readYaml(file));
  if (parsed.success) return parsed.data;
  const findings = parsed.error.issues.flatMap(findingsOf);
  throw invalid(
    file,
    findings.map(({ place, expected }) => `${place}: ${expected}`).join('; '),
    findings.map(({ place, found }) => `${place}: ${found}`).join('; '),
    findings,
  );
}

const PARTS = Object.keys({
  ...payerSchema.shape,
  ...payerSchema.shape.payer.shape,
  ...payerSchema.shape.initiatingParty.shape,
  ...payerSchema.shape.debtorAccount.shape,
});

/** Values are not shown, whatever setting they stand in: an account number may stand in any. */
function findingsOf(issue: z.core.$ZodIssue): FailureFinding[] {
  const place = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknown) => {
      const nearest = nearestWord(unknown, PARTS);
      // A key that is not known may be an account number that slipped: only plain words are shown.
      const shown = /^[a-zA-Z]{1,30}$/.test(unknown) ? unknown : '****';
      const found = nearest === undefined ? shown : `${shown}, near "${nearest}"`;
      return { place, expected: `no such setting: ${shown}`, found };
    });
  }
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ place, expected: wordedIssue(issue), found: isMissing ? 'nothing' : 'another value, which is not shown' }];
}

function isTimeZone(name: string): boolean {
  try {
    // Also takes offsets such as +01:00, which know no summer time and are no bank's zone.
    return /^[A-Z]/i.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(file, 'a YAML file with payer, initiatingParty, debtorAccount and chargeBearer', faultOf(error));
  }
}

/** Never the words of the parser: they quote the file, and with it the account. */
function faultOf(error: unknown): string {
  if (error instanceof YAMLParseError) {
    const line = error.linePos?.[0].line;
    return `no YAML (${error.code}${line === undefined ? '' : `, line ${String(line)}`})`;
  }
  const { code } = error as NodeJS.ErrnoException;
  return code ?? 'YAML that cannot be followed, such as an alias without its anchor';
}

function invalid(
  file: string,
  expected: string,
  found: string,
  findings: readonly FailureFinding[] = [],
): SeatbackError {
  return new SeatbackError({
    code: 'SETTINGS_FILE_INVALID',
    expected,
    found,
    where: file,
    next: 'docs/settings.md has an example; SEATBACK_SETTINGS names another file.',
    ...(findings.length > 1 ? { findings } : {}),
  });
}
