import type { z } from 'zod';
import { parseGuid, type Clock, type Guid } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { Answer, AnswerSource } from './answers.js';
import { PartnerCenterError, unreadable } from './client.js';
import { seatRow, subscriptionRow, type Unreadable } from './mapper.js';
import { endless, PAGES_AT_MOST } from './paging.js';
import { customersPage, nextPage, subscribedSkusAnswer, subscriptionsAnswer, type Page } from './wire.js';

const CUSTOMERS_A_PAGE = 500;
const CUSTOMERS_AT_ONCE = 6;

export interface CustomerTotals {
  readonly customersSeen: number;
  readonly customersRefused: number;
  readonly customersFailed: number;
}

/** Reads customers with their subscriptions and assigned seats into a delivery (contract of Partner Center, sections 3 to 5). */
export class CustomerReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #clock: Clock;
  #customersSeen = 0;
  #customersRefused = 0;
  #customersFailed = 0;

  constructor(answers: AnswerSource, draft: DeliveryDraft, clock: Clock) {
    this.#answers = answers;
    this.#draft = draft;
    this.#clock = clock;
  }

  totals(): CustomerTotals {
    return {
      customersSeen: this.#customersSeen,
      customersRefused: this.#customersRefused,
      customersFailed: this.#customersFailed,
    };
  }

  /**
   * One customer's refusal or failure is recorded and stops nobody else.
   *
   * @throws PartnerCenterError where the customers cannot be listed, or the token is refused
   */
  async read(onProgress?: (done: number, all: number) => void): Promise<void> {
    const customers = await this.#listCustomers();
    this.#customersSeen = customers.length;
    let done = 0;
    let isStopped = false;
    const waiting = customers.values();
    const worker = async () => {
      for (const customerId of waiting) {
        if (isStopped) return;
        await this.#readCustomer(customerId);
        done += 1;
        onProgress?.(done, customers.length);
      }
    };
    const workers = Array.from({ length: CUSTOMERS_AT_ONCE }, async () =>
      worker().catch((error: unknown) => {
        isStopped = true;
        throw error;
      }),
    );
    // What stops one stops all, and none goes on asking when the pull has ended.
    await Promise.allSettled(workers);
    await Promise.all(workers);
  }

  /** Seek paging by the continuation header; `totalCount` and the link's address are not believed. */
  async #listCustomers(): Promise<Guid[]> {
    const listed = new Set<Guid>();
    let path = `customers?size=${String(CUSTOMERS_A_PAGE)}`;
    let headers: Record<string, string> = {};
    for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
      const { value: answer } = await this.#answers.read(
        { name: `customers page ${String(page)}`, path, headers },
        customersPage,
      );
      for (const [index, customer] of answer.items.entries()) {
        const id = parseGuid(customer.id);
        if (id === undefined) {
          this.#quarantine('customers', index + 1, { column: 'id', expected: 'a GUID', found: `"${customer.id}"` });
          continue;
        }
        if (listed.has(id)) continue;
        listed.add(id);
        await this.#draft.stage('customer_listing', {
          customer_id: id,
          company_name: customer.companyProfile?.companyName ?? null,
          domain: customer.companyProfile?.domain ?? null,
          country: null,
          relationship: customer.relationshipToPartner ?? null,
        });
      }
      const next = nextPage(answer);
      if (next === undefined) return [...listed];
      const { continuationToken } = next;
      // Half a list would pass for the whole: who is missing in it would not even be on record as missed.
      if (continuationToken === undefined) throw unreadable(path, 'a continuation token for the next page', 'none');
      if (headers['MS-ContinuationToken'] === continuationToken) throw endless(path);
      path = `customers?size=${String(CUSTOMERS_A_PAGE)}&seekOperation=Next`;
      headers = { 'MS-ContinuationToken': continuationToken };
    }
    throw endless(path);
  }

  async #readCustomer(customerId: Guid): Promise<void> {
    const outcomes = [
      await this.#attempt(customerId, 'subscriptions', () => this.#readSubscriptions(customerId)),
      await this.#attempt(customerId, 'seats', () => this.#readSeats(customerId)),
    ];
    if (outcomes.includes('failed')) this.#customersFailed += 1;
    else if (outcomes.includes('no-access')) this.#customersRefused += 1;
  }

  /** What one customer refuses, or fails to answer, is on record as missed; it is not zero. */
  async #attempt(
    customerId: Guid,
    resource: 'subscriptions' | 'seats',
    read: () => Promise<void>,
  ): Promise<'read' | 'no-access' | 'failed'> {
    try {
      await read();
      return 'read';
    } catch (error) {
      // Without a valid token nobody is refused or missing: the pull as a whole cannot be made.
      if (!(error instanceof PartnerCenterError) || error.status === 401) throw error;
      const cause = error.isRefusal
        ? 'no-access'
        : error.code === 'PARTNER_CENTER_UNREADABLE'
          ? 'unreadable'
          : 'failed';
      await this.#draft.stage('refusal', { customer_id: customerId, resource, observed_at: this.#clock.now(), cause });
      if (cause !== 'no-access') {
        const { code, expected, found, where } = error.report;
        this.#draft.quarantined.push({ file: where, line: 0, column: null, code, expected, found });
      }
      return cause === 'no-access' ? 'no-access' : 'failed';
    }
  }

  async #readSubscriptions(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/subscriptions`;
    const { value: items, observedAt } = await this.#itemsAtOnce(path, path, subscriptionsAnswer);
    await this.#draft.stage('reading', { customer_id: customerId, resource: 'subscriptions', observed_at: observedAt });
    for (const [index, item] of items.entries()) {
      const mapped = subscriptionRow(customerId, observedAt, item);
      if ('row' in mapped) {
        this.#draft.productNames.saw('offer', item.offerId, item.offerName);
        await this.#draft.stage('subscription', mapped.row);
      } else this.#quarantine(path, index + 1, mapped.problem);
    }
  }

  async #readSeats(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/subscribedskus`;
    const { value: items, observedAt } = await this.#itemsAtOnce(
      path,
      `${path}?licenseGroupIds=group1`,
      subscribedSkusAnswer,
    );
    await this.#draft.stage('reading', { customer_id: customerId, resource: 'seats', observed_at: observedAt });
    for (const [index, item] of items.entries()) {
      const mapped = seatRow(customerId, observedAt, item, { file: path, line: index + 1 });
      if ('row' in mapped) {
        this.#draft.productNames.saw('sku', item.productSku.id, item.productSku.name);
        await this.#draft.stage('seat', mapped.row);
        continue;
      }
      // A reading with a row that cannot be read says nothing certain about the tenant.
      this.#quarantine(path, index + 1, mapped.problem);
      await this.#draft.stage('refusal', {
        customer_id: customerId,
        resource: 'seats',
        observed_at: observedAt,
        cause: 'unreadable',
      });
    }
  }

  /** A customer's lists are documented to come in one answer. The first part of one would pass for all that there is. */
  async #itemsAtOnce<Item>(name: string, path: string, page: z.ZodType<Page<Item>>): Promise<Answer<readonly Item[]>> {
    const { value, observedAt } = await this.#answers.read({ name, path }, page);
    if (nextPage(value) !== undefined) throw unreadable(path, 'the whole list in one answer', 'a link to a next page');
    return { value: value.items, observedAt };
  }

  #quarantine(file: string, line: number, problem: Unreadable): void {
    this.#draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
  }
}
