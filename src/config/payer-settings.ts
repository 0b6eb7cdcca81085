import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
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
    { findings },
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
      const found = nearest === undefined ? 'a part that is not known' : `a part that is not known, near "${nearest}"`;
      return { place, expected: wordedIssue(issue), found };
    });
  }
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ place, expected: wordedIssue(issue), found: isMissing ? 'nothing' : 'another value, which is not shown' }];
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw invalid(
      file,
      'a YAML file with payer, initiatingParty, debtorAccount and chargeBearer',
      cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '',
      { cause },
    );
  }
}

function invalid(
  file: string,
  expected: string,
  found: string,
  { cause, findings = [] }: { readonly cause?: unknown; readonly findings?: readonly FailureFinding[] },
): SeatbackError {
  return new SeatbackError(
    {
      code: 'SETTINGS_FILE_INVALID',
      expected,
      found,
      where: file,
      next: 'docs/settings.md has an example; SEATBACK_SETTINGS names another file.',
      ...(findings.length > 1 ? { findings } : {}),
    },
    { cause },
  );
}
