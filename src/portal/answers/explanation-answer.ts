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
  runNumber,
} from './values.js';

const seats = count.nullable();
const seen = z.union([z.int(), z.string(), z.array(z.string()), z.null()]);

const findingAnswer = named(
  'Finding',
  z.strictObject({
    rule: z.string(),
    outcome: z.enum(['met', 'not-met', 'unknown']),
    pending: z.boolean().describe('Unknown only because its day lies ahead'),
    observed: seen,
    required: seen,
    distance: z.number().nullable().describe('How much is missing, in seats or days'),
    because: z.string().describe('Stable word for why'),
    decision: z
      .strictObject({
        decision: count,
        reason: z.string(),
        decidedBy: z.string(),
        decidedAt: instant,
        insteadOf: z.string().describe('Why it is unknown by the facts alone'),
      })
      .optional()
      .describe('Where a person decided it'),
    sentence: z.string().describe('The same in plain words'),
    terms: z.array(
      z.strictObject({
        term: z.string(),
        value: z.unknown(),
        source: z.string().nullable(),
        assumed: z.string().nullable(),
      }),
    ),
  }),
);
export type FindingAnswer = z.output<typeof findingAnswer>;

const explainedDetermination = named(
  'ExplainedDetermination',
  z.strictObject({
    partnerId,
    partnerName: z.string().nullable(),
    outcome,
    reward: amount,
    currency,
    seatsAssigned: seats,
    seatsBilled: seats,
    seatsQualifying: seats,
    findings: z.array(findingAnswer),
    decisionsWithoutEffect: z
      .array(
        z.strictObject({
          decision: count,
          rule: z.string().nullable().describe('Null: every rule that is unknown'),
          countedAs: z.enum(['met', 'not-met']),
          reason: z.string(),
          decidedBy: z.string(),
          decidedAt: instant,
        }),
      )
      .describe('Decisions on what is known by now'),
  }),
);
export type ExplainedDeterminationAnswer = z.output<typeof explainedDetermination>;

export const explanationAnswer = named(
  'Explanation',
  z.strictObject({
    campaignId,
    run: runNumber,
    runKind: z.string(),
    runState: z.string(),
    version: z.int().min(1),
    snapshotAt: instant,
    knownAt: instant,
    delivery: count,
    customerId,
    customerName: z.string().nullable(),
    readAt: instant.nullable().describe('The reading that the assigned seats come from'),
    determinations: z.array(explainedDetermination),
    readings: z.array(
      z.strictObject({
        sku: z.string(),
        partNumber: z.string().nullable(),
        seatsAssigned: count,
        since: instant,
        delivery: count,
      }),
    ),
    refusals: z.array(z.strictObject({ observedAt: instant, cause: z.string() })),
    lines: z.array(
      z.strictObject({
        invoice: z.string(),
        file: z.string(),
        fileLine: count,
        delivery: count,
        readFrom: count.nullable().describe('The delivery whose payload says so, where a re-reading recorded it'),
        partnerId: z.string().nullable(),
        product: z.string().nullable(),
        chargeType: z.string().nullable(),
        chargeStart: day,
        chargeEnd: day,
        quantity: z.string(),
        subtotal: z.string(),
        currency: z.string().nullable(),
        leftOut: z.enum(['not mapped', 'trial or add-on', 'amount zero']).nullable(),
      }),
    ),
  }),
);
export type ExplanationAnswer = z.output<typeof explanationAnswer>;
