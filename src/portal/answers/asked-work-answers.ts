import { z } from 'zod';
import { campaignId, count, instant, named, runNumber } from './values.js';

const askedWorkAnswer = named(
  'AskedWork',
  z.strictObject({
    asked: z.int().min(1),
    kind: z.enum(['calculation', 'restatement', 'statements']),
    campaignId,
    askedBy: z.string(),
    askedAt: instant,
    snapshotAt: instant
      .nullable()
      .describe('Null: the end of the window, or while that is open the instant of the work'),
    knownAt: instant.nullable().describe('Only what was recorded until then; null: all that is known when it is done'),
    state: z.enum(['asked', 'under-way', 'done', 'failed']),
    begunAt: instant.nullable(),
    progress: count.describe('Customers that were looked at, or documents that were given out'),
    run: runNumber.nullable().describe('That came of it; null where there was nothing to restate'),
    failure: z
      .strictObject({ code: z.string(), expected: z.string(), found: z.string(), where: z.string(), next: z.string() })
      .nullable(),
    endedAt: instant.nullable(),
  }),
);
export type AskedWorkAnswer = z.output<typeof askedWorkAnswer>;

/** What was asked for in a campaign that takes longer than a page waits. */
export const askedWorksAnswer = named(
  'AskedWorks',
  z.strictObject({
    campaignId,
    posted: runNumber.nullable().describe('The run that is posted, if any'),
    work: z.array(askedWorkAnswer).describe('The latest twenty, the latest first'),
  }),
);
export type AskedWorksAnswer = z.output<typeof askedWorksAnswer>;
