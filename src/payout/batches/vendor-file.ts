import { createHash } from 'node:crypto';
import type { PayerSettings } from '../../config/index.js';
import { Money, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { WireFile } from './wire-file.js';

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

export interface VendorFileOptions {
  readonly vendor: string;
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly executionDate: CalendarDate;
  readonly payer: Pick<PayerSettings, 'payer'>;
  readonly payments: readonly VendorPayment[];
  /** A sample to build against: says so in its form. */
  readonly isSample?: boolean;
}

export const VENDOR_FILE_FORM = 'seatback-vendor-batch/1';
export const SAMPLE_FILE_FORM = 'seatback-vendor-sample/1';

/** Writes a vendor's batch: JSON in UTF-8, a line for each payment, the same bytes for the same payments. */
export function makeVendorFile(options: VendorFileOptions): WireFile {
  const { vendor, messageId, createdAt, executionDate, payer, payments, isSample = false } = options;
  const totals = new Map<string, Money>();
  for (const { amount } of payments)
    totals.set(amount.currency.code, (totals.get(amount.currency.code) ?? Money.zero(amount.currency)).plus(amount));
  const head = JSON.stringify({
    form: isSample ? SAMPLE_FILE_FORM : VENDOR_FILE_FORM,
    vendor,
    batchId: messageId,
    createdAt,
    executionDate,
    payer: payer.payer.name,
    paymentCount: payments.length,
    totals: [...totals].sort().map(([currency, total]) => ({ currency, amount: total.toString() })),
  });
  const lines = payments.map(({ endToEndId, uetr, amount, reference, name, remittance }) =>
    JSON.stringify({
      paymentId: endToEndId,
      uetr,
      payeeReference: reference,
      payeeName: name,
      amount: amount.toString(),
      currency: amount.currency.code,
      remittance,
    }),
  );
  const content = Buffer.from(`${head.slice(0, -1)},"payments":[\n${lines.join(',\n')}\n]}\n`, 'utf8');
  return { content, hash: createHash('sha256').update(content).digest('hex'), warnings: [] };
}
