import type { AuditLog } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { bankingCalendar, bankingDayAfter, canonicalJson, dayOf, Money } from '../../kernel/index.js';
import { reserveStatements } from '../documents/statement-numbers.js';
import { keepPayees } from '../payees/kept-payees.js';
import type { VendorPayee } from '../payees/payee.js';
import { keepFile } from '../wire-files/index.js';
import { BLOCK_COLUMNS, INSTRUCTION_COLUMNS, remittanceText } from './batch-rows.js';
import { PayoutBatch } from './batch.entity.js';
import type { MadeBatch, NewBatchesOptions } from './new-batches.js';
import type { Payable } from './payables.js';
import { endToEndIdOf, messageIdOf, newUetr } from './payment-ids.js';
import { vendorFileText, type VendorPayment } from './vendor-file.js';

/** A payment whose account only the payment vendor knows: no account of ours is chosen for it. */
export interface ReadyVendorPayment extends Payable {
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
    const { campaignId, run, payer, now, actor, timeZone } = this.#options;
    const { batch, ofCampaign } = await this.#session.one<{ batch: number; ofCampaign: number }>(
      `SELECT COALESCE(max(batch), 0) + 1 AS batch, (count(*) FILTER (WHERE campaign_id = $1))::integer + 1 AS "ofCampaign" FROM payout_batch`,
      [campaignId],
    );
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
    await this.#session.copyRows(
      'payout_block',
      BLOCK_COLUMNS,
      [...blocks].map(([currency, { block, count, total }]) => [
        batch,
        block,
        null,
        null,
        executionDate,
        null,
        CALENDAR.name,
        currency,
        null,
        null,
        count,
        total.toString(),
      ]),
    );
    await this.#session.execute(
      `INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, prepared_by,
         prepared_at, bank_time_zone, format, vendor)
       VALUES ($1, $2, $3, $4, 'prepared', $5, $6, $7, $8, $9, $10, $11, 'vendor', $12)`,
      [
        batch,
        campaignId,
        run,
        messageId,
        executionDate,
        payments.length,
        canonicalJson(totals),
        fileHash,
        actor,
        now,
        timeZone,
        vendor,
      ],
    );
    await auditLog.record(this.#session, {
      actor,
      act: 'payout.prepare',
      subject: `batch ${String(batch)}`,
      detail: { campaign: campaignId, run, message: messageId, payments: payments.length, totals, fileHash, vendor },
    });
    return {
      batch: await this.#session.manager.findOneByOrFail(PayoutBatch, { batch }),
      lastExecutionDate: executionDate,
      warnings: [],
    };
  }

  /** Reserves the ids of payments, and puts them on record. @returns their blocks by currency */
  async #record(batch: number, payments: readonly ReadyVendorPayment[]): Promise<ReadonlyMap<string, VendorBlock>> {
    const { campaignId, run, now } = this.#options;
    const payees = await keepPayees(
      this.#session,
      payments.map(({ payee }) => payee),
      this.#vault,
      now,
    );
    const partnerKeys = payments.map(({ partnerKey }) => partnerKey);
    const statements = await reserveStatements(this.#session, run, partnerKeys, now);
    const blocks = new Map<string, VendorBlock>();
    const rows: (string | number | null)[][] = [];
    for (const [index, { partnerKey, partnerId, amount, revision, attempts }] of payments.entries()) {
      const statement = statements.get(partnerKey);
      const payee = payees[index];
      if (statement === undefined || payee === undefined) throw new Error('Broken invariant: what is paid was accrued');
      const currency = amount.currency.code;
      const block = blocks.get(currency) ?? { block: blocks.size + 1, count: 0, total: Money.zero(currency) };
      block.count += 1;
      block.total = block.total.plus(amount);
      blocks.set(currency, block);
      rows.push([
        endToEndIdOf(campaignId, partnerId, attempts + 1),
        batch,
        index + 1,
        block.block,
        run,
        partnerKey,
        payee,
        amount.toString(),
        currency,
        newUetr(),
        revision,
        null,
        remittanceText(statement, campaignId, partnerId),
      ]);
    }
    await this.#session.copyRows('payment_instruction', INSTRUCTION_COLUMNS, rows);
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
    `SELECT end_to_end_id AS "endToEndId", uetr::text, amount::text, currency, vendor_reference AS reference, account_name AS name, remittance
     FROM payment_instruction JOIN payee USING (payee) WHERE batch = $1 ORDER BY line`,
    [batch],
  );
  for await (const page of rows)
    for (const { amount, currency, ...payment } of page) yield { ...payment, amount: Money.of(amount, currency) };
}
