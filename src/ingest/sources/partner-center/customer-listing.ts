import { parseGuid, type Guid } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { z } from 'zod';
import type { AnswerSource, Question } from './answers.js';
import { PartnerCenterError, unreadable } from './partner-center-error.js';
import { endless, isEndless, PAGES_AT_MOST } from './paging.js';
import { customersPage, nextPage, type WireCustomer } from './wire.js';

const CUSTOMERS_A_PAGE = 500;
/** A list that names somebody new each time it is read is not read for ever. */
export const LISTS_AT_MOST = 5;
/** How often a page is asked for whose answer is the page before it. */
const ASKED_AT_MOST = 3;

/** The customers of the partner, from as many lists as it takes until one brings nobody new. */
export class CustomerListing {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #named = new Set<Guid>();
  readonly #unreadable = new Set<string>();
  #lists = 0;
  /** Of them those that were read to their end. */
  #wholeLists = 0;
  #isWhole = false;
  #failure: PartnerCenterError | undefined;

  constructor(answers: AnswerSource, draft: DeliveryDraft) {
    this.#answers = answers;
    this.#draft = draft;
  }

  /** The last list named nobody new. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The last list could not be read to its end. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  names(customerId: Guid): boolean {
    return this.#named.has(customerId);
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** That no list could be read to its end stays on record: who is new may be missing. */
  reportFailure(): void {
    if (this.#failure === undefined) return;
    const { code, expected, found, where } = this.#failure.report;
    this.#draft.quarantined.push({ file: where, line: 0, column: null, code, expected, found });
  }

  /**
   * Reads one more list, unless the last one named nobody new.
   *
   * @returns whom it is the first to name
   * @throws PartnerCenterError where the token is refused
   */
  async read(): Promise<Guid[]> {
    if (this.#isWhole) return [];
    const fresh: Guid[] = [];
    this.#lists += 1;
    this.#failure = undefined;
    try {
      for await (const { customer, line } of this.#customers()) {
        const id = parseGuid(customer.id ?? '');
        if (id === undefined) {
          this.#quarantine(line, customer.id);
          continue;
        }
        if (this.#named.has(id)) continue;
        this.#named.add(id);
        fresh.push(id);
        await this.#draft.stage('customer_listing', {
          customer_id: id,
          company_name: customer.companyProfile?.companyName ?? null,
          domain: customer.companyProfile?.domain ?? null,
          country: null,
          relationship: customer.relationshipToPartner ?? null,
        });
      }
      this.#wholeLists += 1;
      this.#isWhole = (this.#wholeLists > 1 && fresh.length === 0) || this.#wholeLists >= LISTS_AT_MOST;
    } catch (error) {
      if (!(error instanceof PartnerCenterError) || error.status === 401) throw error;
      this.#failure = error;
    }
    return fresh;
  }

  /** Seek paging by the continuation header; `totalCount` and the link's address are not believed. */
  async *#customers(): AsyncGenerator<{ readonly customer: WireCustomer; readonly line: number }, void> {
    let path = `customers?size=${String(CUSTOMERS_A_PAGE)}`;
    let token: string | undefined;
    let line = 1;
    const tokens = new Set<string>();
    for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
      const name = `customers list ${String(this.#lists)} page ${String(page)}`;
      const headers = token === undefined ? {} : { 'MS-ContinuationToken': token };
      const value = await this.#page({ name, path, headers }, tokens);
      const next = nextPage(value);
      for (const [index, customer] of value.items.entries()) yield { customer, line: line + index };
      if (next === undefined) return;
      line += value.items.length;
      token = next.continuationToken;
      tokens.add(token ?? '');
      path = `customers?size=${String(CUSTOMERS_A_PAGE)}&seekOperation=Next`;
    }
    throw endless(path);
  }

  /** A page that was asked for before came in place of the next one: that may be an accident, so it is asked for again. */
  async #page(question: Question, tokens: ReadonlySet<string>): Promise<z.output<typeof customersPage>> {
    const { path } = question;
    const check = (page: z.output<typeof customersPage>) => {
      const next = nextPage(page);
      // Half a list would pass for the whole: who is missing in it would not even be on record as missed.
      if (next !== undefined && next.continuationToken === undefined)
        throw unreadable(path, 'a continuation token for the next page', 'none');
      if (next?.continuationToken !== undefined && tokens.has(next.continuationToken)) throw endless(path);
    };
    for (let asked = 1; ; asked += 1) {
      try {
        return (await this.#answers.read(question, customersPage, check)).value;
      } catch (error) {
        if (asked === ASKED_AT_MOST || !(error instanceof PartnerCenterError) || !isEndless(error)) throw error;
      }
    }
  }

  #quarantine(line: number, id: string | null | undefined): void {
    const found = id === null || id === undefined ? 'nothing' : `"${id}"`;
    // Every list has it again.
    if (this.#unreadable.has(`${String(line)} ${found}`)) return;
    this.#unreadable.add(`${String(line)} ${found}`);
    this.#draft.quarantined.push({
      file: 'customers',
      line,
      code: 'ROW_UNREADABLE',
      column: 'id',
      expected: 'a GUID',
      found,
    });
  }
}
