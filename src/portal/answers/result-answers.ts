import { z } from 'zod';
import {
  amount,
  campaignId,
  count,
  currency,
  customerId,
  day,
  instant,
  named,
  outcome,
  partnerId,
  payoutStage,
  runNumber,
} from './values.js';

const seats = count.nullable().describe('Null where unknown');
const nextCursor = z.string().nullable().describe('Ask again with it for the next page; null on the last');

export const earningAnswer = named(
  'Earning',
  z.strictObject({
    partnerId,
    partnerName: z.string().nullable(),
    customersQualified: count,
    customersUndecided: count,
    customersPending: count.describe('Undecided only because of what lies ahead; provisional runs only'),
    earned: amount,
    potential: amount
      .nullable()
      .describe('Earned, and what the undecided customers would add; null where no bound is known'),
    currency,
    payout: z
      .strictObject({
        stage: payoutStage,
        amount,
        reason: z.string().nullable(),
        isPreview: z.boolean(),
        batch: z.int().min(1).nullable(),
        endToEndId: z.string().nullable(),
        executionDate: day.nullable().describe('When the bank is to pay; null while in no batch'),
        releasedAt: instant.nullable().describe('When it was sent to the bank'),
        holds: z.array(z.strictObject({ reason: z.string(), found: z.string() })),
      })
      .nullable()
      .describe('What becomes of the earning; null where nothing is earned'),
    standing: z
      .array(z.strictObject({ account: z.string(), amount, currency }))
      .describe('What the ledger has for the partner in the campaign, over all runs'),
  }),
);
export type EarningAnswer = z.output<typeof earningAnswer>;

export const earningsAnswer = named(
  'Earnings',
  z.strictObject({ campaignId, run: runNumber, earnings: z.array(earningAnswer), nextCursor }),
);

export type EarningsAnswer = z.output<typeof earningsAnswer>;

export const determinationAnswer = named(
  'Determination',
  z.strictObject({
    partnerId,
    customerId,
    customerName: z.string().nullable(),
    outcome,
    seatsAssigned: seats,
    seatsBilled: seats,
    seatsQualifying: seats,
    reward: amount,
    currency,
    notMet: z.array(z.string()).describe('Rules that are not met, in the order of the rules'),
    unknown: z.array(z.string()).describe('Rules that cannot be decided yet'),
    pending: z.array(z.string()).describe('Those among them whose day lies ahead; provisional runs only'),
  }),
);
export type DeterminationAnswer = z.output<typeof determinationAnswer>;

export const determinationsAnswer = named(
  'Determinations',
  z.strictObject({ campaignId, run: runNumber, determinations: z.array(determinationAnswer), nextCursor }),
);
export type DeterminationsAnswer = z.output<typeof determinationsAnswer>;
