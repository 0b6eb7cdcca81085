import { z } from 'zod';
import { runAnswer, runHeadAnswer, termAnswer, totalsAnswer } from './campaign-answers.js';
import { amount, campaignId, count, currency, instant, named, runNumber } from './values.js';

export const runsAnswer = named(
  'Runs',
  z.strictObject({
    campaignId,
    runs: z.array(runHeadAnswer).describe('The latest first'),
    nextCursor: z.string().nullable().describe('Ask again with it for the next page; null on the last'),
  }),
);
export type RunsAnswer = z.output<typeof runsAnswer>;

const runStepAnswer = named(
  'RunStep',
  z.strictObject({
    step: z.enum(['calculated', 'submitted', 'approved', 'rejected', 'posted']),
    by: z.string().nullable().describe('Null where no person took it'),
    at: instant,
    reason: z.string().nullable().describe('Why it was rejected, or taken although more was known by then'),
  }),
);

const comparisonAnswer = named(
  'RunComparison',
  z.strictObject({
    run: runNumber.describe('The run that is restated, else the one before'),
    earned: amount,
    currency,
    difference: amount.nullable().describe('What is earned more now; null where the currency is another'),
    partners: z.int(),
    qualified: z.int(),
    notQualified: z.int(),
    undecided: z.int().describe('As the three before: how many more there are now'),
    causes: z
      .array(z.strictObject({ causes: z.array(z.string()), customers: count, amount, currency }))
      .nullable()
      .describe('What changed a reward, of a restatement; null of other runs, for which no causes are sought'),
  }),
);

/** A run with all that somebody looks at who takes it further. */
export const runRecordAnswer = named(
  'RunRecord',
  z.strictObject({
    campaignId,
    run: runAnswer,
    steps: z.array(runStepAnswer).describe('Who did what, and when'),
    restates: runNumber.nullable().describe('The posted run whose place it is to take'),
    supersededBy: runNumber.nullable(),
    rival: z
      .strictObject({ run: runNumber, state: z.string() })
      .nullable()
      .describe('The run that keeps this one from being submitted'),
    totals: totalsAnswer,
    comparedWith: comparisonAnswer.nullable().describe('Null of the first run'),
    leftOut: z
      .strictObject({
        customers: count,
        partners: count,
        reward: amount.nullable().describe('At most so much more, if all of them qualified; null: no bound is known'),
        currency,
      })
      .describe('Undecided customers, which its payout leaves out'),
    openTerms: z.array(termAnswer).describe('Assumed, and confirmed by nobody yet'),
    deciders: z.array(z.string()).describe('Who decided of its customers by hand, and therefore does not approve it'),
  }),
);
export type RunRecordAnswer = z.output<typeof runRecordAnswer>;
