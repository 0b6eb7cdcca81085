import { z } from 'zod';
import { canonicalJson, SeatbackError, type CalendarDate, type Instant, type JsonValue } from '../../kernel/index.js';
import type { IssuedDocument } from '../../payout/index.js';

/** Facts only, in the words of the program: an edition is kept so, and printed in any language. */
const day = z.string() as unknown as z.ZodType<CalendarDate>;
const instantText = z.string() as unknown as z.ZodType<Instant>;
const money = { amount: z.string(), currency: z.string() };

const head = {
  document: z.string(),
  campaign: z.strictObject({ id: z.string(), title: z.string().nullable() }),
  timeZone: z.string(),
  payer: z.string().nullable(),
  partner: z.strictObject({
    partnerId: z.string(),
    legalName: z.string().nullable(),
    street: z.string().nullable(),
    building: z.string().nullable(),
    postcode: z.string().nullable(),
    town: z.string().nullable(),
    country: z.string().nullable(),
  }),
  run: z.number().int(),
  runDigest: z.string(),
  /** Null where the run has nothing of the partner any more. */
  partnerDigest: z.string().nullable(),
};

const paymentSchema = z.strictObject({
  endToEndId: z.string(),
  ...money,
  /** Left out where it is paid as it is owed. */
  exchange: z
    .strictObject({
      owed: z.string(),
      owedCurrency: z.string(),
      base: z.string(),
      quote: z.string(),
      rate: z.string(),
      rateOn: day,
      source: z.string(),
    })
    .optional(),
  executionDate: day,
  state: z.string(),
  since: instantText,
  reasons: z.array(z.string()),
  returnedAmount: z.string().nullable(),
});

const statementSchema = z.strictObject({
  form: z.literal('seatback-statement/1'),
  ...head,
  window: z.strictObject({ from: day, to: day }),
  version: z.number().int(),
  knownAt: instantText,
  engineVersion: z.string(),
  currency: z.string(),
  earned: z.string(),
  customersQualified: z.number().int(),
  customersUndecided: z.number().int(),
  customers: z.array(
    z.strictObject({
      customerId: z.string(),
      name: z.string().nullable(),
      outcome: z.enum(['qualified', 'not-qualified', 'undecided']),
      seatsAssigned: z.number().nullable(),
      seatsBilled: z.number().nullable(),
      seatsQualifying: z.number().nullable(),
      reward: z.string(),
      notMet: z.array(z.string()),
      unknown: z.array(z.string()),
    }),
  ),
  /** Null where the run restates none: there is no statement before. */
  since: z
    .strictObject({
      run: z.number().int(),
      statement: z.string().nullable(),
      earned: z.string(),
      changes: z.array(
        z.strictObject({
          customerId: z.string(),
          name: z.string().nullable(),
          causes: z.array(z.string()),
          amount: z.string(),
        }),
      ),
    })
    .nullable(),
  /** Null before the minimum payout was applied, and where nothing is earned. */
  outcome: z
    .strictObject({
      stage: z.string(),
      amount: z.string(),
      settled: z.string(),
      currency: z.string(),
      reason: z.string().nullable(),
      /** The payment that carries it; null where none does. */
      endToEndId: z.string().nullable(),
    })
    .nullable(),
  payBy: day,
  /** Added by hand, or taken away, over all runs; left out where nothing was. */
  adjustments: z
    .array(z.strictObject({ customerId: z.string(), ...money, reason: z.string(), approvedAt: instantText }))
    .optional(),
  accounts: z.array(z.strictObject({ account: z.string(), ...money })),
  payments: z.array(paymentSchema),
});

const adviceSchema = z.strictObject({
  form: z.literal('seatback-remittance-advice/1'),
  ...head,
  statement: z.string(),
  messageId: z.string(),
  uetr: z.string(),
  accountName: z.string(),
  /** The last four of the number; nobody is shown more. Null where only a payment vendor knows it. */
  account: z.string().nullable(),
  payment: paymentSchema,
});

export type StatementContent = z.output<typeof statementSchema>;
export type AdviceContent = z.output<typeof adviceSchema>;
export type StatedPayment = z.output<typeof paymentSchema>;
export type StatedAdjustment = NonNullable<StatementContent['adjustments']>[number];
export type DocumentContent = StatementContent | AdviceContent;

export function contentText(content: DocumentContent): string {
  return canonicalJson(content as unknown as JsonValue);
}

/** @throws SeatbackError DOCUMENT_UNREADABLE for one that a later version of the program made */
export function readContent({ document, edition, content }: IssuedDocument): DocumentContent {
  const parsed = z.discriminatedUnion('form', [statementSchema, adviceSchema]).safeParse(JSON.parse(content));
  if (parsed.success) return parsed.data;
  throw new SeatbackError({
    code: 'DOCUMENT_UNREADABLE',
    expected: 'a document that this version of the program understands',
    found: z.prettifyError(parsed.error).split('\n')[0] ?? '',
    where: `${document}, edition ${String(edition)}`,
    next: 'Print it with the version of the program that issued it, or a later one.',
  });
}
