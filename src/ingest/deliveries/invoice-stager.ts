import { createHash, type Hash } from 'node:crypto';
import { canonicalJson } from '../../kernel/index.js';
import type { DeliveryDraft } from './delivery-draft.js';

/** Which of Microsoft's forms an invoice came in. */
export type BillingForm =
  'legacy-csv' | 'new-commerce-csv' | 'new-commerce-json-lines' | 'legacy-api' | 'new-commerce-api';

/** A line of an invoice, whatever form it came in. */
export interface BillingLine {
  readonly invoiceNumber: string;
  readonly customerId: string;
  /** A legacy offer id, or product:sku of new commerce; lower case. */
  readonly offerId: string;
  /** Reseller of record; null: none */
  readonly partnerId: string | null;
  readonly subscriptionId: string | null;
  readonly chargeType: string | null;
  /** Both days are charged. */
  readonly chargeStart: string;
  readonly chargeEnd: string;
  /** Plain decimal as received, sign included; whether it must be whole depends on the product. */
  readonly quantity: string;
  readonly subtotal: string;
  readonly currency: string | null;
  readonly isTrialOrAddOn: boolean;
}

interface StagedInvoice {
  readonly form: BillingForm;
  lineCount: number;
  /** Digest over the digests of the files that brought its lines, in their order. */
  readonly content: Hash;
}

/**
 * Gathers the lines of invoices. All lines of one invoice in one delivery belong together, also from several files;
 * an invoice that comes in a second form in the same delivery would be counted twice, so that form is refused
 * (import contract, section 2).
 */
export class InvoiceStager {
  readonly #draft: DeliveryDraft;
  readonly #invoices = new Map<string, StagedInvoice>();

  constructor(draft: DeliveryDraft) {
    this.#draft = draft;
  }

  /** Opens one file (or one answer), whose lines count only when it is kept. */
  openFile(file: string, form: BillingForm): InvoiceFile {
    return new InvoiceFile(this.#draft, this.#invoices, file, form);
  }

  /** States that an invoice has no lines (any more): what an earlier delivery brought of it is superseded by nothing. */
  takeAway(invoiceNumber: string, form: BillingForm): void {
    this.#invoices.set(invoiceNumber, { form, lineCount: 0, content: createHash('sha256') });
  }

  /** Forgets what files brought of an invoice that is not taken after all; its staged lines are to be withdrawn. */
  forget(invoiceNumber: string): void {
    this.#invoices.delete(invoiceNumber);
  }

  /** Stages the invoices themselves, after the last of their lines. */
  async finish(): Promise<void> {
    for (const [invoiceNumber, { form, lineCount, content }] of this.#invoices) {
      await this.#draft.stage('invoice', {
        invoice_number: invoiceNumber,
        form: form.startsWith('legacy') ? 'legacy' : 'new-commerce',
        content_hash: content.digest(),
        line_count: lineCount,
      });
    }
  }
}

export class InvoiceFile {
  readonly #draft: DeliveryDraft;
  readonly #invoices: Map<string, StagedInvoice>;
  readonly #file: string;
  readonly #form: BillingForm;
  readonly #brought = new Map<string, { lineCount: number; readonly content: Hash }>();

  constructor(draft: DeliveryDraft, invoices: Map<string, StagedInvoice>, file: string, form: BillingForm) {
    this.#draft = draft;
    this.#invoices = invoices;
    this.#file = file;
    this.#form = form;
  }

  /** @returns the other form in which this delivery brought the invoice before; the line is not taken then */
  async stage(line: BillingLine, fileLine: number): Promise<BillingForm | undefined> {
    const earlier = this.#invoices.get(line.invoiceNumber);
    if (earlier !== undefined && earlier.form !== this.#form) return earlier.form;
    let brought = this.#brought.get(line.invoiceNumber);
    if (brought === undefined) {
      brought = { lineCount: 0, content: createHash('sha256') };
      this.#brought.set(line.invoiceNumber, brought);
    }
    brought.lineCount += 1;
    brought.content.update(canonicalJson({ ...line }));
    await this.#draft.stage('billing_line', {
      invoice_number: line.invoiceNumber,
      line: (earlier?.lineCount ?? 0) + brought.lineCount,
      file: this.#file,
      file_line: fileLine,
      customer_id: line.customerId,
      offer_id: line.offerId,
      partner_id: line.partnerId,
      subscription_id: line.subscriptionId,
      charge_type: line.chargeType,
      charge_start: line.chargeStart,
      charge_end: line.chargeEnd,
      quantity: line.quantity,
      subtotal: line.subtotal,
      currency: line.currency,
      is_trial_or_add_on: line.isTrialOrAddOn,
    });
    return undefined;
  }

  /** The file was read to its end: its lines count. */
  keep(): void {
    for (const [invoiceNumber, { lineCount, content }] of this.#brought) {
      const invoice = this.#invoices.get(invoiceNumber) ?? {
        form: this.#form,
        lineCount: 0,
        content: createHash('sha256'),
      };
      invoice.lineCount += lineCount;
      invoice.content.update(content.digest());
      this.#invoices.set(invoiceNumber, invoice);
    }
  }
}
