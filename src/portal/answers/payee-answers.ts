import { z } from 'zod';
import { campaignId, count, instant, named, partnerId } from './values.js';

const nextCursor = z.string().nullable().describe('Ask again with it for the next page; null on the last');

const accountNameAnswer = z
  .strictObject({
    outcome: z.enum(['match', 'close-match', 'not-possible', 'no-match']),
    registered: z.string(),
    account: z.string(),
    differences: z.array(z.string()),
    decision: z.enum(['accepted', 'refused']).nullable().describe('Of a person, for this account and these two names'),
  })
  .nullable()
  .describe('The name of the account beside the registered one; null where there is nothing to compare');

const bankDetailsAnswer = named(
  'BankDetails',
  z.strictObject({
    details: z.int().min(1),
    partnerId,
    source: z.enum(['invitation', 'authorised-user', 'imported-file', 'vendor-reference']),
    state: z.enum(['waits for approval', 'approved', 'refused']),
    accountName: z.string(),
    accountKind: z.enum(['business', 'personal']),
    account: z.string().describe('Only its last four; `none` where a vendor keeps it'),
    bic: z.string().nullable(),
    bankCountry: z.string().nullable(),
    currency: z.string().nullable(),
    vendor: z.string().nullable(),
    enteredBy: z.string(),
    enteredAt: instant,
    invitedBy: z.string().nullable().describe('Who issued the link by which they came'),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    decidedBecause: z.string().nullable(),
    payableFrom: instant.nullable(),
  }),
);
export type BankDetailsAnswer = z.output<typeof bankDetailsAnswer>;

const payeeRequestAnswer = z.strictObject({
  campaignId,
  cause: z.string(),
  openedAt: instant,
  endedAs: z.string().nullable(),
  endedAt: instant.nullable(),
  notices: count,
  answerBy: instant.nullable().describe('The end of the time that the last notice gives'),
});

/** Where a partner is paid, as far as anybody may see it. */
export const payeeAnswer = named(
  'Payee',
  z.strictObject({
    partnerId,
    legalName: z.string().nullable(),
    account: z.string().describe('What is paid on now, by its last four'),
    name: accountNameAnswer,
    holds: z.array(z.strictObject({ reason: z.string(), found: z.string() })).describe('Why nothing is paid to it now'),
    personHolds: z
      .array(
        z.strictObject({
          hold: z.int().min(1),
          placedBy: z.string(),
          placedAt: instant,
          reason: z.string(),
          releasedBy: z.string().nullable(),
          releasedAt: instant.nullable(),
          releasedBecause: z.string().nullable(),
        }),
      )
      .describe('What people held back, the latest first'),
    details: z.array(bankDetailsAnswer).describe('All that were ever entered, the newest first'),
    requests: z.array(payeeRequestAnswer).describe('When the partner was asked, the latest first'),
  }),
);
export type PayeeAnswer = z.output<typeof payeeAnswer>;

const waitingDetailsAnswer = named(
  'WaitingBankDetails',
  bankDetailsAnswer.extend({ legalName: z.string().nullable(), name: accountNameAnswer }),
);
export type WaitingDetailsAnswer = z.output<typeof waitingDetailsAnswer>;

export const payeesAnswer = named(
  'Payees',
  z.strictObject({
    waiting: z.array(waitingDetailsAnswer).describe('Details that nobody decided of, the oldest first'),
    nextCursor,
  }),
);
export type PayeesAnswer = z.output<typeof payeesAnswer>;

export const invitationAnswer = named(
  'PayeeInvitation',
  z.strictObject({
    partnerId,
    campaignId,
    invitation: z.int().min(1),
    notice: z.int().min(1),
    answerBy: instant,
    token: z.string().describe('For the partner alone, and worth as much as its signature; nothing keeps it'),
  }),
);
