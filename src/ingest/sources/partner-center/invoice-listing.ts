import type { AnswerSource } from './answers.js';
import { isNamed, sortDocuments, type NamedInvoice, type SortedDocuments } from './billing-documents.js';
import { pagesByOffset } from './invoice-pages.js';
import { invoicesPage, type WireInvoice } from './wire.js';

const INVOICES_A_PAGE = 100;
/** A list that names another document each time it is read is not read for ever. */
const WHOLE_LISTS_AT_MOST = 5;

export interface ListedDocuments extends SortedDocuments {
  /** Of one without a number nobody knows what it would say. */
  readonly hasUnnamed: boolean;
}

/** The documents of billing, from as many lists as it takes until one names nothing new: a page may be lost on the way. */
export class InvoiceListing {
  readonly #answers: AnswerSource;
  readonly #listed = new Map<string, NamedInvoice>();
  #lists = 0;
  #wholeLists = 0;
  #isWhole = false;
  #hasUnnamed = false;

  constructor(answers: AnswerSource) {
    this.#answers = answers;
  }

  /** @throws PartnerCenterError; to be called again then */
  async read(): Promise<ListedDocuments> {
    while (!this.#isWhole) {
      const isNew = await this.#readList();
      this.#wholeLists += 1;
      this.#isWhole = (this.#wholeLists > 1 && !isNew) || this.#wholeLists >= WHOLE_LISTS_AT_MOST;
    }
    return { ...sortDocuments([...this.#listed.values()]), hasUnnamed: this.#hasUnnamed };
  }

  /** @returns whether it named a document that no list before had, or said something else of one */
  async #readList(): Promise<boolean> {
    this.#lists += 1;
    let isNew = false;
    for await (const documents of pagesByOffset(
      this.#answers,
      'invoices?',
      INVOICES_A_PAGE,
      invoicesPage,
      this.#lists,
    )) {
      for (const document of documents) isNew = this.#take(document) || isNew;
    }
    return isNew;
  }

  /** @returns whether it is new, or says something else than before */
  #take(document: WireInvoice): boolean {
    if (!isNamed(document)) {
      this.#hasUnnamed = true;
      return false;
    }
    // One list may hold a document twice, with what amends it in one place only.
    const said = JSON.stringify(whatCounts(document));
    if (this.#listed.has(said)) return false;
    this.#listed.set(said, document);
    return true;
  }
}

/** Addresses in a document may be other ones each time. */
function whatCounts({ id, documentType, amendsOf, amendments }: WireInvoice): unknown {
  return [id, documentType, amendsOf, (amendments ?? []).map(whatCounts)];
}
