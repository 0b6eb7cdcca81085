import type { z } from 'zod';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import { InvoiceStager } from '../../deliveries/invoice-stager.js';
import { billingDay } from '../cells.js';
import type { AnswerSource } from './answers.js';
import { licenceLine, type Unreadable } from './mapper.js';
import { endless, PAGES_AT_MOST } from './paging.js';
import { invoiceAnswer, invoicesPage, licenceLinesPage, nextPage, type Page } from './wire.js';

const INVOICES_A_PAGE = 100;
const LINES_A_PAGE = 2000;

/** Reads invoices and their lines into a delivery (contract of Partner Center, section 6). */
export class InvoiceReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  #invoicesRead = 0;

  constructor(answers: AnswerSource, draft: DeliveryDraft) {
    this.#answers = answers;
    this.#draft = draft;
  }

  totals(): { readonly invoicesRead: number } {
    return { invoicesRead: this.#invoicesRead };
  }

  /** Reads the licence lines of each invoice that no pull has read before. */
  async read(known: ReadonlySet<string>): Promise<void> {
    const invoices = new InvoiceStager(this.#draft);
    for (const invoiceNumber of await this.#listLegacyInvoices()) {
      if (known.has(invoiceNumber)) continue;
      await this.#readInvoice(invoiceNumber, invoices);
      this.#invoicesRead += 1;
    }
    await invoices.finish();
  }

  async #listLegacyInvoices(): Promise<string[]> {
    const listed = new Set<string>();
    for await (const { id, invoiceDetails } of this.#itemsByOffset('invoices?', INVOICES_A_PAGE, invoicesPage)) {
      if (invoiceDetails?.some(({ billingProvider }) => billingProvider?.toLowerCase() === 'office') === true)
        listed.add(id);
    }
    return [...listed];
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

  async #readInvoice(invoiceNumber: string, invoices: InvoiceStager): Promise<void> {
    const path = `invoices/${encodeURIComponent(invoiceNumber)}`;
    const { value: head } = await this.#answers.read({ name: path, path }, invoiceAnswer);
    const file = `${path}/lineitems`;
    const staged = invoices.openFile(file, 'legacy-api');
    let line = 0;
    const query = `${file}?provider=office&invoicelineitemtype=BillingLineItems&`;
    for await (const item of this.#itemsByOffset(query, LINES_A_PAGE, licenceLinesPage)) {
      line += 1;
      const mapped = licenceLine(invoiceNumber, item);
      if ('row' in mapped) staged.stage(mapped.row, line);
      else this.#quarantine(file, line, mapped.problem);
      await this.#draft.drain();
    }
    staged.keep();
    const from = billingDay.read(head.billingPeriodStartDate ?? '');
    const to = billingDay.read(head.billingPeriodEndDate ?? '');
    if (from !== undefined && to !== undefined && from <= to)
      await this.#draft.stage('record_coverage', { resource: 'billing', known_from: from, known_to: to });
  }

  #quarantine(file: string, line: number, problem: Unreadable): void {
    this.#draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
  }
}
