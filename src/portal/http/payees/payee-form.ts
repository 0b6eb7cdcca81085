import { z } from 'zod';
import { actorOf, maskAccountsInText, SeatbackError } from '../../../kernel/index.js';
import { isBic, wireNeeds, type FieldFault, type GivenBankDetails } from '../../../payout/index.js';
import type { FieldError, FormField, TypedDetails } from '../../pages/payee/details-form.js';

/** Longer than any right value, shorter than what a form may send: what is longer is told by its field. */
const LONGEST: Readonly<Record<FormField, number>> = {
  accountKind: 20,
  accountName: 140,
  bankCountry: 2,
  currency: 3,
  iban: 60,
  accountNumber: 60,
  bic: 20,
  clearingMemberId: 40,
  givenBy: 140,
  contact: 140,
};

const text = z.string().default('');

export const detailsBody = z.strictObject({
  form: text,
  accountKind: text,
  accountName: text,
  bankCountry: text,
  currency: text,
  iban: text,
  accountNumber: text,
  bic: text,
  clearingMemberId: text,
  givenBy: text,
  contact: text,
});
export const confirmBody = z.strictObject({ form: text, draft: text, act: z.enum(['confirm', 'change']) });

/**
 * Reads the body of a form. A field that it does not have, or one that was sent twice, refuses it whole.
 *
 * @throws SeatbackError INPUT_INVALID, with no value and no name of a field in it
 */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'the fields of the form, each once',
    found: 'others, which are not shown',
    where: 'the body of the request',
    next: 'Fill in the form of the page.',
  });
}

/** What was typed, without blanks at its ends. */
export function typedDetails({ form: _form, ...typed }: z.output<typeof detailsBody>): TypedDetails {
  const trimmed = Object.entries(typed).map(([field, value]) => [field, value.normalize('NFC').trim()]);
  return Object.fromEntries(trimmed) as TypedDetails;
}

/** As the checks of bank details want them. The clearing system is that of the country, which nobody need know by name. */
export function givenDetails(typed: TypedDetails): GivenBankDetails {
  const present = (value: string) => (value === '' ? undefined : value);
  const memberId = present(typed.clearingMemberId);
  return {
    accountName: typed.accountName,
    accountKind: typed.accountKind === 'personal' ? 'personal' : 'business',
    bankCountry: typed.bankCountry,
    currency: typed.currency,
    iban: present(typed.iban),
    accountNumber: present(typed.accountNumber),
    bic: present(typed.bic),
    clearingMemberId: memberId,
    clearingSystem: memberId === undefined ? undefined : wireNeeds(typed.bankCountry).clearing?.system,
  };
}

/** What the form itself can tell: what is missing, too long, or no name of a person. */
export function formErrors(typed: TypedDetails): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, longest] of Object.entries(LONGEST) as [FormField, number][])
    if (typed[field].length > longest) errors.push({ field, fault: 'too-long' });
  const told = new Set(errors.map(({ field }) => field));
  const add = (field: FormField, fault: FieldError['fault']) => {
    if (!told.has(field)) errors.push({ field, fault });
    told.add(field);
  };
  if (typed.accountKind !== 'business' && typed.accountKind !== 'personal') add('accountKind', 'choose');
  for (const field of ['bankCountry', 'currency'] as const) if (typed[field] === '') add(field, 'choose');
  for (const field of ['accountName', 'givenBy', 'contact'] as const) if (typed[field] === '') add(field, 'missing');
  for (const field of ['givenBy', 'contact'] as const)
    if (maskAccountsInText(typed[field]) !== typed[field]) add(field, 'name-is-number');
  if (!isActor(typed.givenBy)) add('givenBy', 'person-invalid');
  if (!/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u.test(typed.contact)) add('contact', 'person-invalid');
  return errors;
}

/** What is too long is not looked into any further. */
export function shortened(typed: TypedDetails, errors: readonly FieldError[]): TypedDetails {
  const emptied = errors.filter(({ fault }) => fault === 'too-long').map(({ field }) => [field, '']);
  return { ...typed, ...(Object.fromEntries(emptied) as Partial<TypedDetails>) };
}

/** The form's own errors win over those of the checks, field by field. */
export function allErrors(own: readonly FieldError[], faults: readonly FieldFault[]): FieldError[] {
  const told = new Set(own.map(({ field }) => field));
  return [...own, ...faults.filter(({ field }) => !told.has(field))];
}

/**
 * What is written into the form again. Numbers are not, nor is anything that could be an account number: it may have
 * been typed into the wrong field.
 */
export function echoed(typed: TypedDetails): TypedDetails {
  const echo = (field: FormField) =>
    maskAccountsInText(typed[field]) === typed[field] ? typed[field].slice(0, LONGEST[field]) : '';
  return {
    accountKind: echo('accountKind'),
    accountName: echo('accountName'),
    bankCountry: echo('bankCountry'),
    currency: echo('currency'),
    iban: '',
    accountNumber: '',
    bic: isBic(typed.bic.toUpperCase()) ? typed.bic : '',
    clearingMemberId: '',
    givenBy: echo('givenBy'),
    contact: echo('contact'),
  };
}

function isActor(name: string): boolean {
  try {
    return actorOf(name) !== '';
  } catch {
    return false;
  }
}
