import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { invariant, nearestWord, SeatbackError, wordedIssue, type FailureFinding } from '../kernel/index.js';
import {
  accountSchema,
  chargeBearerSchema,
  debtorAccountSchema,
  initiatingPartySchema,
  missingIn,
  timeZoneSchema,
  wholeAccount,
  type DebtorAccount,
} from './debtor-accounts.js';

const text = (max: number) => z.string().trim().min(1).max(max);

const fileSchema = z
  .strictObject({
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
    initiatingParty: initiatingPartySchema.optional(),
    /** One account, with everything else beside it. */
    debtorAccount: accountSchema.optional(),
    debtorAccounts: z.array(debtorAccountSchema).min(1).max(100).optional(),
    bankTimeZone: timeZoneSchema.optional(),
    chargeBearer: chargeBearerSchema.optional(),
  })
  .superRefine(({ debtorAccount, debtorAccounts, ...once }, context) => {
    const report = (path: (string | number)[], message: string) => {
      context.addIssue({ code: 'custom', path, message });
    };
    if ((debtorAccount === undefined) === (debtorAccounts === undefined)) {
      report(['debtorAccounts'], 'a list of accounts, or one as debtorAccount');
      return;
    }
    for (const [index, account] of (debtorAccounts ?? [debtorAccount]).entries()) {
      if (account === undefined) continue;
      const place = debtorAccounts === undefined ? ['debtorAccount'] : ['debtorAccounts', index];
      if ((account.iban === undefined) === (account.accountNumber === undefined))
        report(place, 'either iban or accountNumber');
      for (const name of missingIn(account, once)) {
        const named = debtorAccounts === undefined ? [name] : [...place, name];
        report(named, 'here, or once for all accounts');
      }
    }
    const listed = (debtorAccounts ?? []).map(({ iban, accountNumber = '', bic, currency }) =>
      [(iban ?? accountNumber).replaceAll(' ', ''), bic, currency].join(' ').toUpperCase(),
    );
    for (const [index, account] of listed.entries())
      if (listed.indexOf(account) < index)
        report(['debtorAccounts', index], 'an account that is not in the list before');
  });

/** Who pays, from which accounts, and how each bank knows the sender. */
export interface PayerSettings {
  readonly payer: z.output<typeof fileSchema>['payer'];
  /** In the order of the file; one at least. */
  readonly debtorAccounts: readonly [DebtorAccount, ...DebtorAccount[]];
}

/**
 * Reads the payer's settings; their accounts and BICs are checked where they are used.
 *
 * @throws SeatbackError SETTINGS_FILE_INVALID, naming each setting that cannot be used
 */
export function readPayerSettings(file: string): PayerSettings {
  const parsed = fileSchema.safeParse(readYaml(file));
  if (parsed.success) {
    const { payer, debtorAccount, debtorAccounts = [], ...once } = parsed.data;
    const accounts = (debtorAccount === undefined ? debtorAccounts : [debtorAccount]).map((account) =>
      wholeAccount(account, once),
    );
    const [first, ...others] = accounts;
    invariant(first !== undefined, 'settings that were accepted name an account');
    return { payer, debtorAccounts: [first, ...others] };
  }
  const findings = parsed.error.issues.flatMap(findingsOf);
  throw invalid(
    file,
    findings.map(({ place, expected }) => `${place}: ${expected}`).join('; '),
    findings.map(({ place, found }) => `${place}: ${found}`).join('; '),
    findings,
  );
}

const PARTS = Object.keys({
  ...fileSchema.shape,
  ...fileSchema.shape.payer.shape,
  ...initiatingPartySchema.shape,
  ...debtorAccountSchema.shape,
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
  const isAbsent = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ place, expected: wordedIssue(issue), found: isAbsent ? 'nothing' : 'another value, which is not shown' }];
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(file, 'a YAML file with payer and debtorAccounts', faultOf(error));
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
