import { z } from 'zod';
import { batchAnswer, totalsAnswer } from './campaign-answers.js';
import { amount, campaignId, count, currency, day, instant, named, partnerId, runNumber } from './values.js';

const nextCursor = z.string().nullable().describe('Ask again with it for the next page; null on the last');

export const batchesAnswer = named(
  'Batches',
  z.strictObject({ campaignId, batches: z.array(batchAnswer).describe('The latest first'), nextCursor }),
);
export type BatchesAnswer = z.output<typeof batchesAnswer>;

const batchBlockAnswer = named(
  'BatchBlock',
  z.strictObject({
    block: z.int(),
    debtorAccount: z.string().nullable().describe('Its last four; null in batches of vendors'),
    executionDate: day,
    payments: count,
    total: amount,
    currency,
  }),
);

/** A batch with all that somebody looks at who approves or releases it. */
export const batchRecordAnswer = named(
  'BatchRecord',
  z.strictObject({
    campaignId,
    batch: batchAnswer,
    vendor: z.string().nullable().describe('Who fetches it; null for a bank'),
    blocks: z.array(batchBlockAnswer),
    warnings: z.array(z.string()),
    lostFile: z
      .strictObject({ fileName: z.string(), attempt: z.int().min(1), begunBy: z.string(), begunAt: instant })
      .nullable()
      .describe('Of a release that broke off while it handed the file over: a person looks whether the bank has it'),
    voided: z.strictObject({ by: z.string(), at: instant, reason: z.string() }).nullable(),
    states: z
      .array(z.strictObject({ state: z.string(), payments: count, amount, currency }))
      .describe('How its payments stand by what banks reported; none before the release'),
    reports: z
      .array(
        z.strictObject({
          report: z.int(),
          bank: z.string(),
          kind: z.string().nullable(),
          messageId: z.string().nullable(),
          receivedAt: instant,
          payments: count,
        }),
      )
      .describe('The latest hundred that say something of its payments, the latest first'),
  }),
);
export type BatchRecordAnswer = z.output<typeof batchRecordAnswer>;

export const batchPaymentAnswer = named(
  'BatchPayment',
  z.strictObject({
    line: z.int().min(1),
    partnerId,
    accountName: z.string(),
    account: z.string().describe('Only its last four; of a payee that a vendor pays, what that vendor calls it'),
    amount,
    currency,
    endToEndId: z.string(),
    state: z.string().nullable().describe('As docs/answers.md lists them; null before the release'),
    stateSince: instant.nullable(),
    reasons: z
      .array(z.strictObject({ code: z.string(), says: z.string().nullable() }))
      .describe('Why it failed, by the bank’s codes and in words'),
    returnedAmount: amount.nullable(),
    carriedUntil: z
      .string()
      .nullable()
      .describe('The run of another campaign whose payout reached its minimum with it'),
    advice: z
      .strictObject({ edition: z.int().min(1), issuedAt: instant })
      .nullable()
      .describe('The last edition of its remittance advice; null where none was given out yet'),
  }),
);
export type BatchPaymentAnswer = z.output<typeof batchPaymentAnswer>;

export const batchPaymentsAnswer = named(
  'BatchPayments',
  z.strictObject({ batch: z.int().min(1), payments: z.array(batchPaymentAnswer), nextCursor }),
);
export type BatchPaymentsAnswer = z.output<typeof batchPaymentsAnswer>;

/** What a campaign owes, and why it waits where it waits. */
export const payoutAnswer = named(
  'Payout',
  z.strictObject({
    campaignId,
    run: z
      .strictObject({
        run: runNumber,
        isPosted: z.boolean(),
        payBy: day.describe('The last day on which it is to be paid'),
      })
      .nullable()
      .describe('The posted run, else the last one; null where nothing was calculated yet'),
    totals: totalsAnswer.nullable().describe('What is payable, forfeited, carried and held, and how far it has come'),
    reasons: z
      .array(z.strictObject({ reason: z.string(), partners: count }))
      .describe('Why payments wait, with how many partners wait for each'),
    waiting: z
      .array(
        z.strictObject({
          partnerId,
          amount,
          currency,
          holds: z.array(z.strictObject({ reason: z.string(), found: z.string() })),
        }),
      )
      .describe('A page of the partners whose payment waits, by id'),
    nextCursor,
  }),
);
export type PayoutAnswer = z.output<typeof payoutAnswer>;
