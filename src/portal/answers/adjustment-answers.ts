import { z } from 'zod';
import { amount, campaignId, currency, customerId, instant, named, partnerId } from './values.js';

export const adjustmentAnswer = named(
  'Adjustment',
  z.strictObject({
    adjustment: z.int().min(1),
    campaignId,
    partnerId,
    customerId,
    amount: amount.describe('Below zero it takes away'),
    currency,
    reason: z.string(),
    state: z.enum(['proposed', 'approved', 'refused']),
    proposedBy: z.string(),
    proposedAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    refusedBecause: z.string().nullable(),
    journal: z.int().nullable().describe('By which it was posted'),
  }),
);
export type AdjustmentAnswer = z.output<typeof adjustmentAnswer>;

export const adjustmentsAnswer = named(
  'Adjustments',
  z.strictObject({
    campaignId,
    adjustments: z.array(adjustmentAnswer).describe('Those that wait first, then the latest'),
    nextCursor: z.string().nullable().describe('Ask again with it for the next page; null on the last'),
  }),
);
export type AdjustmentsAnswer = z.output<typeof adjustmentsAnswer>;
