import { z } from 'zod';
import { campaignId, count, customerId, instant, named, partnerId, runNumber } from './values.js';

const undecidedAnswer = named(
  'UndecidedCustomer',
  z.strictObject({
    partnerId,
    customerId,
    customerName: z.string().nullable(),
    since: instant.describe('When the run was made since which it has been undecided in each'),
    open: z
      .array(
        z.strictObject({
          rule: z.string(),
          pending: z.boolean().describe('Its day lies ahead: nobody decides it'),
          sentence: z.string(),
          countableAs: z.array(z.enum(['met', 'not-met'])).describe('As what a person may decide that it counts'),
        }),
      )
      .describe('By what is known now; none where the next run will decide it by itself'),
    lastDecision: z
      .strictObject({
        decision: z.int().min(1),
        rule: z.string().nullable().describe('Null: every rule that was unknown'),
        countedAs: z.enum(['met', 'not-met', 'withdrawn']),
        decidedBy: z.string(),
        decidedAt: instant,
      })
      .nullable(),
  }),
);

export const undecidedCustomersAnswer = named(
  'UndecidedCustomers',
  z.strictObject({
    campaignId,
    run: runNumber.nullable().describe('The last run; null before the first one'),
    undecidedInRun: count,
    customers: z.array(undecidedAnswer),
    nextCursor: z.string().nullable().describe('Ask again with it for the next page; null on the last'),
  }),
);
export type UndecidedCustomersAnswer = z.output<typeof undecidedCustomersAnswer>;

export const decisionAnswer = named(
  'RecordedDecision',
  z.strictObject({ campaignId, decision: z.int().min(1).describe('Counts from the next calculation on') }),
);
