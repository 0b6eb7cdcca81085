import { SeatbackError } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import { InvoiceStager } from '../../deliveries/invoice-stager.js';
import { billingDay } from '../cells.js';
import { GraphBillingError } from '../graph-billing/answers.js';
import { PullStopped } from '../../pulls/pull-stop.js';
import type { AnswerSource } from './answers.js';
import type { Staging } from './customer-answers.js';
import { daysKnown, type BillingDocument, type Period, type UnplacedDocument } from './billing-documents.js';
import { InvoiceLines, pathOf, type GraphExport, type InvoiceHead, type LineProblem } from './invoice-lines.js';
import { InvoiceListing, type ListedDocuments } from './invoice-listing.js';
import { PartnerCenterError } from './partner-center-error.js';
import { invoiceAnswer } from './wire.js';

export interface InvoiceTotals {
  readonly invoicesRead: number;
  /** Left out whole, each with its reason in quarantine; the next pull asks for them again. */
  readonly invoicesNotTaken: number;
  /** Of what was not taken: nobody can say for which days it would have spoken. */
  readonly invoicesOfUnknownPeriod: number;
  /** Calls to Graph and for files of its exports. */
  readonly exportCalls: number;
}

/** A document still to be read; undefined: the list of them. */
interface Unread {
  readonly document: BillingDocument | undefined;
  readonly failure: SeatbackError | undefined;
}

/** Reads invoices and their lines into a delivery (contract of Partner Center, section 6). */
export class InvoiceReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #graph: GraphExport;
  readonly #known: ReadonlySet<string>;
  readonly #invoices: InvoiceStager;
  readonly #listing: InvoiceListing;
  readonly #lines: InvoiceLines;
  #documents: ListedDocuments | undefined;
  #unread: readonly Unread[] = [];
  readonly #taken: Period[] = [];
  readonly #missing: (Period | undefined)[] = [];
  readonly #heads = new Map<string, InvoiceHead>();
  #invoicesRead = 0;
  #invoicesNotTaken = 0;

  /** @param known documents whose lines need not be read again */
  constructor(answers: AnswerSource, staging: Staging, graph: GraphExport, known: ReadonlySet<string>) {
    this.#answers = answers;
    this.#draft = staging.draft;
    this.#graph = graph;
    this.#known = known;
    this.#invoices = new InvoiceStager(staging.draft);
    this.#listing = new InvoiceListing(answers);
    this.#lines = new InvoiceLines(answers, staging, graph, this.#invoices);
  }

  totals(): InvoiceTotals {
    return {
      invoicesRead: this.#invoicesRead,
      invoicesNotTaken: this.#invoicesNotTaken,
      invoicesOfUnknownPeriod: this.#missing.filter((period) => period === undefined).length,
      exportCalls: this.#graph.lines?.callCount() ?? 0,
    };
  }

  /**
   * Reads the lines of each document that no pull has read before. What stops one document stops no other: nothing of
   * it is taken, and it is tried again in the next round.
   *
   * @returns whether nothing is left that another round may bring
   */
  async readRound(): Promise<boolean> {
    if (this.#documents === undefined) {
      const listed = await this.#attempt(() => this.#listing.read());
      if ('failure' in listed) {
        this.#unread = [{ document: undefined, ...listed }];
        return !mayPass(listed.failure);
      }
      this.#documents = listed.value;
      this.#unread = this.#documents.adding
        .filter(({ invoiceNumber }) => !this.#known.has(invoiceNumber))
        .map((document) => ({ document, failure: undefined }));
    }
    const failed: Unread[] = [];
    for (const { document } of this.#unread) {
      if (document === undefined) continue;
      const taken = await this.#attempt(() => this.#take(document));
      if ('failure' in taken) failed.push({ document, ...taken });
    }
    this.#unread = failed;
    return !failed.some(({ failure }) => mayPass(failure));
  }

  /**
   * When there is no more time: what was not taken is on record, and its days do not count as known. Takes away the
   * lines of each voided document.
   */
  async finish(): Promise<void> {
    // Nobody knows what it would say, so no day is known whole.
    if (this.#documents?.hasUnnamed === true) this.#missing.push(undefined);
    for (const { document, failure } of this.#unread) await this.#recordMissing(document, failure);
    await this.#takeAway(this.#documents?.voided ?? []);
    for (const document of this.#documents?.unplaced ?? []) await this.#reportUnplaced(document);
    await this.#stageCoverage();
    await this.#invoices.finish();
  }

  async #attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly failure: SeatbackError }> {
    const from = this.#draft.position;
    const quarantinedBefore = this.#draft.quarantined.length;
    const payloadsBefore = this.#draft.payloads.length;
    try {
      return { value: await work() };
    } catch (error) {
      if (!(error instanceof SeatbackError) || error instanceof PullStopped) throw error;
      await this.#draft.withdrawFrom(from);
      this.#draft.quarantined.length = quarantinedBefore;
      this.#draft.payloads.length = payloadsBefore;
      return { failure: error };
    }
  }

  async #take(document: BillingDocument): Promise<void> {
    this.#invoices.forget(document.invoiceNumber);
    const head = await this.#head(document.invoiceNumber);
    const quarantinedBefore = this.#draft.quarantined.length;
    await this.#lines.read(document, head);
    this.#invoicesRead += 1;
    if (head.period === undefined) return;
    // A line that cannot be read is missing for somebody: the days of its invoice are not known whole.
    if (this.#draft.quarantined.length > quarantinedBefore) this.#missing.push(head.period);
    else this.#taken.push(head.period);
  }

  async #recordMissing(document: BillingDocument | undefined, failure: SeatbackError | undefined): Promise<void> {
    this.#invoicesNotTaken += 1;
    const head = document === undefined ? undefined : await this.#attempt(() => this.#head(document.invoiceNumber));
    this.#missing.push(head !== undefined && 'value' in head ? head.value.period : undefined);
    if (document !== undefined) this.#invoices.forget(document.invoiceNumber);
    if (failure === undefined) return;
    const { code, expected, found, where } = failure.report;
    const file = document === undefined ? where : pathOf(document.invoiceNumber);
    const place = where.startsWith(file) ? where : file;
    const foundWhere = place === where ? found : `${found} (${where})`;
    this.#draft.quarantined.push({ file: place, line: 0, column: null, code, expected, found: foundWhere });
  }

  /** Said every night: whatever brought lines of it meanwhile, they are taken away again. */
  async #takeAway(voided: readonly BillingDocument[]): Promise<void> {
    for (const { invoiceNumber, provider } of voided) {
      this.#invoices.takeAway(invoiceNumber, provider === 'office' ? 'legacy-api' : 'new-commerce-api');
      if (this.#known.has(invoiceNumber)) continue;
      const head = await this.#attempt(() => this.#head(invoiceNumber));
      if ('value' in head && head.value.period !== undefined) this.#taken.push(head.value.period);
    }
  }

  async #head(invoiceNumber: string): Promise<InvoiceHead> {
    const known = this.#heads.get(invoiceNumber);
    if (known !== undefined) return known;
    const path = pathOf(invoiceNumber);
    const { value } = await this.#answers.read({ name: path, path }, invoiceAnswer);
    const from = billingDay.read(value.billingPeriodStartDate ?? '');
    const to = billingDay.read(value.billingPeriodEndDate ?? '');
    const head = {
      period: from !== undefined && to !== undefined && from <= to ? { from, to } : undefined,
      periodStart: from,
      totalCharges: value.totalCharges ?? undefined,
    };
    this.#heads.set(invoiceNumber, head);
    return head;
  }

  /** Nobody knows what it adds or takes away, so its days do not count as known either. */
  async #reportUnplaced({ invoiceNumber, problem }: UnplacedDocument): Promise<void> {
    this.#quarantine(pathOf(invoiceNumber), 0, problem);
    this.#invoicesNotTaken += 1;
    const head = await this.#attempt(() => this.#head(invoiceNumber));
    this.#missing.push('value' in head ? head.value.period : undefined);
  }

  async #stageCoverage(): Promise<void> {
    for (const period of this.#taken) {
      for (const { from, to } of daysKnown(period, this.#missing)) {
        await this.#draft.stage('record_coverage', { resource: 'billing', known_from: from, known_to: to });
      }
    }
  }

  #quarantine(file: string, line: number, problem: LineProblem): void {
    this.#draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
  }
}

/** Failures of the line or of the other side, in contrast to answers that say something we cannot use. */
function mayPass(failure: SeatbackError | undefined): boolean {
  if (failure === undefined) return false;
  // The file of an export that broke off: the next one may be whole.
  if (failure.code === 'FILE_UNREADABLE') return true;
  return failure instanceof PartnerCenterError || failure instanceof GraphBillingError;
}
