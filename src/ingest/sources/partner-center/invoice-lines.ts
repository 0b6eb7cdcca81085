import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { SeatbackError, type CalendarDate } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { BillingLine, InvoiceFile, InvoiceStager } from '../../deliveries/invoice-stager.js';
import { lineOfInvoice } from '../files/billing-files.js';
import { valuesOf } from '../files/records.js';
import type { BilledExport } from '../graph-billing/billed-export.js';
import type { AnswerSource } from './answers.js';
import { lineSource, type BillingDocument, type LineSource, type Period } from './billing-documents.js';
import { legacyLines, newCommerceLines } from './invoice-pages.js';
import type { Staging } from './customer-answers.js';
import type { Unreadable } from './mapper.js';
import type { Mapping } from '../mapping.js';
import type { WireLicenceLine } from './wire.js';

const READINGS_AT_MOST = 4;

/** The export of lines by Graph, and from which billing period on it is read. */
export interface GraphExport {
  /** Undefined where there is no Graph billing, as in China. */
  readonly lines: Pick<BilledExport, 'read' | 'callCount' | 'recover'> | undefined;
  readonly servesFrom: CalendarDate;
  /** Where a document's lines were read before, when they are read again; left out: by its period. */
  readonly readBefore?: (document: BillingDocument) => Promise<LineSource | undefined>;
}

/** What a document says of itself. */
export interface InvoiceHead {
  readonly period: Period | undefined;
  readonly periodStart: CalendarDate | undefined;
  readonly totalCharges: string | undefined;
}

export type LineProblem = Omit<Unreadable, 'column'> & { readonly column: string | null };

type PagedSource = Exclude<LineSource, 'graph-export'>;

interface StagedLines {
  readonly file: InvoiceFile;
  readonly lineCount: number;
  /** Of the subtotals of the lines that could be read. */
  readonly sum: Decimal;
  /** Of what is taken of the lines, in their order, and of those that could not be read. */
  readonly digest: string;
}

/** Reads the lines of documents from where they are served (contract of Partner Center, section 6). */
export class InvoiceLines {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #mapping: Mapping;
  readonly #graph: GraphExport;
  readonly #invoices: InvoiceStager;
  /**
   * How often the lines of a document were read. A question that is asked again has another name: so a pull that was
   * cut off is told what it was told before, in the same order, and then goes on.
   */
  readonly #readings = new Map<string, number>();

  constructor(answers: AnswerSource, { draft, mapping }: Staging, graph: GraphExport, invoices: InvoiceStager) {
    this.#answers = answers;
    this.#draft = draft;
    this.#mapping = mapping;
    this.#graph = graph;
    this.#invoices = invoices;
  }

  /**
   * Stages the lines of a document; where that fails, what was staged is to be withdrawn.
   *
   * @throws PartnerCenterError, GraphBillingError; SeatbackError INVOICE_NOT_TAKEN, FILE_UNREADABLE
   */
  async read(document: BillingDocument, head: InvoiceHead): Promise<void> {
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
  async #readPages(document: BillingDocument, { totalCharges }: InvoiceHead, source: PagedSource): Promise<void> {
    const { invoiceNumber } = document;
    let before: string | undefined;
    for (let count = 1; count <= READINGS_AT_MOST; count += 1) {
      const from = this.#draft.position;
      const quarantinedBefore = this.#draft.quarantined.length;
      const { file, lineCount, sum, digest } = await this.#stageLines(document, source);
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

  async #stageLines(document: BillingDocument, source: PagedSource): Promise<StagedLines> {
    const { invoiceNumber } = document;
    const reading = (this.#readings.get(invoiceNumber) ?? 0) + 1;
    this.#readings.set(invoiceNumber, reading);
    const name = `${pathOf(invoiceNumber)}/lineitems`;
    const isLegacy = source === 'v1-office';
    const file = this.#invoices.openFile(name, isLegacy ? 'legacy-api' : 'new-commerce-api');
    const pages = isLegacy ? legacyLines(this.#answers, name, reading) : newCommerceLines(this.#answers, name, reading);
    const unreadable = createHash('sha256');
    let sum = new Decimal(0);
    let lineCount = 0;
    for await (const items of pages) {
      for (const item of items) {
        lineCount += 1;
        const read = lineOf(document, item, { isLegacy, line: lineCount, mapping: this.#mapping });
        if ('problem' in read) {
          unreadable.update(JSON.stringify([lineCount, item]));
          this.#quarantine(name, lineCount, read.problem);
          continue;
        }
        this.#draft.productNames.saw('offer', read.line.offerId, () => productNameOf(item));
        sum = sum.plus(read.line.subtotal);
        file.stage(read.line, lineCount);
      }
      await this.#draft.drain();
    }
    return { file, lineCount, sum, digest: `${file.digest(invoiceNumber)} ${unreadable.digest('hex')}` };
  }

  async #readExport(document: BillingDocument, { totalCharges }: InvoiceHead): Promise<void> {
    const hasData = await this.#graph.lines?.read(document, this.#invoices);
    if (hasData === true || isZero(totalCharges)) return;
    throw noLines(document.invoiceNumber, totalCharges);
  }

  #quarantine(file: string, line: number, problem: LineProblem): void {
    this.#draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
  }
}

/** The address of a document, below `/v1`. */
export function pathOf(invoiceNumber: string): string {
  return `invoices/${encodeURIComponent(invoiceNumber)}`;
}

/** Legacy lines name the offer, those of new commerce product and SKU. */
function productNameOf(line: Readonly<Record<string, unknown>>): string {
  return [line['offerName'], line['productName'], line['skuName']]
    .filter((name): name is string => typeof name === 'string')
    .join(' ');
}

function isZero(amount: string | undefined): boolean {
  return amount !== undefined && /^-?0*\.?0*$/.test(amount) && amount !== '';
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
