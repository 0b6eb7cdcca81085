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
  sha256,
} from './values.js';

const seats = count.nullable();
const seen = z.union([z.int(), z.string(), z.array(z.string()), z.null()]);

const termsInForce = z.array(
  z.strictObject({
    term: z.string(),
    value: z.unknown(),
    source: z.string().nullable(),
    assumed: z.string().nullable(),
  }),
);
const exact = z
  .string()
  .regex(/^\d+(\.\d+|\/[1-9]\d*)?$/)
  .describe('Exact: a plain decimal, or a fraction such as 100/3 where a decimal would not end');

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
    deadline: day.nullable().describe('Last day on which it can still change, where that has not passed'),
    daysLeft: count.nullable().describe('From the snapshot, or for what is handed in from the day that is known'),
    terms: termsInForce,
  }),
);
export type FindingAnswer = z.output<typeof findingAnswer>;

const arithmeticAnswer = named(
  'RewardArithmetic',
  z.strictObject({
    measure: z.enum(['customers', 'seats', 'seats added', 'billed revenue']),
    position: z.int().min(1).describe('By first sale among the qualified customers of the partner'),
    ofCustomers: z.int().min(1),
    isRewarded: z.boolean().describe('False for those before the gate, which count for nothing'),
    count: exact,
    parts: z.array(z.strictObject({ product: z.string(), count: exact })),
    lines: z.array(
      z.strictObject({
        units: exact,
        rate: exact,
        per: z.enum(['unit', 'hundred']),
        band: z.int().min(1).nullable().describe('From 1; null without tiers'),
        volume: exact.nullable().describe('What decided the band'),
        amount: exact,
      }),
    ),
    gross: exact.describe('The sum of the lines'),
    reductions: z
      .array(
        z.strictObject({
          cap: z.enum(['customer', 'product', 'partner', 'campaign']),
          product: z.string().optional(),
          before: exact,
          after: exact,
        }),
      )
      .describe('What caps took, in the order in which they were applied'),
    exact: exact.describe('After the caps for each customer and each product'),
    rounding: z.strictObject({ at: z.string(), direction: z.string() }),
    reward: amount,
    terms: termsInForce,
  }),
);
export type ArithmeticAnswer = z.output<typeof arithmeticAnswer>;

const earningAnswer = named(
  'ExplainedEarning',
  z.strictObject({
    customers: count,
    qualified: count,
    undecided: count,
    exact: exact.describe('The sum of the exact amounts of its customers'),
    rounded: amount.describe('Before the caps for the partner and the campaign'),
    campaignCap: z.strictObject({ cap: amount, before: amount, after: amount }).nullable(),
    earned: amount,
    potential: amount.nullable().describe('If its undecided customers qualified too; null: no bound is known'),
    currency,
    compared: exact.describe('What is held against the minimum payout'),
    comparedPotential: exact.nullable(),
    company: z.array(z.strictObject({ partnerId, earned: amount, potential: amount.nullable() })),
    payout: z
      .strictObject({ outcome: z.string(), amount, reason: z.string().nullable() })
      .nullable()
      .describe('What the minimum payout makes of the earning by itself'),
    booked: z
      .strictObject({
        outcome: z.string().nullable().describe('Of this run; null where no payout of it was prepared'),
        amount: amount.nullable(),
        settled: amount.nullable().describe('What was paid or set off before'),
        reason: z.string().nullable(),
        adjustments: z
          .array(
            z.strictObject({
              adjustment: z.int(),
              customerId: z.string(),
              amount: z.string().describe('Plain decimal; below zero it takes away'),
              currency,
              reason: z.string(),
              proposedBy: z.string(),
              decidedBy: z.string().nullable(),
            }),
          )
          .describe('What people added by hand to what the partner is owed, or took from it'),
        standing: z
          .array(z.strictObject({ account: z.string(), amount, currency }))
          .describe('Balances of the partner in the campaign, over all of its runs'),
      })
      .nullable()
      .describe('What is on record; null where nothing was posted'),
    terms: termsInForce,
    digest: sha256,
  }),
);
export type ExplainedEarningAnswer = z.output<typeof earningAnswer>;

const evidenceAnswer = named(
  'Evidence',
  z
    .strictObject({
      delivery: count,
      name: z.string().describe('The file, or the address and page that was asked'),
      hash: sha256.describe('SHA-256 of what was received; for what is kept sealed a keyed one'),
      place: z.string().describe('A line of a file, or an item of an answer'),
      reference: z.string().describe('For npx seatback ingest show'),
    })
    .nullable(),
);
export type EvidenceAnswer = z.output<typeof evidenceAnswer>;

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
          isAskedAnew: z.boolean().describe('It answered another question than the one that is open now'),
        }),
      )
      .describe('Decisions on what is known by now, or on another question'),
    arithmetic: arithmeticAnswer.nullable().describe('Null: the customer is not qualified'),
    earning: earningAnswer,
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
    engineVersion: z.string(),
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
        recordedAt: instant,
        evidence: evidenceAnswer,
      }),
    ),
    refusals: z.array(z.strictObject({ observedAt: instant, cause: z.string(), delivery: count })),
    lines: z.array(
      z.strictObject({
        uses: z
          .array(
            z.enum([
              'last day',
              'first sale',
              'licence type',
              'revenue',
              'comparison',
              'baseline bill',
              'earlier billing',
            ]),
          )
          .describe('Why it is looked at'),
        invoice: z.string(),
        file: z.string(),
        fileLine: count,
        delivery: count,
        recordedAt: instant,
        readFrom: count.nullable().describe('The delivery whose payload says so, where a re-reading recorded it'),
        partnerId: z.string().nullable(),
        product: z.string().nullable(),
        productFamily: z.string().nullable(),
        skuKey: z.int().nullable().describe('The number of its SKU in this installation'),
        chargeType: z.string().nullable(),
        chargeStart: day,
        chargeEnd: day,
        quantity: z.string(),
        subtotal: z.string(),
        currency: z.string().nullable(),
        leftOut: z.enum(['not mapped', 'trial or add-on', 'amount zero']).nullable(),
        evidence: evidenceAnswer,
      }),
    ),
    register: z
      .array(
        z.strictObject({
          file: z.string(),
          rules: z.array(z.string()).describe('Whose findings rest on it'),
          values: z.record(z.string(), z.string().nullable()),
          mapped: z
            .strictObject({ product: z.string(), productFamily: z.string() })
            .nullable()
            .describe('Of a subscription: what its offer is in the catalogue'),
          delivery: count,
          recordedAt: instant,
          evidence: evidenceAnswer,
        }),
      )
      .describe('Rows of the register, of coverage and of what is declared'),
  }),
);
export type ExplanationAnswer = z.output<typeof explanationAnswer>;
