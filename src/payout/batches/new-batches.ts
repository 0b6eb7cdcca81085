import type { DebtorAccount, PayerSettings } from '../../config/index.js';
import type { AuditLog } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { canonicalJson, dayOf, maskAccount, type CalendarDate, type Instant } from '../../kernel/index.js';
import { calendarOf, calendarWarning, fileKey, serviceLevelOf, type ChosenAccount } from '../debtor-accounts/index.js';
import { reserveStatements } from '../documents/statement-numbers.js';
import { keepPayees } from '../payees/kept-payees.js';
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
import { BLOCK_COLUMNS, INSTRUCTION_COLUMNS, remittanceText } from './batch-rows.js';
import { PayoutBatch } from './batch.entity.js';
import type { Payable } from './payables.js';
import { endToEndIdOf, messageIdOf, newUetr } from './payment-ids.js';

export interface ReadyPayment extends Payable, ChosenAccount {
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
  #last: { readonly batch: number; readonly ofCampaign: number } | undefined;

  constructor(session: Session, vault: Vault, options: NewBatchesOptions) {
    this.#session = session;
    this.#vault = vault;
    this.#options = options;
  }

  /** Reserves the ids of payments, and puts them on record. */
  async add(payments: readonly ReadyPayment[]): Promise<void> {
    const { campaignId, run, now } = this.#options;
    const payees = await keepPayees(
      this.#session,
      payments.map(({ payee }) => payee),
      this.#vault,
      now,
    );
    const statements = await reserveStatements(
      this.#session,
      run,
      payments.map(({ partnerKey }) => partnerKey),
      now,
    );
    const rows: (string | number | null)[][] = [];
    for (const [
      index,
      { partnerKey, partnerId, amount, revision, attempts, account, because, payee },
    ] of payments.entries()) {
      const statement = statements.get(partnerKey);
      if (statement === undefined) throw new Error('Broken invariant: what is paid was accrued');
      const draft = this.#draftOfAccount.get(account) ?? (await this.#draftOf(account));
      const { block, line } = draft.take(
        account,
        amount,
        serviceLevelOf(account, payee.details.creditorAccount, amount),
      );
      rows.push([
        endToEndIdOf(campaignId, partnerId, attempts + 1),
        draft.batch,
        line,
        block,
        run,
        partnerKey,
        payees[index] ?? null,
        amount.toString(),
        amount.currency.code,
        newUetr(),
        revision,
        because,
        remittanceText(statement, campaignId, partnerId),
      ]);
    }
    await this.#session.copyRows('payment_instruction', INSTRUCTION_COLUMNS, rows);
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
    if (known !== undefined) {
      this.#draftOfAccount.set(account, known);
      return known;
    }
    const { campaignId, now } = this.#options;
    const { batch, ofCampaign } = (this.#last ??= await this.#session.one<{ batch: number; ofCampaign: number }>(
      `SELECT COALESCE(max(batch), 0) AS batch, (count(*) FILTER (WHERE campaign_id = $1))::integer AS "ofCampaign" FROM payout_batch`,
      [campaignId],
    ));
    this.#last = { batch: batch + 1, ofCampaign: ofCampaign + 1 };
    const draft = new BatchDraft(batch + 1, messageIdOf(campaignId, ofCampaign + 1), account, now);
    this.#drafts.set(key, draft);
    this.#draftOfAccount.set(account, draft);
    return draft;
  }

  async #finishOne(draft: BatchDraft, auditLog: AuditLog): Promise<MadeBatch> {
    const { campaignId, run, payer, schemaFolder, now, actor } = this.#options;
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
    await this.#session.copyRows(
      'payout_block',
      BLOCK_COLUMNS,
      draft.blocks.map((each) => [
        batch,
        each.block,
        maskAccount(each.account.iban ?? each.account.accountNumber ?? ''),
        each.account.bic,
        each.executionDate,
        each.account.cutOff ?? null,
        calendarOf(each.account).name,
        each.currency,
        each.serviceLevel,
        each.serviceLevel === 'SEPA' ? 'SLEV' : each.account.chargeBearer,
        each.counted.count,
        each.total.toString(),
      ]),
    );
    const totals = draft.totals();
    await this.#session.execute(
      `INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, prepared_by,
         prepared_at, debtor_bic, bank_time_zone, format)
       VALUES ($1, $2, $3, $4, 'prepared', $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        batch,
        campaignId,
        run,
        messageId,
        draft.executionDates.first,
        draft.count,
        canonicalJson(totals),
        fileHash,
        actor,
        now,
        account.bic,
        account.bankTimeZone,
        account.format,
      ],
    );
    await auditLog.record(this.#session, {
      actor,
      act: 'payout.prepare',
      subject: `batch ${String(batch)}`,
      detail: { campaign: campaignId, run, message: messageId, payments: draft.count, totals, fileHash },
    });
    return {
      batch: await this.#session.manager.findOneByOrFail(PayoutBatch, { batch }),
      lastExecutionDate: draft.executionDates.last,
      warnings: [
        ...new Set(draft.blocks.flatMap((each) => calendarWarning(each.executionDate, each.account) ?? [])),
        ...findings.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`),
      ],
    };
  }
}
