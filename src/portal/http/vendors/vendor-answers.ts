import { z } from 'zod';
import { vendorRefusal, vendorStatuses } from '../../../payout/index.js';
import { problemAnswer } from '../../answers/problem.js';
import { amount, count, currency, day, instant, sha256 } from '../../answers/values.js';

/** What vendors are told and tell: apart from the answers of the portal, which they never see. */
export const vendorSchemas = z.registry<{ readonly id: string }>();

function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  vendorSchemas.add(schema, { id });
  return schema;
}

named('Problem', problemAnswer);
named('Statuses', vendorStatuses);
named('Refusal', vendorRefusal);

export const vendorBatchAnswer = named(
  'Batch',
  z.strictObject({
    batchId: z.string(),
    isSample: z.boolean().describe('A sample to build against: nothing of it is ever paid'),
    state: z.enum(['released', 'acknowledged', 'refused']),
    executionDate: day,
    releasedAt: instant,
    answeredAt: instant.nullable(),
    paymentCount: count,
    totals: z.array(z.strictObject({ currency, amount })).readonly(),
    fileHash: sha256.describe('SHA-256 of the bytes of the file, in hexadecimal'),
  }),
);

export const vendorBatchesAnswer = named(
  'Batches',
  z.strictObject({
    batches: z.array(vendorBatchAnswer).readonly(),
    nextCursor: z.string().nullable().describe('For the next page; null on the last one'),
  }),
);

export const vendorPaymentsAnswer = named(
  'Payments',
  z.strictObject({
    payments: z
      .array(
        z.strictObject({
          paymentId: z.string(),
          line: z.int().min(1),
          payeeReference: z.string().describe('What you call the payee'),
          amount,
          currency,
          state: z.string().describe('As docs/answers.md lists them'),
        }),
      )
      .readonly(),
    nextCursor: z.string().nullable(),
  }),
);

export const takenReportsAnswer = named(
  'TakenReports',
  z.strictObject({
    batchId: z.string(),
    reports: count.describe('So many were taken: all of the request'),
    changed: count.describe('Payments whose state is another now'),
    waiting: count.describe('So much waits for a person of the payer'),
  }),
);

export const acknowledgementBody = named(
  'Acknowledgement',
  z.strictObject({
    fileHash: sha256.describe('SHA-256 of the bytes that you have, in hexadecimal'),
    paymentCount: z.int().min(1),
  }),
);

export const tokenAnswer = named(
  'Token',
  z.strictObject({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().min(1).describe('Seconds'),
  }),
);
