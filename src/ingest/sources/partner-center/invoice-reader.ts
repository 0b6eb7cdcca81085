import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { SeatbackError, type CalendarDate } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import { InvoiceStager, type BillingLine, type InvoiceFile } from '../../deliveries/invoice-stager.js';
import { billingDay } from '../cells.js';
import { lineOfInvoice } from '../files/billing-files.js';
import { valuesOf } from '../files/records.js';
import type { BilledExport } from '../graph-billing/billed-export.js';
import type { Mapping } from '../mapping.js';
import { GraphBillingError } from '../graph-billing/client.js';
import type { AnswerSource } from './answers.js';
import {
  daysKnown,
  isNamed,
  lineSource,
  sortDocuments,
  type BillingDocument,
  type LineSource,
  type NamedInvoice,
  type Period,
  type SortedDocuments,
  type UnplacedDocument,
} from './billing-documents.js';
import { PartnerCenterError } from './client.js';
import { itemsByOffset, legacyLines, newCommerceLines } from './invoice-pages.js';
import type { Unreadable } from './mapper.js';
import { invoiceAnswer, invoicesPage, type WireLicenceLine } from './wire.js';

const INVOICES_A_PAGE = 100;
const READINGS_AT_MOST = 4;

/** The export of lines by Graph, and from which billing period on it is read. */
export interface GraphExport {
  /** Undefined where there is no Graph billing, as in China. */
  readonly lines: Pick<BilledExport, 'read' | 'callCount'> | undefined;
  readonly servesFrom: CalendarDate;
  /** Where a document's lines were read before, when they are read again; left out: by its period. */
  readonly readBefore?: (document: BillingDocument) => Promise<LineSource | undefined>;
}

interface Head {
  readonly period: Period | undefined;
  readonly periodStart: CalendarDate | undefined;
  readonly totalCharges: string | undefined;
}

export interface InvoiceTotals {
  readonly invoicesRead: number;
  /** Left out whole, each with its reason in quarantine; the next pull asks for them again. */
  readonly invoicesNotTaken: number;
  /** Calls to Graph and for files of its exports. */
  readonly exportCalls: number;
}

interface InvoiceOptions {
  /** Documents whose lines need not be read again. */
  readonly known: ReadonlySet<string>;
  /** Waits before another round for what failed; false: there is no more time. */
  readonly nextRound: () => Promise<boolean>;
}

/** A document still to be read; undefined: the list of them. */
interface Unread {
  readonly document: BillingDocument | undefined;
  readonly failure: SeatbackError | undefined;
}

type LineProblem = Omit<Unreadable, 'column'> & { readonly column: string | null };

type PagedSource = Exclude<LineSource, 'graph-export'>;

interface StagedLines {
  readonly file: InvoiceFile;
  readonly lineCount: number;
  /** Of the subtotals of the lines that could be read. */
  readonly sum: Decimal;
  /** Of all lines as they came. */
  readonly digest: string;
}

/** Reads invoices and their lines into a delivery (contract of Partner Center, section 6). */
export class InvoiceReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #graph: GraphExport;
  readonly #mapping: Mapping;
  readonly #invoices: InvoiceStager;
  readonly #taken: Period[] = [];
  readonly #missing: (Period | undefined)[] = [];
  #invoicesRead = 0;
  #invoicesNotTaken = 0;

  constructor(answers: AnswerSource, draft: DeliveryDraft, graph: GraphExport, mapping: Mapping) {
    this.#answers = answers;
    this.#draft = draft;
    this.#graph = graph;
    this.#mapping = mapping;
    this.#invoices = new InvoiceStager(draft);
  }

  totals(): InvoiceTotals {
    const exportCalls = this.#graph.lines?.callCount() ?? 0;
    return { invoicesRead: this.#invoicesRead, invoicesNotTaken: this.#invoicesNotTaken, exportCalls };
  }

  /**
   * Reads the lines of each document that no pull has read before, and takes away those of each voided one. What stops
   * one document stops no other, nor the customers of the pull: nothing of it is taken, and its days do not count as
   * known.
   */
  async read({ known, nextRound }: InvoiceOptions): Promise<void> {
    let documents: SortedDocuments | undefined;
    let unread: Unread[] = [];
    do {
      if (documents === undefined) {
        const listed = await this.#attempt(() => this.#listDocuments());
        if ('failure' in listed) unread = [{ document: undefined, ...listed }];
        else {
          documents = listed.value;
          const fresh = documents.adding.filter(({ invoiceNumber }) => !known.has(invoiceNumber));
          unread = fresh.map((document) => ({ document, failure: undefined }));
        }
      }
      const failed: Unread[] = [];
      for (const { document, failure } of unread) {
        if (document === undefined) failed.push({ document, failure });
        else {
          const taken = await this.#attempt(() => this.#take(document));
          if ('failure' in taken) failed.push({ document, ...taken });
        }
      }
      unread = failed;
    } while (unread.some(({ failure }) => mayPass(failure)) && (await nextRound()));

    for (const { document, failure } of unread) await this.#recordMissing(document, failure);
    await this.#takeAway(documents?.voided ?? [], known);
    for (const document of documents?.unplaced ?? []) await this.#reportUnplaced(document);
    await this.#stageCoverage();
    await this.#invoices.finish();
  }

  async #listDocuments(): Promise<SortedDocuments> {
    const listed: NamedInvoice[] = [];
    const items = itemsByOffset(this.#answers, 'invoices?', INVOICES_A_PAGE, invoicesPage);
    for await (const document of items) {
      if (isNamed(document)) listed.push(document);
      // Nobody knows what it would say, so no day is known whole.
      else this.#missing.push(undefined);
    }
    return sortDocuments(listed);
  }

  async #attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly failure: SeatbackError }> {
    const from = this.#draft.position;
    const quarantinedBefore = this.#draft.quarantined.length;
    const payloadsBefore = this.#draft.payloads.length;
    try {
      return { value: await work() };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
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
    await this.#readLines(document, head);
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
  async #takeAway(voided: readonly BillingDocument[], known: ReadonlySet<string>): Promise<void> {
    for (const { invoiceNumber, provider } of voided) {
      this.#invoices.takeAway(invoiceNumber, provider === 'office' ? 'legacy-api' : 'new-commerce-api');
      if (known.has(invoiceNumber)) continue;
      const head = await this.#attempt(() => this.#head(invoiceNumber));
      if ('value' in head && head.value.period !== undefined) this.#taken.push(head.value.period);
    }
  }

  async #head(invoiceNumber: string): Promise<Head> {
    const path = pathOf(invoiceNumber);
    const { value } = await this.#answers.read({ name: path, path }, invoiceAnswer);
    const from = billingDay.read(value.billingPeriodStartDate ?? '');
    const to = billingDay.read(value.billingPeriodEndDate ?? '');
    return {
      period: from !== undefined && to !== undefined && from <= to ? { from, to } : undefined,
      periodStart: from,
      totalCharges: value.totalCharges ?? undefined,
    };
  }

  async #readLines(document: BillingDocument, head: Head): Promise<void> {
    const { lines, servesFrom } = this.#graph;
    const before = await this.#graph.readBefore?.(document);
    const chosen =
      before === undefined
        ? lineSource(document.provider, head.periodStart, { isThere: lines !== undefined, servesFrom })
        : { source: before };
    if ('problem' in chosen) throw notPlaced(document.invoiceNumber, chosen.problem);
    if (chosen.source === 'graph-export') await this.#readExport(document, head);
    else await this.#readPages(document, head, chosen.source);
  }

  /**
   * Nothing in the answers tells that a page between two was lost. What tells is the sum: where it differs from the
   * charges of the document, the lines are read again, until two readings in a row agree. (A sum may differ for good:
   * taxes, and adjustments that have no line.)
   */
  async #readPages(document: BillingDocument, { totalCharges }: Head, source: PagedSource): Promise<void> {
    const { invoiceNumber } = document;
    let before: string | undefined;
    for (let reading = 1; reading <= READINGS_AT_MOST; reading += 1) {
      const from = this.#draft.position;
      const quarantinedBefore = this.#draft.quarantined.length;
      const { file, lineCount, sum, digest } = await this.#stageLines(document, source, reading);
      if (lineCount === 0 && !isZero(totalCharges) && digest === before) throw noLines(invoiceNumber, totalCharges);
      if ((lineCount > 0 || isZero(totalCharges)) && (digest === before || isEqual(sum, totalCharges))) {
        file.keep();
        return;
      }
      before = digest;
      await this.#draft.withdrawFrom(from);
      this.#draft.quarantined.length = quarantinedBefore;
    }
    throw notPlaced(invoiceNumber, {
      column: 'lines',
      expected: 'two readings in a row that agree',
      found: `${String(READINGS_AT_MOST)} different ones`,
    });
  }

  async #stageLines(document: BillingDocument, source: PagedSource, reading: number): Promise<StagedLines> {
    const { invoiceNumber } = document;
    const name = `${pathOf(invoiceNumber)}/lineitems`;
    const isLegacy = source === 'v1-office';
    const file = this.#invoices.openFile(name, isLegacy ? 'legacy-api' : 'new-commerce-api');
    const items = isLegacy ? legacyLines(this.#answers, name, reading) : newCommerceLines(this.#answers, name, reading);
    const digest = createHash('sha256');
    let sum = new Decimal(0);
    let lineCount = 0;
    for await (const item of items) {
      lineCount += 1;
      digest.update(JSON.stringify(item));
      const read = lineOf(document, item, { isLegacy, line: lineCount, mapping: this.#mapping });
      if ('problem' in read) {
        this.#quarantine(name, lineCount, read.problem);
        continue;
      }
      this.#draft.productNames.saw('offer', read.line.offerId, productNameOf(item));
      sum = sum.plus(read.line.subtotal);
      file.stage(read.line, lineCount);
      await this.#draft.drain();
    }
    return { file, lineCount, sum, digest: digest.digest('hex') };
  }

  async #readExport(document: BillingDocument, { totalCharges }: Head): Promise<void> {
    const hasData = await this.#graph.lines?.read(document, this.#invoices);
    if (hasData === true || isZero(totalCharges)) return;
    throw noLines(document.invoiceNumber, totalCharges);
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

/** Legacy lines name the offer, those of new commerce product and SKU. */
function productNameOf(line: Readonly<Record<string, unknown>>): string {
  return [line['offerName'], line['productName'], line['skuName']]
    .filter((name): name is string => typeof name === 'string')
    .join(' ');
}

function pathOf(invoiceNumber: string): string {
  return `invoices/${encodeURIComponent(invoiceNumber)}`;
}

function isZero(amount: string | undefined): boolean {
  return amount !== undefined && /^-?0*\.?0*$/.test(amount) && amount !== '';
}

/** Failures of the line or of the other side, in contrast to answers that say something we cannot use. */
function mayPass(failure: SeatbackError | undefined): boolean {
  return failure instanceof PartnerCenterError || failure instanceof GraphBillingError;
}

function isEqual(sum: Decimal, amount: string | undefined): boolean {
  return amount !== undefined && /^-?\d+(\.\d+)?$/.test(amount) && sum.equals(amount);
}

function lineOf(
  document: BillingDocument,
  item: WireLicenceLine | Readonly<Record<string, unknown>>,
  { isLegacy, line, mapping }: { readonly isLegacy: boolean; readonly line: number; readonly mapping: Mapping },
): { readonly line: BillingLine } | { readonly problem: LineProblem } {
  if (!isLegacy) return lineOfInvoice(document, { line, values: valuesOf(item) }, mapping.newCommerceLine);
  const mapped = mapping.licenceLine(document.invoiceNumber, item);
  return 'row' in mapped ? { line: mapped.row } : mapped;
}

/** Without lines a document of zero is whole. One with charges has none yet: its seats are unknown, not zero. */
function noLines(invoiceNumber: string, totalCharges: string | undefined): SeatbackError {
  return notPlaced(invoiceNumber, {
    column: 'totalCharges',
    expected: `lines for charges of ${totalCharges ?? 'an unknown amount'}`,
    found: 'none',
  });
}

function notPlaced(invoiceNumber: string, { column, expected, found }: Unreadable): SeatbackError {
  return new SeatbackError({
    code: 'INVOICE_NOT_TAKEN',
    expected,
    found: `${found} (${column})`,
    where: pathOf(invoiceNumber),
    next: 'The next pull asks again; where it stays so, import the lines of this invoice as a file.',
  });
}
