import { z } from 'zod';
import { campaignId, count, instant, named, partnerId, sha256, visibleText } from './values.js';

const written = visibleText.trim().min(1).max(200);

/** A claim as a program of a partner makes it. */
export const newClaimBody = named(
  'NewClaim',
  z
    .strictObject({
      subscriptionId: written.optional(),
      agreementNumber: written.optional(),
      customerName: written.optional(),
      distributorName: written.optional(),
      invoiceFile: written.optional().describe('The name of the copy of the invoice, which follows as a document'),
    })
    .describe('Exactly what the term `claim` of the offer needs; the MPN ID is that of the partner'),
);
export type NewClaimBody = z.output<typeof newClaimBody>;

export const claimDocumentAnswer = named(
  'ClaimDocument',
  z.strictObject({
    document: z.int().min(1),
    kind: z.enum(['invoice-copy', 'proof-of-performance']),
    format: z.enum(['pdf', 'png', 'jpeg', 'xlsx', 'csv']).describe('By what is in it'),
    fileName: z.string(),
    byteCount: count,
    sha256,
    givenAt: instant,
    keptUntil: instant,
    erasedAt: instant.nullable().describe('Null as long as its bytes are kept'),
  }),
);

export const claimAnswer = named(
  'Claim',
  z.strictObject({
    claimId: z.string(),
    campaignId,
    partnerId,
    standing: z.enum(['waiting', 'appealed', 'valid', 'rejected']),
    receivedAt: instant,
    subscriptionId: z.string().nullable(),
    agreementNumber: z.string().nullable(),
    customerName: z.string().nullable(),
    distributorName: z.string().nullable(),
    answerBy: instant.nullable().describe('Until when it, or its appeal, is answered'),
    appealBefore: instant.nullable().describe('Before when it may be appealed'),
    reasons: z.array(z.string()).readonly().describe('Codes of why it was rejected'),
    documents: z.array(claimDocumentAnswer).readonly(),
  }),
);

export const claimsAnswer = named('Claims', z.strictObject({ claims: z.array(claimAnswer).readonly() }));
export type ClaimsAnswer = z.output<typeof claimsAnswer>;
