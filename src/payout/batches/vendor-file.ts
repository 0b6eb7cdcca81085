import type { Money, CalendarDate, Instant } from '../../kernel/index.js';

/** One payment of a vendor's batch. No account stands in it: only the vendor knows one. */
export interface VendorPayment {
  readonly endToEndId: string;
  readonly uetr: string;
  readonly amount: Money;
  /** What the vendor calls the payee. */
  readonly reference: string;
  readonly name: string;
  readonly remittance: string;
}

export interface VendorFileHead {
  readonly vendor: string;
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly executionDate: CalendarDate;
  readonly payerName: string;
  readonly paymentCount: number;
  /** By currency, plain decimals. */
  readonly totals: Readonly<Record<string, string>>;
  /** A sample to build against: says so in its form. */
  readonly isSample?: boolean;
}

export const VENDOR_FILE_FORM = 'seatback-vendor-batch/1';
export const SAMPLE_FILE_FORM = 'seatback-vendor-sample/1';

/** The text of a vendor's batch: JSON, a line for each payment, the same bytes for the same payments. */
export async function* vendorFileText(
  { vendor, messageId, createdAt, executionDate, payerName, paymentCount, totals, isSample = false }: VendorFileHead,
  payments: Iterable<VendorPayment> | AsyncIterable<VendorPayment>,
): AsyncGenerator<string, void> {
  const head = JSON.stringify({
    form: isSample ? SAMPLE_FILE_FORM : VENDOR_FILE_FORM,
    vendor,
    batchId: messageId,
    createdAt,
    executionDate,
    payer: payerName,
    paymentCount,
    totals: Object.entries(totals)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ currency, amount })),
  });
  yield `${head.slice(0, -1)},"payments":[\n`;
  let separator = '';
  for await (const { endToEndId, uetr, amount, reference, name, remittance } of payments) {
    const line = JSON.stringify({
      paymentId: endToEndId,
      uetr,
      payeeReference: reference,
      payeeName: name,
      amount: amount.toString(),
      currency: amount.currency.code,
      remittance,
    });
    yield `${separator}${line}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}
