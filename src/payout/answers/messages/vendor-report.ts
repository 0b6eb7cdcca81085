import { z } from 'zod';
import type { CalendarDate } from '../../../kernel/index.js';
import { UNSAID, type ReportedFact, type ReportPart } from './reported-fact.js';

const decimal = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,5})?$/, { error: 'a plain decimal, for example "2000.00"' })
  .describe('A plain decimal, for example "2000.00"');
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'an ISO 4217 code' })
  .describe('ISO 4217 code');
/** Half a character is none: the database refuses it. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,140}$/u, { error: '1 to 140 characters, no control characters' });

const reason = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Z0-9]{1,10}$/, { error: 'a reason code of ISO 20022, such as AC04' })
    .describe('Reason code of ISO 20022, such as AC04; one that is not in its lists waits for a person'),
  text: line.optional().describe('For people; never an account number'),
});

const report = z
  .strictObject({
    paymentId: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,35}$/, { error: 'the paymentId of the batch' })
      .describe('paymentId of the batch'),
    status: z
      .string()
      .regex(/^[A-Za-z-]{2,20}$/, { error: 'accepted, paid, rejected, returned, or a status code of ISO 20022' })
      .describe(
        'accepted, paid, rejected or returned, or a payment status code of ISO 20022. Any other word waits for a person',
      ),
    reasons: z.array(reason).max(10).optional().describe('Wanted where rejected or returned'),
    amount: decimal.optional().describe('What was paid, or what came back; wanted where returned'),
    currency: currency.optional(),
    charges: z
      .array(z.strictObject({ amount: decimal, currency }))
      .max(10)
      .optional()
      .describe('What was kept of an amount that came back'),
    bookedOn: z.iso.date().optional(),
    reference: z
      .string()
      .regex(/^[A-Za-z0-9._:/-]{1,60}$/, { error: '1 to 60 letters, digits and . _ : / -' })
      .optional()
      .describe('The vendor’s own reference'),
  })
  .superRefine(({ status, reasons = [], amount, currency: of }, context) => {
    const word = status.toLowerCase();
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (['rejected', 'returned', 'rjct'].includes(word) && reasons.length === 0)
      issue('reasons', 'at least one reason');
    if (word === 'returned' && amount === undefined) issue('amount', 'the amount that came back');
    if ((amount === undefined) !== (of === undefined)) issue('currency', 'an amount and its currency, or neither');
  });

/** Most reports of one request. */
export const MOST_VENDOR_REPORTS = 2_000;

/** What a vendor says of payments. The API takes it, OpenAPI describes it, and what was kept is read by it. */
export const vendorStatuses = z.strictObject({ reports: z.array(report).min(1).max(MOST_VENDOR_REPORTS) });
export type VendorStatuses = z.output<typeof vendorStatuses>;

/** Why a vendor takes nothing of a batch. */
export const vendorRefusal = z.strictObject({ reasons: z.array(reason).min(1).max(10) });
export type VendorRefusal = z.output<typeof vendorRefusal>;

const keptReport = z.strictObject({
  form: z.literal('seatback-vendor-report/1'),
  batchId: z.string().regex(/^SB-[A-Za-z0-9-]{1,32}$/),
  act: z.enum(['statuses', 'refusal']),
  /** As it came. */
  body: z.string(),
});

export type VendorReport = Omit<z.output<typeof keptReport>, 'form'>;

/** A request of a vendor as it is kept: its body unchanged, with the batch that the address named. */
export function keptBytesOf(vendorReport: VendorReport): Buffer {
  const { batchId, act, body } = vendorReport;
  return Buffer.from(JSON.stringify({ form: 'seatback-vendor-report/1', batchId, act, body }), 'utf8');
}

/** What the vendor's words are among the codes of banks. `returned` is a movement, as on a statement. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['accepted', 'ACCP'],
  ['paid', 'ACSC'],
  ['rejected', 'RJCT'],
  ['returned', 'BOOK'],
]);

/**
 * Reads what was kept of a vendor's request as facts of the same form as a bank's. It never throws for what it holds: it
 * was checked when it came, and a fault here says that it was changed since.
 */
export async function* readVendorReport(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReportPart, void> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  const facts = factsOf(Buffer.concat(parts).toString('utf8'));
  if (facts === undefined) {
    yield { part: 'fault', fault: { expected: 'a vendor’s request', found: 'something else', line: 1, column: 1 } };
    return;
  }
  yield {
    part: 'header',
    header: { kind: 'vendor', namespace: null, messageId: null, createdAt: null, page: null },
  };
  for (const fact of facts) yield { part: 'fact', fact };
}

function factsOf(text: string): ReportedFact[] | undefined {
  const kept = keptReport.safeParse(parsed(text));
  if (!kept.success) return undefined;
  const { batchId, act, body } = kept.data;
  if (act === 'refusal') {
    const refusal = vendorRefusal.safeParse(parsed(body));
    if (!refusal.success) return undefined;
    const { reasons } = refusal.data;
    return [{ ...UNSAID, level: 'file', line: 1, status: 'RJCT', reasons: reasons.map(reasonOf), messageId: batchId }];
  }
  const statuses = vendorStatuses.safeParse(parsed(body));
  return statuses.success ? statuses.data.reports.map((each, index) => factOf(each, index + 1, batchId)) : undefined;
}

function factOf(given: VendorStatuses['reports'][number], place: number, messageId: string): ReportedFact {
  const { paymentId, status, reasons = [], amount, currency: of, charges = [], bookedOn, reference } = given;
  const isReturn = status.toLowerCase() === 'returned';
  return {
    ...UNSAID,
    level: 'payment',
    line: place,
    status: WORDS.get(status.toLowerCase()) ?? status.toUpperCase(),
    reasons: reasons.map(reasonOf),
    messageId,
    endToEndId: paymentId,
    servicerReference: reference ?? null,
    amount: amount === undefined || of === undefined ? null : { amount, currency: of },
    charges: charges.map((charge) => ({ ...charge, direction: null, isIncluded: null })),
    movement: !isReturn
      ? null
      : {
          entry: place,
          isEntry: false,
          direction: 'credit',
          isReversal: true,
          isReturn: true,
          bookingDate: (bookedOn ?? null) as CalendarDate | null,
          valueDate: null,
          transactionCode: null,
        },
  };
}

function reasonOf({ code, text }: z.output<typeof reason>) {
  return { code, proprietary: null, texts: text === undefined ? [] : [text] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
