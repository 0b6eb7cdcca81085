import { z } from 'zod';
import { CLAIM_SHOWS } from '../reading/claim-reading.js';
import { claimDocumentAnswer } from './claim-answers.js';
import { campaignId, count, instant, named, partnerId } from './values.js';

const standing = z.enum(['waiting', 'appealed', 'valid', 'rejected']);
const codes = z.array(z.string()).readonly();

const queuedClaimAnswer = named(
  'QueuedClaim',
  z.strictObject({
    claimId: z.string(),
    partnerId,
    standing,
    receivedAt: instant,
    customerName: z.string().nullable(),
    answerDueAt: instant.nullable().describe('Until when it, or its appeal, is answered'),
    reasons: codes.describe('Codes of why it was rejected'),
    answeredBy: z.string().nullable().describe('Null where it was not answered, or by checks alone'),
  }),
);

/** Which claims are asked for. */
export const claimShow = z.enum(CLAIM_SHOWS);

export const claimQueueAnswer = named(
  'ClaimQueue',
  z.strictObject({
    campaignId,
    waiting: count.describe('That wait for an answer, or for one to their appeal, whatever is shown'),
    claims: z.array(queuedClaimAnswer).describe('What is due first on top'),
    nextCursor: z.string().nullable().describe('Ask again with it for the next page; null on the last'),
  }),
);
export type ClaimQueueAnswer = z.output<typeof claimQueueAnswer>;

const at = instant.describe('When');
const claimEventAnswer = named(
  'ClaimEvent',
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('received'), at, delivery: z.int() }),
    z.strictObject({ kind: z.literal('corrected'), at, delivery: z.int(), fields: codes }),
    z.strictObject({
      kind: z.literal('answered'),
      at,
      outcome: z.enum(['valid', 'rejected']),
      reasons: codes,
      by: z.string().nullable().describe('Null: by checks alone'),
      note: z.string().nullable(),
      isAfterAppeal: z.boolean(),
    }),
    z.strictObject({ kind: z.literal('appealed'), at, by: z.string(), grounds: z.string() }),
  ]),
);

export const claimCaseAnswer = named(
  'ClaimCase',
  queuedClaimAnswer.extend({
    campaignId,
    mpnId: z.string().nullable(),
    subscriptionId: z.string().nullable(),
    agreementNumber: z.string().nullable(),
    distributorName: z.string().nullable(),
    invoiceFile: z.string().nullable(),
    appealBefore: instant.nullable().describe('Before when an appeal is taken'),
    checks: z
      .strictObject({
        rejected: codes.describe('Codes for which checks would reject it'),
        open: codes.describe('What a person looks at, in words'),
      })
      .nullable()
      .describe('By what is on record now; null where it is answered'),
    documents: z.array(claimDocumentAnswer),
    history: z.array(claimEventAnswer).describe('The first first'),
  }),
);
export type ClaimCaseAnswer = z.output<typeof claimCaseAnswer>;
