import type { z } from 'zod';
import { SeatbackError, type CalendarDate } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import { InvoiceStager } from '../../deliveries/invoice-stager.js';
import { billingDay } from '../cells.js';
import { lineOfInvoice } from '../files/billing-files.js';
import { valuesOf } from '../files/records.js';
import type { BilledExport } from '../graph-billing/billed-export.js';
import type { AnswerSource } from './answers.js';
import {
  daysKnown,
  lineSource,
  sortDocuments,
  type BillingDocument,
  type LineSource,
  type Period,
  type SortedDocuments,
  type UnplacedDocument,
} from './billing-documents.js';
import { PartnerCenterError, unreadable } from './client.js';
import { licenceLine, type Unreadable } from './mapper.js';
import { endless, PAGES_AT_MOST } from './paging.js';
import {
  invoiceAnswer,
  invoicesPage,
  licenceLinesPage,
  newCommerceLinesPage,
  nextPage,
  type Page,
  type WireInvoice,
} from './wire.js';

const INVOICES_A_PAGE = 100;
const LINES_A_PAGE = 2000;

/** The export of lines by Graph, and from which billing period on it is read. */
export interface GraphExport {
  /** Undefined where there is no Graph billing, as in China. */
  readonly lines: BilledExport | undefined;
  readonly servesFrom: CalendarDate;
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

/** Reads invoices and their lines into a delivery (contract of Partner Center, section 6). */
export class InvoiceReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #graph: GraphExport;
  readonly #invoices: InvoiceStager;
  readonly #taken: Period[] = [];
  readonly #missing: (Period | undefined)[] = [];
  #invoicesRead = 0;

  constructor(answers: AnswerSource, draft: DeliveryDraft, graph: GraphExport) {
    this.#answers = answers;
    this.#draft = draft;
    this.#graph = graph;
    this.#invoices = new InvoiceStager(draft);
  }

  totals(): InvoiceTotals {
    const exportCalls = this.#graph.lines?.callCount() ?? 0;
    return { invoicesRead: this.#invoicesRead, invoicesNotTaken: this.#missing.length, exportCalls };
  }

  /**
   * Reads the lines of each document that no pull has read before, and takes away those of each voided one.
   *
   * @throws PartnerCenterError where documents cannot be listed, a legacy invoice cannot be read, or the token is refused
   */
  async read(known: ReadonlySet<string>): Promise<void> {
    const { adding, voided, unplaced } = await this.#listDocuments();
    for (const document of adding) {
      if (known.has(document.invoiceNumber)) continue;
      await this.#orMissing(document, (head) => this.#readLines(document, head));
    }
    for (const document of voided) {
      // Said every night: whatever brought lines of it meanwhile, they are taken away again.
      this.#invoices.takeAway(
        document.invoiceNumber,
        document.provider === 'office' ? 'legacy-api' : 'new-commerce-api',
      );
      if (!known.has(document.invoiceNumber)) await this.#orMissing(document, async () => undefined);
    }
    for (const document of unplaced) await this.#reportUnplaced(document);
    await this.#stageCoverage();
    await this.#invoices.finish();
  }

  async #listDocuments(): Promise<SortedDocuments> {
    const listed: WireInvoice[] = [];
    for await (const document of this.#itemsByOffset('invoices?', INVOICES_A_PAGE, invoicesPage)) listed.push(document);
    return sortDocuments(listed);
  }

  /**
   * What stops a document of new commerce stops no other: nothing of it is taken, and its days do not count as known.
   * Legacy invoices are few and come in one piece: where one cannot be read, the pull as a whole is made again.
   */
  async #orMissing(document: BillingDocument, take: (head: Head) => Promise<void>): Promise<void> {
    const from = this.#draft.position;
    const quarantinedBefore = this.#draft.quarantined.length;
    const payloadsBefore = this.#draft.payloads.length;
    let head: Head | undefined;
    try {
      head = await this.#head(document.invoiceNumber);
      await take(head);
      if (head.period !== undefined) this.#taken.push(head.period);
    } catch (error) {
      const isFatal = error instanceof PartnerCenterError && (error.status === 401 || document.provider === 'office');
      if (!(error instanceof SeatbackError) || isFatal) throw error;
      await this.#draft.withdrawFrom(from);
      this.#draft.quarantined.length = quarantinedBefore;
      this.#draft.payloads.length = payloadsBefore;
      this.#invoices.forget(document.invoiceNumber);
      this.#missing.push(head?.period);
      const { code, expected, found, where } = error.report;
      const file = pathOf(document.invoiceNumber);
      const place = where.startsWith(file) ? where : file;
      const foundWhere = place === where ? found : `${found} (${where})`;
      this.#draft.quarantined.push({ file: place, line: 0, column: null, code, expected, found: foundWhere });
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
    const chosen = lineSource(document.provider, head.periodStart, { isThere: lines !== undefined, servesFrom });
    if ('problem' in chosen) throw notPlaced(document.invoiceNumber, chosen.problem);
    await this.#read[chosen.source](document, head);
    this.#invoicesRead += 1;
  }

  readonly #read: Readonly<Record<LineSource, (document: BillingDocument, head: Head) => Promise<void>>> = {
    'v1-office': (document) => this.#readLegacyLines(document),
    'v1-onetime': (document) => this.#readNewCommerceLines(document),
    'graph-export': (document, head) => this.#readExport(document, head),
  };

  async #readLegacyLines({ invoiceNumber }: BillingDocument): Promise<void> {
    const file = `${pathOf(invoiceNumber)}/lineitems`;
    const staged = this.#invoices.openFile(file, 'legacy-api');
    let line = 0;
    const query = `${file}?provider=office&invoicelineitemtype=BillingLineItems&`;
    for await (const item of this.#itemsByOffset(query, LINES_A_PAGE, licenceLinesPage)) {
      line += 1;
      const mapped = licenceLine(invoiceNumber, item);
      if ('row' in mapped) await staged.stage(mapped.row, line);
      else this.#quarantine(file, line, mapped.problem);
    }
    staged.keep();
  }

  async #readNewCommerceLines(document: BillingDocument): Promise<void> {
    const file = `${pathOf(document.invoiceNumber)}/lineitems`;
    const staged = this.#invoices.openFile(file, 'new-commerce-api');
    let line = 0;
    for await (const item of this.#newCommerceItems(file)) {
      line += 1;
      const read = lineOfInvoice(document, { line, values: valuesOf(item) });
      if ('line' in read) await staged.stage(read.line, line);
      else this.#quarantine(file, line, read.problem);
    }
    staged.keep();
  }

  async #readExport(document: BillingDocument, { totalCharges }: Head): Promise<void> {
    const hasData = await this.#graph.lines?.read(document, this.#invoices);
    if (hasData === true || isZero(totalCharges)) return;
    // Without data an invoice of zero is whole. One with charges is not exported yet: its seats are unknown, not zero.
    throw notPlaced(document.invoiceNumber, {
      column: 'totalCharges',
      expected: `lines of charges of ${totalCharges ?? 'an unknown amount'}`,
      found: 'an export without data',
    });
  }

  /** Pages by offset, which we count ourselves: the next link of a published sample has one without a value. */
  async *#itemsByOffset<Item>(
    query: string,
    size: number,
    pageOfItems: z.ZodType<Page<Item>>,
  ): AsyncGenerator<Item, void> {
    let before = '';
    for (let page = 0; page < PAGES_AT_MOST; page += 1) {
      const path = `${query}size=${String(size)}&offset=${String(page * size)}`;
      const { value: answer } = await this.#answers.read({ name: path, path }, pageOfItems);
      if (answer.items.length === 0) return;
      const items = JSON.stringify(answer.items);
      if (items === before) throw endless(path);
      yield* answer.items;
      if (nextPage(answer) === undefined) return;
      before = items;
    }
    throw endless(query);
  }

  /** Seek paging: size and offset of the next link mean nothing here, its header alone counts. */
  async *#newCommerceItems(file: string): AsyncGenerator<Readonly<Record<string, unknown>>, void> {
    let path = `${file}?provider=onetime&invoicelineitemtype=BillingLineItems&size=${String(LINES_A_PAGE)}`;
    let headers: Record<string, string> = {};
    for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
      const question = { name: `${file} page ${String(page)}`, path, headers };
      const { value: answer } = await this.#answers.read(question, newCommerceLinesPage);
      yield* answer.items;
      const next = nextPage(answer);
      if (next === undefined) return;
      const { continuationToken } = next;
      if (continuationToken === undefined) throw unreadable(path, 'a continuation token for the next page', 'none');
      if (headers['MS-ContinuationToken'] === continuationToken) throw endless(path);
      path = `${file}/OneTime/BillingLineItems?seekOperation=Next`;
      headers = { 'MS-ContinuationToken': continuationToken };
    }
    throw endless(file);
  }

  /** Nobody knows what it adds or takes away, so its days do not count as known either. */
  async #reportUnplaced({ invoiceNumber, problem }: UnplacedDocument): Promise<void> {
    this.#quarantine(pathOf(invoiceNumber), 0, problem);
    const head = await this.#head(invoiceNumber).catch((error: unknown) => {
      if (error instanceof PartnerCenterError && error.status !== 401) return undefined;
      throw error;
    });
    this.#missing.push(head?.period);
  }

  async #stageCoverage(): Promise<void> {
    for (const period of this.#taken) {
      for (const { from, to } of daysKnown(period, this.#missing)) {
        await this.#draft.stage('record_coverage', { resource: 'billing', known_from: from, known_to: to });
      }
    }
  }

  #quarantine(
    file: string,
    line: number,
    problem: Unreadable | (Omit<Unreadable, 'column'> & { column: string | null }),
  ): void {
    this.#draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
  }
}

function pathOf(invoiceNumber: string): string {
  return `invoices/${encodeURIComponent(invoiceNumber)}`;
}

function isZero(amount: string | undefined): boolean {
  return amount !== undefined && /^-?0*\.?0*$/.test(amount) && amount !== '';
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
