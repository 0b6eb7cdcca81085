import { randomBytes } from 'node:crypto';
import type { Session } from '../../database/index.js';
import {
  bankingDayOnOrAfter,
  dayOf,
  MONDAY_TO_FRIDAY,
  Money,
  plusDays,
  sha256Hex,
  type Instant,
} from '../../kernel/index.js';
import { vendorFileText } from '../batches/vendor-file.js';
import { newUetr } from '../batches/payment-ids.js';

/** The code that ISO 4217 keeps for tests: no bank pays in it. */
const TEST_CURRENCY = { code: 'XTS', minorUnits: 2 };
const SAMPLE_AMOUNTS = ['2000.00', '4350.50', '12.00'];

/**
 * A batch to build against: in tables of its own, by ids that begin with SAMPLE-, in a currency that nobody pays in, and
 * in a form that says so.
 *
 * @returns its batchId
 */
export async function makeSample(session: Session, vendor: string, actor: string, at: Instant): Promise<string> {
  const batchId = `SAMPLE-${randomBytes(6).toString('hex').toUpperCase()}`;
  const executionDate = bankingDayOnOrAfter(plusDays(dayOf(at, 'UTC'), 1), MONDAY_TO_FRIDAY);
  const payments = SAMPLE_AMOUNTS.map((amount, index) => ({
    endToEndId: `${batchId}-${String(index + 1)}`,
    uetr: newUetr(),
    amount: Money.of(amount, TEST_CURRENCY),
    reference: `SAMPLE-PAYEE-${String(index + 1)}`,
    name: `Sample Payee ${String(index + 1)}`,
    remittance: 'Sample, not to be paid',
  }));
  const total = payments.reduce((sum, { amount }) => sum.plus(amount), Money.zero(TEST_CURRENCY));
  const head = {
    vendor,
    messageId: batchId,
    createdAt: at,
    executionDate,
    payerName: 'Sample Payer',
    paymentCount: payments.length,
    totals: { [TEST_CURRENCY.code]: total.toString() },
    isSample: true,
  };
  let file = '';
  for await (const piece of vendorFileText(head, payments)) file += piece;
  const { sample } = await session.one<{ sample: number }>(
    `INSERT INTO vendor_sample_batch (vendor, batch_id, execution_date, file, file_hash, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING sample`,
    [vendor, batchId, executionDate, file, sha256Hex(file), actor, at],
  );
  await session.copyRows(
    'vendor_sample_payment',
    ['payment_id', 'sample', 'line', 'payee_reference', 'amount', 'currency'],
    payments.map(({ endToEndId, reference, amount }, index) => [
      endToEndId,
      sample,
      index + 1,
      reference,
      amount.toString(),
      amount.currency.code,
    ]),
  );
  return batchId;
}
