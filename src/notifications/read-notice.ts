import { z } from 'zod';
import { LANGUAGES, parseCalendarDate, parseInstant, wordedIssue } from '../kernel/index.js';
import type { Notice } from './notice.js';

const read = <T>(parse: (text: string) => T | undefined, expected: string) =>
  z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
const key = z.int32().positive();
const at = read(parseInstant, 'an instant');
const timeZone = z.string().min(1);
const amount = { amount: z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal'), currency: z.string().length(3) };
const asked = {
  payeeRequest: key,
  payeeInvitation: key,
  cause: z.enum(['details-missing', 'payment-failed']),
  notice: key,
  mostNotices: key,
  answerBy: at,
  timeZone,
};

const NOTICE = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('potential-payment'), payBy: read(parseCalendarDate, 'a day'), ...amount }),
  z.object({ kind: z.literal('details-wanted'), ...asked }),
  z.object({ kind: z.literal('details-refused'), ...asked }),
  z.object({
    kind: z.literal('about-to-be-forfeited'),
    payeeRequest: key,
    payeeInvitation: key.optional(),
    forfeitedAt: at,
    timeZone,
  }),
  z.object({
    kind: z.literal('forfeited'),
    because: z.enum([
      'no-bank-details',
      'payment-failed',
      'personal-account',
      'not-paid-again',
      'below-minimum',
      'carry-expired',
    ]),
    ...amount,
  }),
  z.object({ kind: z.literal('paid'), endToEndId: z.string(), ...amount }),
  z.object({
    kind: z.literal('returned'),
    endToEndId: z.string(),
    reasons: z.array(z.record(z.enum(LANGUAGES), z.string())),
    isRefused: z.boolean(),
    ...amount,
  }),
  z.object({ kind: z.literal('claim-received'), claimId: z.string(), answerBy: at, timeZone }),
  z.object({
    kind: z.literal('deadline-near'),
    about: z.enum(['registration', 'claim', 'proof', 'appeal']),
    claimId: z.string().nullable(),
    before: at,
    timeZone,
  }),
  z.object({ kind: z.literal('claim-valid'), claimId: z.string() }),
  z.object({
    kind: z.literal('claim-rejected'),
    claimId: z.string(),
    reasons: z.array(z.record(z.enum(LANGUAGES), z.string())),
    appealBy: at.nullable(),
    timeZone,
  }),
  z.object({ kind: z.literal('question-answered'), question: key, customer: z.string().min(1) }),
]);

export type ReadNotice =
  | { readonly is: 'read'; readonly notice: Notice }
  | { readonly is: 'unreadable'; readonly problem: string };

/** A row of the outbox is JSON to the database: whoever wrote it, nothing of it is believed before it was read. */
export function readNotice(kept: unknown): ReadNotice {
  const { success, data, error } = NOTICE.safeParse(kept);
  if (success) return { is: 'read', notice: data };
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'its notice' : issue.path.join('.');
  const expected = issue === undefined ? 'one that we write' : wordedIssue(issue);
  return { is: 'unreadable', problem: `it cannot be read: ${place} is to be ${expected}` };
}
