import { z } from 'zod';
import { failureAnswer } from './problem.js';
import { amount, campaignId, count, currency, day, instant, named, payoutStage, runNumber, sha256 } from './values.js';

const person = z.string().nullable().describe('Name of the person, once it has been done');
const window = named('Window', z.strictObject({ from: day, to: day }));

const runHead = z.strictObject({
  run: runNumber,
  kind: z.enum(['official', 'provisional']),
  state: z.enum(['calculated', 'submitted', 'approved', 'posted', 'rejected', 'superseded']),
  version: z.int().min(1).describe('Version of the terms'),
  snapshotAt: instant,
  knownAt: instant.describe('Nothing that was recorded later was seen'),
  delivery: count.describe('The last delivery that was seen'),
  earned: amount,
  currency,
  calculatedAt: instant,
});
export const runHeadAnswer = named('RunHead', runHead);
export type RunHeadAnswer = z.output<typeof runHeadAnswer>;

/** A run with its counts, control totals and the people who took it forward. */
export const runAnswer = named(
  'Run',
  runHead.extend({
    engineVersion: z.string(),
    basedOn: runNumber
      .nullable()
      .describe('The provisional run whose determinations this one went on from; null: all customers were evaluated'),
    customersEvaluated: count.nullable().describe('Customers that were evaluated anew; null: all'),
    digest: sha256.describe('Over every determination and earning; the same pin gives the same digest'),
    submittedBy: person,
    approvedBy: person,
    postedBy: person,
    outdatedBy: z.array(z.string()).describe('What became known since, until the run is posted'),
    counts: z.strictObject({
      partners: count,
      customersSeen: count.describe('Customers that any source had told of by then'),
      customers: count.describe('Customers that were sold an eligible product in the window, by a partner'),
      determinations: count.describe('Pairs of a partner and a customer'),
      qualified: count,
      notQualified: count,
      undecided: count,
      pending: count.describe('Undecided only because of what lies ahead; provisional runs only'),
      reasons: z.record(z.string(), z.strictObject({ notMet: count, unknown: count })),
      linesKnown: count,
      linesWithoutPartner: count,
      linesUnmapped: count,
      familyProductsUnmapped: count
        .optional()
        .describe(
          'Products that look like the family and are mapped to nothing; runs from before it was counted have none',
        ),
      seatsQualifying: z.string(),
      seatsBilled: z.string(),
    }),
  }),
);
export type RunAnswer = z.output<typeof runAnswer>;

export const termAnswer = named(
  'Term',
  z.strictObject({
    term: z.string(),
    value: z.unknown().describe('As the campaign file states it'),
    source: z.string().nullable().describe('Where the value stands'),
    assumed: z.string().nullable().describe('What was read into a silent page'),
    confirmation: z
      .strictObject({ confirmedBy: z.string(), confirmedAt: instant, reason: z.string() })
      .nullable()
      .describe('Who stands by the assumption'),
  }),
);
export type TermAnswer = z.output<typeof termAnswer>;

/** What the earnings of a run come to, by how far they have come. */
export const totalsAnswer = named(
  'Totals',
  z.strictObject({
    earned: amount,
    currency,
    partnersEarning: count,
    partnersWithoutEarning: count,
    isPreview: z.boolean().describe('True until the minimum payout has been applied on record'),
    stages: z.array(z.strictObject({ stage: payoutStage, partners: count, amount, currency })),
    standing: z
      .array(z.strictObject({ account: z.string(), partners: count, amount, currency }))
      .describe('Balances of partners in the ledger, over all runs of the campaign'),
  }),
);
export type TotalsAnswer = z.output<typeof totalsAnswer>;

export const balanceAnswer = named(
  'Balance',
  z.strictObject({ account: z.string().describe('Kind of account'), balance: amount, currency }),
);

export const batchAnswer = named(
  'Batch',
  z.strictObject({
    batch: z.int().min(1),
    run: runNumber,
    messageId: z.string(),
    state: z.enum(['prepared', 'approved', 'releasing', 'released', 'voided']),
    executionDate: day,
    paymentCount: count,
    totals: z.record(z.string(), amount).describe('Control sum by currency'),
    fileHash: sha256.describe('SHA-256 of the wire file'),
    file: z.string().nullable().describe('Name of the wire file, once it is released'),
    preparedBy: z.string(),
    preparedAt: instant,
    approvedBy: person,
    approvedAt: instant.nullable(),
    releasedBy: person,
    releasedAt: instant.nullable(),
  }),
);
export type BatchAnswer = z.output<typeof batchAnswer>;

export const campaignAnswer = named(
  'Campaign',
  z.strictObject({
    campaignId,
    title: z.string().nullable().describe('Null where there is no campaign file that can be read'),
    failure: failureAnswer.nullable().describe('Why the campaign file cannot be read'),
    window,
    timeZone: z.string(),
    version: z.int().min(1).describe('Version of the terms below: the one that the run goes by'),
    fileVersion: z.int().min(1).nullable().describe('Version that the campaign file states now'),
    pages: z.record(z.string(), z.string()).describe('What the letters in the sources stand for'),
    terms: z.array(termAnswer),
    run: runAnswer.nullable().describe('The posted run, else the last one'),
    totals: totalsAnswer.nullable().describe('Of that run'),
    runs: z.array(runHeadAnswer).describe('The latest first'),
    balances: z.array(balanceAnswer).describe('Ledger balances by kind of account'),
    batches: z.array(batchAnswer),
  }),
);
export type CampaignAnswer = z.output<typeof campaignAnswer>;

const listedCampaign = named(
  'ListedCampaign',
  z.strictObject({
    campaignId: z.string().describe('Id of the campaign, or the name of a file that cannot be read'),
    title: z.string().nullable(),
    version: z.int().min(1).nullable(),
    window: window.nullable(),
    run: runHeadAnswer.nullable().describe('The posted run, else the last one'),
    failure: failureAnswer.nullable().describe('Why the campaign file cannot be read'),
  }),
);

export const campaignsAnswer = named('Campaigns', z.strictObject({ campaigns: z.array(listedCampaign) }));
export type CampaignsAnswer = z.output<typeof campaignsAnswer>;
