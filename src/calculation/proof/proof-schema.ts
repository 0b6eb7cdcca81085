import { z } from 'zod';
import { REGISTRATION_FLAWS } from '../../partners/index.js';

/** Raised when what a proof holds, or what it means, changes. */
export const PROOF_FORMAT = 'seatback-proof/2';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const day = z.iso.date();
const instant = z.iso.datetime();
const whole = z.int();
const count = whole.min(0);
const words = z.string();
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const exact = z.string().regex(/^\d+(\.\d+|\/[1-9]\d*)?$/);
const dayRange = z.strictObject({ from: day, to: day });
const outcome = z.enum(['qualified', 'not-qualified', 'undecided']);
const countedParts = z.array(z.strictObject({ product: words, count: exact }));
/** Null: no partner. */
const seller = words.nullable();

const runFacts = z.strictObject({
  windowFrom: day,
  lastDay: day,
  isProvisional: z.boolean(),
  knownDay: day,
  billingKnown: z.boolean(),
  billingStretches: z.array(dayRange),
  recordsSince: day.nullable(),
});

const billedAmount = z.strictObject({ amount: decimal, currency: words, hasOtherCurrency: z.boolean() });

const customerFacts = z.strictObject({
  customerId: z.guid(),
  segment: words.nullable(),
  country: words.nullable(),
  firstPurchasedOn: day.nullable(),
  declaredNeverPurchased: z.boolean(),
  readAt: instant.nullable(),
  noReading: z.enum(['never-read', 'stale', 'refused', 'unreadable']).nullable(),
  lastBilledBefore: day.nullable(),
  baselineBill: billedAmount.nullable(),
});

const partnerFacts = z.strictObject({
  partnerId: words,
  isRegistered: z.boolean(),
  country: words.nullable(),
  globalPartnerId: words.nullable(),
  standings: z.array(
    z.strictObject({
      kind: z.enum(['membership', 'agreement', 'enrolment', 'competency', 'exclusion']),
      name: words,
      level: words.nullable(),
      validFrom: day,
      validTo: day.nullable(),
    }),
  ),
  proofReceivedOn: day.nullable(),
  registration: z.strictObject({ registeredOn: day, flaw: z.enum(REGISTRATION_FLAWS).nullable() }).nullable(),
});

/** A customer of a partner as it stands by itself, before the partner is settled. */
const otherCustomer = z.strictObject({
  customerId: z.guid(),
  outcome,
  rulesNotMet: count,
  rulesUnknown: count,
  rulesPending: count,
  seatsQualifying: count.nullable(),
  seatsAssigned: count.nullable(),
  seatsBilled: count.nullable(),
  counted: exact.nullable(),
  countedMost: exact.nullable(),
  countedParts,
  firstStart: day.nullable(),
});

const partnerOfCase = z.strictObject({
  facts: partnerFacts,
  name: words.nullable(),
  firstStart: day.nullable(),
  licenceTypes: z.array(z.enum(['csp', 'open'])),
  productOfSku: z.array(z.strictObject({ skuKey: whole, product: words })),
  revenue: z
    .strictObject({
      byProduct: z.array(z.strictObject({ product: words, amount: decimal })),
      currency: words,
      hasOtherCurrency: z.boolean(),
    })
    .nullable(),
  claim: z
    .strictObject({ claimId: words, receivedOn: day, standing: z.enum(['waiting', 'rejected']).optional() })
    .nullable(),
  /** Of people, on what the facts leave open; oldest first. */
  decisions: z.array(
    z.strictObject({
      decision: whole,
      rule: words.nullable(),
      countedAs: z.enum(['met', 'not-met']),
      reason: words,
      decidedBy: words,
      decidedAt: instant,
      ground: z
        .strictObject({
          lastDay: day,
          open: z.array(
            z.strictObject({
              rule: words,
              because: words,
              required: z.union([z.number(), words, z.array(words), z.null()]),
            }),
          ),
        })
        .nullable(),
    }),
  ),
  others: z.array(otherCustomer),
  allotted: decimal.nullable(),
  company: z.array(z.strictObject({ partnerId: words, earned: decimal, potential: decimal.nullable() })),
  companyExact: z.strictObject({ compared: exact, comparedPotential: exact.nullable() }).nullable(),
});

/** Everything that the outcome follows from. SKUs are known by their numbers in the installation that made the proof. */
const facts = z.strictObject({
  run: runFacts,
  customer: customerFacts,
  refusedOn: day.nullable(),
  seats: z.strictObject({
    assigned: z.array(z.strictObject({ skuKey: whole, seats: count, isEligible: z.boolean() })).nullable(),
    billed: z.array(z.strictObject({ skuKey: whole, seller, seats: count })).nullable(),
  }),
  comparedSeats: z
    .strictObject({ bySeller: z.array(z.strictObject({ seller, seats: whole })), together: whole })
    .nullable(),
  partners: z.array(partnerOfCase).min(1),
});

/** Where a figure was received. */
const source = z
  .strictObject({
    delivery: count,
    name: words,
    /** SHA-256 of the payload; of one that is kept sealed, a keyed one that says nothing outside. */
    hash: sha256,
    isSealed: z.boolean(),
    place: words,
    reference: words,
    header: words.nullable(),
    /** The very text; null where it is withheld, since it holds names or addresses. */
    text: words.nullable(),
  })
  .nullable();

const evidence = z.strictObject({
  readings: z.array(
    z.strictObject({
      sku: words,
      partNumber: words.nullable(),
      seatsAssigned: count,
      delivery: count,
      recordedAt: instant,
      source,
    }),
  ),
  refusals: z.array(
    z.strictObject({
      observedAt: instant,
      cause: z.enum(['no-access', 'unreadable', 'failed']),
      delivery: count,
    }),
  ),
  lines: z.array(
    z.strictObject({
      uses: z.array(
        z.enum(['last day', 'first sale', 'licence type', 'revenue', 'comparison', 'baseline bill', 'earlier billing']),
      ),
      invoice: words,
      file: words,
      fileLine: count,
      delivery: count,
      recordedAt: instant,
      readFrom: count.nullable(),
      partnerId: words.nullable(),
      product: words.nullable(),
      productFamily: words.nullable(),
      skuKey: whole.nullable(),
      chargeType: words.nullable(),
      chargeStart: day,
      chargeEnd: day,
      quantity: decimal,
      subtotal: decimal,
      currency: words.nullable(),
      leftOut: z.enum(['not mapped', 'trial or add-on', 'amount zero']).nullable(),
      source,
    }),
  ),
  register: z.array(
    z.strictObject({
      file: words,
      rules: z.array(words),
      values: z.record(words, words.nullable()),
      /** Of a subscription: what its offer was in the catalogue when it started. */
      mapped: z.strictObject({ product: words, productFamily: words }).nullable(),
      delivery: count,
      recordedAt: instant,
      source,
    }),
  ),
});

export const proofSchema = z.strictObject({
  format: z.literal(PROOF_FORMAT),
  campaign: z.strictObject({
    campaignId: words,
    version: whole.min(1),
    terms: z.record(words, z.unknown()),
    /** SHA-256 of the canonical JSON of the terms. */
    termsHash: sha256,
  }),
  run: z.strictObject({
    run: whole.min(1),
    kind: z.enum(['official', 'provisional']),
    state: words,
    snapshotAt: instant,
    knownAt: instant,
    delivery: count,
    engineVersion: words,
    digest: sha256,
  }),
  customerName: words.nullable(),
  facts,
  /** Findings, arithmetic and earning of each partner of the case, as the explanation gives them. */
  determinations: z.array(z.record(words, z.unknown())),
  /** The lines of `determinations.csv` that each partner's digest is made of. */
  digested: z.array(z.strictObject({ partnerId: words, lines: z.array(words), digest: sha256 })),
  evidence,
  /** SHA-256 of the canonical JSON of all the rest. */
  hash: sha256,
});

export type Proof = z.output<typeof proofSchema>;
export type ProofFacts = Proof['facts'];
export type ProofSource = z.output<typeof source>;
