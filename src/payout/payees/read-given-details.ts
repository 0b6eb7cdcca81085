import { parse } from 'yaml';
import { z } from 'zod';
import { nearestWord, SeatbackError, wordedIssue, type FailureFinding } from '../../kernel/index.js';
import type { GivenBankDetails } from './check-bank-details.js';

const text = z.string().trim().min(1).max(140);
/** Leading zeros count, and YAML would take them: only text is a number of an account. */
const number = z.string({ error: 'text in quotes, so that no digit is lost' }).trim().min(1).max(70);

const accountSchema = z.strictObject({
  token: text.optional(),
  accountName: text,
  accountKind: z.enum(['business', 'personal']),
  iban: number.optional(),
  accountNumber: number.optional(),
  bic: text.optional(),
  clearingSystem: text.optional(),
  clearingMemberId: number.optional(),
  bankCountry: text,
  currency: text,
});
const vendorSchema = z.strictObject({
  accountName: text,
  accountKind: z.enum(['business', 'personal']),
  vendor: text,
  vendorReference: text,
});

export interface GivenVendorReference {
  readonly accountName: string;
  readonly accountKind: 'business' | 'personal';
  readonly vendor: string;
  readonly vendorReference: string;
}

/** What stands in a file of bank details. `token` is that of an invitation. */
export type GivenDetails =
  | { readonly kind: 'account'; readonly token: string | undefined; readonly account: GivenBankDetails }
  | { readonly kind: 'vendor'; readonly vendor: GivenVendorReference };

const WHERE = 'the bank details given';

/**
 * Reads bank details in YAML or JSON. What is wrong is named by its field; no value is ever repeated.
 *
 * @throws SeatbackError BANK_DETAILS_INVALID
 */
export function readGivenDetails(source: string): GivenDetails {
  const given = parsed(source);
  const isVendor = typeof given === 'object' && given !== null && 'vendorReference' in given;
  if (isVendor) return { kind: 'vendor', vendor: checked(vendorSchema, given) };
  const { token, ...account } = checked(accountSchema, given);
  return { kind: 'account', token, account };
}

function checked<Schema extends z.ZodObject>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw detailsInvalid(result.error.issues.flatMap((issue) => findingsOf(issue, Object.keys(schema.shape))));
}

function findingsOf(issue: z.core.$ZodIssue, fields: readonly string[]): FailureFinding[] {
  const place = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      // An account number may have slipped into a name: only plain words are shown.
      const shown = /^[a-zA-Z]{1,30}$/.test(key) ? key : '****';
      const nearest = nearestWord(key, fields);
      return {
        place,
        expected: `no such field: ${shown}`,
        found: nearest === undefined ? shown : `${shown}, near "${nearest}"`,
      };
    });
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ place, expected: wordedIssue(issue), found: isMissing ? 'nothing' : 'another value, which is not shown' }];
}

/** Never the words of the parser: they quote what they could not read. */
function parsed(source: string): unknown {
  try {
    return parse(source, { schema: 'core', logLevel: 'silent' });
  } catch {
    throw detailsInvalid([{ place: 'the file', expected: 'bank details in YAML or JSON', found: 'another text' }]);
  }
}

export function detailsInvalid(findings: readonly FailureFinding[]): SeatbackError {
  return new SeatbackError({
    code: 'BANK_DETAILS_INVALID',
    expected: findings.map(({ place, expected }) => `${place}: ${expected}`).join('; '),
    found: findings.map(({ place, found }) => `${place}: ${found}`).join('; '),
    where: WHERE,
    next: 'Correct them and enter them again; docs/payees.md has an example for each country.',
    ...(findings.length > 1 ? { findings } : {}),
  });
}
