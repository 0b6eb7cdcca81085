import type { DebtorAccount, PayerSettings } from '../../config/index.js';
import type { AuditLog } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { dayOf, maskAccount, type CalendarDate, type Instant } from '../../kernel/index.js';
import { calendarOf, calendarWarning, fileKey, serviceLevelOf, type ChosenAccount } from '../debtor-accounts/index.js';
import type { CheckedPayee } from '../payees/payee.js';
import {
  expectSound,
  fileText,
  keepFile,
  openSchema,
  paymentOrderOf,
  storedPayments,
  type FileBlock,
} from '../wire-files/index.js';
import { BatchDraft } from './batch-draft.js';
import type { PayoutBatch } from './batch.entity.js';
import { messageIdOf } from './payment-ids.js';
import { nextBatch, paidAmount, recordBatch, recordPayments, type PaymentToRecord } from './record-batch.js';

export interface ReadyPayment extends PaymentToRecord, ChosenAccount {
  readonly payee: CheckedPayee;
}

export interface NewBatchesOptions {
  readonly campaignId: string;
  readonly run: number;
  readonly payer: PayerSettings['payer'];
  /** Where the operator keeps official schemas; undefined where none are applied. */
  readonly schemaFolder: string | undefined;
  readonly now: Instant;
  readonly actor: string;
}

export interface MadeBatch {
  readonly batch: PayoutBatch;
  /** The last day on which something of it leaves. */
  readonly lastExecutionDate: CalendarDate;
  readonly warnings: readonly string[];
}

/**
 * Batches in the making: a file for each debtor bank, its payments in blocks by account, day, currency and kind. Payments
 * are put on record as they come, and files are written from the record, so that neither is held in memory.
 */
export class NewBatches {
  readonly #session: Session;
  readonly #vault: Vault;
  readonly #options: NewBatchesOptions;
  readonly #drafts = new Map<string, BatchDraft>();
  readonly #draftOfAccount = new Map<DebtorAccount, BatchDraft>();
  #next: { readonly batch: number; readonly ofCampaign: number } | undefined;

  constructor(session: Session, vault: Vault, options: NewBatchesOptions) {
    this.#session = session;
    this.#vault = vault;
    this.#options = options;
  }

  /** Reserves the ids of payments, and puts them on record. */
  async add(payments: readonly ReadyPayment[]): Promise<void> {
    for (const { account } of payments)
      if (!this.#draftOfAccount.has(account)) this.#draftOfAccount.set(account, await this.#draftOf(account));
    await recordPayments(this.#session, this.#vault, this.#options, payments, (payment) => {
      const { account, because, payee } = payment;
      const paid = paidAmount(payment);
      const draft = this.#draftOfAccount.get(account);
      if (draft === undefined) throw new Error('Broken invariant: each account has a file');
      const serviceLevel = serviceLevelOf(account, payee.details.creditorAccount, paid);
      return { batch: draft.batch, because, ...draft.take(account, paid, serviceLevel) };
    });
  }

  /** Writes the files, each after it passed its checks, and puts the batches on record. */
  async finish(auditLog: AuditLog): Promise<MadeBatch[]> {
    const made: MadeBatch[] = [];
    for (const draft of this.#drafts.values()) made.push(await this.#finishOne(draft, auditLog));
    return made;
  }

  async #draftOf(account: DebtorAccount): Promise<BatchDraft> {
    const key = fileKey(account);
    const known = this.#drafts.get(key);
    if (known !== undefined) return known;
    const { campaignId, now } = this.#options;
    const { batch, ofCampaign } = (this.#next ??= await nextBatch(this.#session, campaignId));
    this.#next = { batch: batch + 1, ofCampaign: ofCampaign + 1 };
    const draft = new BatchDraft(batch, messageIdOf(campaignId, ofCampaign), account, now);
    this.#drafts.set(key, draft);
    return draft;
  }

  async #finishOne(draft: BatchDraft, auditLog: AuditLog): Promise<MadeBatch> {
    const { payer, schemaFolder, now } = this.#options;
    const { batch, messageId, account } = draft;
    const [first, ...others] = draft.blocks.map((each): FileBlock => ({
      ...each,
      totals: each.counted.totals(),
      payments: storedPayments(this.#session, this.#vault, batch, each.block),
    }));
    if (first === undefined) throw new Error('Broken invariant: a batch is begun with its first payment');
    const order = paymentOrderOf({ messageId, createdAt: now, payer, blocks: [first, ...others] });
    const today = dayOf(now, account.bankTimeZone);
    const findings = await expectSound(order, { today, calendar: calendarOf(account) });
    const text = fileText(order, account.format);
    using schema =
      schemaFolder === undefined || account.format === 'csv'
        ? undefined
        : await openSchema(schemaFolder, account.format);
    const fileHash = await keepFile(this.#session, this.#vault, messageId, schema?.applied(text) ?? text);
    const made = await recordBatch(this.#session, auditLog, this.#options, {
      batch,
      messageId,
      executionDate: draft.executionDates.first,
      paymentCount: draft.count,
      totals: draft.totals(),
      fileHash,
      debtorBic: account.bic,
      bankTimeZone: account.bankTimeZone,
      format: account.format,
      blocks: draft.blocks.map((each) => ({
        block: each.block,
        debtorAccountLastFour: maskAccount(each.account.iban ?? each.account.accountNumber ?? ''),
        debtorBic: each.account.bic,
        executionDate: each.executionDate,
        cutOff: each.account.cutOff ?? null,
        bankingDays: calendarOf(each.account).name,
        currency: each.currency,
        serviceLevel: each.serviceLevel,
        chargeBearer: each.serviceLevel === 'SEPA' ? 'SLEV' : each.account.chargeBearer,
        paymentCount: each.counted.count,
        total: each.total.toString(),
      })),
    });
    return {
      batch: made,
      lastExecutionDate: draft.executionDates.last,
      warnings: [
        ...new Set(draft.blocks.flatMap((each) => calendarWarning(each.executionDate, each.account) ?? [])),
        ...findings.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`),
      ],
    };
  }
}
