import { createHash, type Hash } from 'node:crypto';
import { copyField } from '../../database/copy-text.js';
import { BilledNames } from './billed-names.js';
import type { DeliveryDraft } from './delivery-draft.js';
import { ownText } from './own-text.js';
import type { RowText } from './row-text.js';

/** Which form an invoice came in: one of Microsoft's, or a distributor's report of Open agreements. */
export type BillingForm =
  | 'legacy-csv'
  | 'new-commerce-csv'
  | 'new-commerce-json-lines'
  | 'open-csv'
  | 'legacy-api'
  | 'new-commerce-api';

/** A line of an invoice, whatever form it came in. */
export interface BillingLine {
  readonly invoiceNumber: string;
  readonly customerId: string;
  /** A legacy offer id, product:sku of new commerce, or open:part of an Open agreement; lower case. */
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

/** What is known of an invoice while further files bring lines of it. */
export interface KnownInvoice {
  readonly form: BillingForm;
  readonly lineCount: number;
}

/** What one file brought of an invoice. */
export interface BroughtInvoice {
  readonly invoiceNumber: string;
  readonly lineCount: number;
  /** Digest over what its lines say: a text of bytes, which takes a tenth of what bytes by themselves do. */
  readonly content: string;
}

interface StagedInvoice {
  readonly form: BillingForm;
  lineCount: number;
  /** The digests of the files that brought its lines, in their order. */
  contents: string;
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
    return new InvoiceFile(this.#draft.rows, this.#invoices, { file, form }, (brought) => this.take(form, brought));
  }

  /** What came of invoices so far. */
  known(): ReadonlyMap<string, KnownInvoice> {
    return new Map([...this.#invoices].map(([number, { form, lineCount }]) => [number, { form, lineCount }]));
  }

  /** A file was read to its end: its lines count. */
  take(form: BillingForm, brought: readonly BroughtInvoice[]): void {
    for (const { invoiceNumber, lineCount, content } of brought) {
      const invoice = this.#invoices.get(invoiceNumber) ?? { form, lineCount: 0, contents: '' };
      invoice.lineCount += lineCount;
      invoice.contents += content;
      this.#invoices.set(invoiceNumber, invoice);
    }
  }

  /** States that an invoice has no lines (any more): what an earlier delivery brought of it is superseded by nothing. */
  takeAway(invoiceNumber: string, form: BillingForm): void {
    this.#invoices.set(invoiceNumber, { form, lineCount: 0, contents: '' });
  }

  /** Forgets what files brought of an invoice that is not taken after all; its staged lines are to be withdrawn. */
  forget(invoiceNumber: string): void {
    this.#invoices.delete(invoiceNumber);
  }

  /** Stages the invoices themselves, after the last of their lines. */
  async finish(): Promise<void> {
    for (const [invoiceNumber, { form, lineCount, contents }] of this.#invoices) {
      await this.#draft.stage('invoice', {
        invoice_number: invoiceNumber,
        form: form.startsWith('legacy') ? 'legacy' : form === 'open-csv' ? 'open' : 'new-commerce',
        content_hash: createHash('sha256').update(contents, 'latin1').digest(),
        line_count: lineCount,
      });
    }
  }
}

export class InvoiceFile {
  readonly #rows: RowText;
  readonly #invoices: ReadonlyMap<string, KnownInvoice>;
  readonly #fileText: string;
  readonly #form: BillingForm;
  readonly #take: (brought: readonly BroughtInvoice[]) => void;
  readonly #brought = new Map<string, BroughtLines>();
  readonly #unclosed = new Set<BroughtLines>();
  readonly #names = new BilledNames();
  /** Text of lines of one invoice that follow one another: hashed together, as a call for each would cost more. */
  #unhashed = '';
  #unhashedOf: BroughtLines | undefined;

  constructor(
    rows: RowText,
    invoices: ReadonlyMap<string, KnownInvoice>,
    { file, form }: { readonly file: string; readonly form: BillingForm },
    take: (brought: readonly BroughtInvoice[]) => void,
  ) {
    this.#rows = rows;
    this.#invoices = invoices;
    this.#fileText = copyField(file);
    this.#form = form;
    this.#take = take;
  }

  /**
   * To be followed by the draft's `drain` now and then.
   *
   * @returns the other form in which this delivery brought the invoice before; the line is not taken then
   */
  stage(line: BillingLine, fileLine: number): BillingForm | undefined {
    const earlier = this.#invoices.get(line.invoiceNumber);
    if (earlier !== undefined && earlier.form !== this.#form) return earlier.form;
    let brought = this.#brought.get(line.invoiceNumber);
    if (brought === undefined) {
      brought = { lineCount: 0, content: undefined, closedContent: '' };
      this.#brought.set(ownText(line.invoiceNumber), brought);
    }
    brought.lineCount += 1;
    // The number apart: an invoice is told again by what it says, whatever its file is called now.
    const said = copyText(line);
    this.#hash(brought, said);
    const lineNumber = (earlier?.lineCount ?? 0) + brought.lineCount;
    this.#rows.stageText(
      'billing_line',
      `${String(this.#rows.position)}\t${String(lineNumber)}\t${this.#fileText}\t${String(fileLine)}\t${copyField(line.invoiceNumber)}\t${said}`,
    );
    const named = this.#names.fresh(line);
    if (named !== undefined) this.#rows.stageText('billed_name', `${String(this.#rows.position)}\t${named}`);
    return undefined;
  }

  /** Of what the lines said that were brought of an invoice so far. */
  digest(invoiceNumber: string): string {
    this.#hashRest();
    const { content, closedContent } = this.#brought.get(invoiceNumber) ?? NOTHING_BROUGHT;
    return content === undefined ? Buffer.from(closedContent, 'latin1').toString('hex') : content.copy().digest('hex');
  }

  #hash(brought: BroughtLines, said: string): void {
    if (this.#unhashedOf !== brought || this.#unhashed.length > HASHED_AT_ONCE_CHARACTERS) {
      this.#hashRest();
      this.#unhashedOf = brought;
    }
    this.#unhashed += said;
  }

  #hashRest(): void {
    if (this.#unhashedOf !== undefined) this.#opened(this.#unhashedOf).update(this.#unhashed);
    this.#unhashedOf = undefined;
    this.#unhashed = '';
  }

  #opened(brought: BroughtLines): Hash {
    if (brought.content !== undefined) return brought.content;
    if (this.#unclosed.size === UNCLOSED_AT_ONCE) this.#closeAll();
    this.#unclosed.add(brought);
    brought.content = createHash('sha256').update(brought.closedContent, 'latin1');
    return brought.content;
  }

  #closeAll(): void {
    for (const brought of this.#unclosed) {
      brought.closedContent = brought.content?.digest('latin1') ?? '';
      brought.content = undefined;
    }
    this.#unclosed.clear();
  }

  /** The file was read to its end: its lines count. */
  keep(): void {
    this.#hashRest();
    this.#closeAll();
    this.#take(
      [...this.#brought].map(([invoiceNumber, { lineCount, closedContent }]) => ({
        invoiceNumber,
        lineCount,
        content: closedContent,
      })),
    );
  }
}

/** What a file brought of an invoice so far. */
interface BroughtLines {
  lineCount: number;
  /** Over its lines, while it is open: behind `closedContent`, where it was closed before. */
  content: Hash | undefined;
  /** Digest of the lines before it was closed: a text of bytes, a twentieth of what an open one takes. */
  closedContent: string;
}

const NOTHING_BROUGHT: Readonly<BroughtLines> = { lineCount: 0, content: undefined, closedContent: '' };

/** A file may name an invoice on each line. The same file closes the same ones at the same lines, so digests stay equal. */
const UNCLOSED_AT_ONCE = 1_000;

const HASHED_AT_ONCE_CHARACTERS = 32 * 1024;

/** What a line says behind the number of its invoice, as COPY takes it: written once, and hashed as it is written. */
function copyText(line: BillingLine): string {
  return `${line.customerId}\t${copyField(line.offerId)}\t${copyField(line.partnerId)}\t${copyField(line.subscriptionId)}\t${copyField(line.chargeType)}\t${line.chargeStart}\t${line.chargeEnd}\t${line.quantity}\t${line.subtotal}\t${copyField(line.currency)}\t${line.isTrialOrAddOn ? 't' : 'f'}\n`;
}
