import type { AuditLog } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { bankingCalendar, bankingDayAfter, dayOf, Money } from '../../kernel/index.js';
import type { VendorPayee } from '../payees/payee.js';
import { keepFile } from '../wire-files/index.js';
import type { MadeBatch, NewBatchesOptions } from './new-batches.js';
import { messageIdOf } from './payment-ids.js';
import { nextBatch, paidAmount, recordBatch, recordPayments, type PaymentToRecord } from './record-batch.js';
import { vendorFileText, type VendorPayment } from './vendor-file.js';

/** A payment whose account only the payment vendor knows: no account of ours is chosen for it. */
export interface ReadyVendorPayment extends PaymentToRecord {
  readonly payee: VendorPayee;
}

export interface NewVendorBatchesOptions extends Omit<NewBatchesOptions, 'schemaFolder'> {
  /** In which days are counted. */
  readonly timeZone: string;
}

/** A vendor has no calendar here: what it pays leaves on a weekday. */
const CALENDAR = bankingCalendar('MONDAY_TO_FRIDAY');

interface VendorBlock {
  readonly block: number;
  count: number;
  total: Money;
}

/** Batches in the making for payment vendors: one for each, its payments in blocks by currency. */
export class NewVendorBatches {
  readonly #session: Session;
  readonly #vault: Vault;
  readonly #options: NewVendorBatchesOptions;
  readonly #payments = new Map<string, ReadyVendorPayment[]>();

  constructor(session: Session, vault: Vault, options: NewVendorBatchesOptions) {
    this.#session = session;
    this.#vault = vault;
    this.#options = options;
  }

  add(payments: readonly ReadyVendorPayment[]): void {
    for (const payment of payments) {
      const { vendor } = payment.payee;
      const ofVendor = this.#payments.get(vendor);
      if (ofVendor === undefined) this.#payments.set(vendor, [payment]);
      else ofVendor.push(payment);
    }
  }

  /** Puts payments, files and batches on record, after those for banks: their numbers are the next. */
  async finish(auditLog: AuditLog): Promise<MadeBatch[]> {
    const made: MadeBatch[] = [];
    for (const [vendor, payments] of [...this.#payments].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      made.push(await this.#finishOne(vendor, payments, auditLog));
    return made;
  }

  async #finishOne(vendor: string, payments: readonly ReadyVendorPayment[], auditLog: AuditLog): Promise<MadeBatch> {
    const { campaignId, payer, now, timeZone } = this.#options;
    const { batch, ofCampaign } = await nextBatch(this.#session, campaignId);
    const messageId = messageIdOf(campaignId, ofCampaign);
    const executionDate = bankingDayAfter(dayOf(now, timeZone), CALENDAR);
    const blocks = await this.#record(batch, payments);
    const totals = Object.fromEntries([...blocks].map(([currency, { total }]) => [currency, total.toString()]));
    const head = { vendor, messageId, createdAt: now, executionDate, payerName: payer.name };
    const text = vendorFileText(
      { ...head, paymentCount: payments.length, totals },
      storedVendorPayments(this.#session, batch),
    );
    const fileHash = await keepFile(this.#session, this.#vault, messageId, text);
    const made = await recordBatch(this.#session, auditLog, this.#options, {
      batch,
      messageId,
      executionDate,
      paymentCount: payments.length,
      totals,
      fileHash,
      bankTimeZone: timeZone,
      format: 'vendor',
      vendor,
      blocks: [...blocks].map(([currency, { block, count, total }]) => ({
        block,
        debtorAccountLastFour: null,
        debtorBic: null,
        executionDate,
        cutOff: null,
        bankingDays: CALENDAR.name,
        currency,
        serviceLevel: null,
        chargeBearer: null,
        paymentCount: count,
        total: total.toString(),
      })),
    });
    return { batch: made, lastExecutionDate: executionDate, warnings: [] };
  }

  /** Reserves the ids of payments, and puts them on record. @returns their blocks by currency */
  async #record(batch: number, payments: readonly ReadyVendorPayment[]): Promise<ReadonlyMap<string, VendorBlock>> {
    const blocks = new Map<string, VendorBlock>();
    let line = 0;
    await recordPayments(this.#session, this.#vault, this.#options, payments, (payment) => {
      const paid = paidAmount(payment);
      const currency = paid.currency.code;
      const block = blocks.get(currency) ?? { block: blocks.size + 1, count: 0, total: Money.zero(currency) };
      block.count += 1;
      block.total = block.total.plus(paid);
      blocks.set(currency, block);
      line += 1;
      return { batch, block: block.block, line, because: null };
    });
    return blocks;
  }
}

/** Payments of a vendor's batch as they are on record; in a transaction. */
async function* storedVendorPayments(session: Session, batch: number): AsyncGenerator<VendorPayment, void> {
  const rows = session.streamTogether<{
    endToEndId: string;
    uetr: string;
    amount: string;
    currency: string;
    reference: string;
    name: string;
    remittance: string;
  }>(
    `SELECT end_to_end_id AS "endToEndId", uetr::text, paid_amount::text AS amount, paid_currency AS currency, vendor_reference AS reference, account_name AS name, remittance
     FROM payment_instruction JOIN payee USING (payee) WHERE batch = $1 ORDER BY line`,
    [batch],
  );
  for await (const page of rows)
    for (const { amount, currency, ...payment } of page) yield { ...payment, amount: Money.of(amount, currency) };
}
