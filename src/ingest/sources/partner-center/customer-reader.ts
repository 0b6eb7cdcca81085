import type { z } from 'zod';
import type { Clock, Guid, Instant } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { Answer, AnswerSource } from './answers.js';
import { PartnerCenterError, unreadable } from './partner-center-error.js';
import { CustomerListing } from './customer-listing.js';
import { seatRow, subscriptionRow, type SubscriptionRow, type Unreadable } from './mapper.js';
import { nextPage, subscribedSkusAnswer, subscriptionsAnswer, type Page } from './wire.js';

/** More than are ever let through at once: how many calls go out is the governor's matter. */
const CUSTOMERS_AT_ONCE = 16;

const RESOURCES = ['subscriptions', 'seats'] as const;
type Resource = (typeof RESOURCES)[number];

/** What of a customer is still to be read. */
interface Unread {
  readonly customerId: Guid;
  readonly resources: readonly Resource[];
}

export interface CustomerTotals {
  readonly customersSeen: number;
  readonly customersRefused: number;
  readonly customersFailed: number;
}

export type OnProgress = ((done: number, all: number) => void) | undefined;

/** Reads customers with their subscriptions and assigned seats into a delivery (contract of Partner Center, sections 3 to 5). */
export class CustomerReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #clock: Clock;
  readonly #listing: CustomerListing;
  readonly #refused = new Set<Guid>();
  readonly #failures = new Map<string, PartnerCenterError>();
  readonly #asked = new Set<Guid>();
  #unread: readonly Unread[] = [];
  #customersFailed = 0;

  constructor(answers: AnswerSource, draft: DeliveryDraft, clock: Clock) {
    this.#answers = answers;
    this.#draft = draft;
    this.#clock = clock;
    this.#listing = new CustomerListing(answers, draft);
  }

  totals(): CustomerTotals {
    return {
      customersSeen: this.#asked.size,
      customersRefused: this.#refused.size,
      customersFailed: this.#customersFailed,
    };
  }

  /**
   * Reads whom it has not read. One customer's refusal or failure stops nobody else; what failed is tried again in the
   * next round.
   *
   * @param expected customers that answered lately: they are asked also where no list names them
   * @returns whether nobody is left to be read
   * @throws PartnerCenterError where the token is refused
   */
  async readRound(expected: readonly Guid[], onProgress: OnProgress): Promise<boolean> {
    for (;;) {
      const listed = await this.#listing.read();
      const newcomers = [...new Set([...listed, ...expected])].filter((customerId) => !this.#asked.has(customerId));
      for (const customerId of newcomers) this.#asked.add(customerId);
      this.#unread = await this.#readAll(
        [...this.#unread, ...newcomers.map((customerId) => ({ customerId, resources: RESOURCES }))],
        onProgress,
      );
      // A page that was lost on the way is in the next list: one that brings nobody new ends the listing.
      if (this.#listing.isWhole) return this.#unread.length === 0;
      if (this.#listing.hasFailed) return false;
    }
  }

  /**
   * What still fails when there is no more time is on record as missed, which is not zero.
   *
   * @throws PartnerCenterError where no customer could be listed and none was expected
   */
  async finish(): Promise<void> {
    if (this.#asked.size === 0) this.#listing.throwFailure();
    this.#listing.reportFailure();
    await this.#recordMissed(this.#unread);
  }

  async #readAll(customers: readonly Unread[], onProgress: OnProgress): Promise<Unread[]> {
    const unread: Unread[] = [];
    let done = 0;
    let isStopped = false;
    const waiting = customers.values();
    const worker = async () => {
      for (const { customerId, resources } of waiting) {
        if (isStopped) return;
        const failed: Resource[] = [];
        for (const resource of resources) if (!(await this.#attempt(customerId, resource))) failed.push(resource);
        if (failed.length > 0) unread.push({ customerId, resources: failed });
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
    return unread;
  }

  /** @returns false where it failed for a reason that may pass */
  async #attempt(customerId: Guid, resource: Resource): Promise<boolean> {
    try {
      await (resource === 'seats' ? this.#readSeats(customerId) : this.#readSubscriptions(customerId));
      return true;
    } catch (error) {
      // Without a valid token nobody is refused or missing: the pull as a whole cannot be made.
      if (!(error instanceof PartnerCenterError) || error.status === 401) throw error;
      if (!this.#isRefused(customerId, error)) {
        this.#failures.set(`${customerId} ${resource}`, error);
        return false;
      }
      this.#refused.add(customerId);
      await this.#recordRefusal(customerId, resource, 'no-access');
      return true;
    }
  }

  /** A customer that no list names and nobody finds has ended the relation. */
  #isRefused(customerId: Guid, error: PartnerCenterError): boolean {
    return error.isRefusal || (error.status === 404 && !this.#listing.names(customerId));
  }

  async #recordMissed(missed: readonly Unread[]): Promise<void> {
    this.#customersFailed = missed.length;
    for (const { customerId, resources } of missed) {
      this.#refused.delete(customerId);
      for (const resource of resources) {
        const error = this.#failures.get(`${customerId} ${resource}`);
        const isUnreadable = error?.code === 'PARTNER_CENTER_UNREADABLE';
        await this.#recordRefusal(customerId, resource, isUnreadable ? 'unreadable' : 'failed');
        if (error === undefined) continue;
        const { code, expected, found, where } = error.report;
        this.#draft.quarantined.push({ file: where, line: 0, column: null, code, expected, found });
      }
    }
  }

  async #recordRefusal(customerId: Guid, resource: Resource, cause: 'no-access' | 'unreadable' | 'failed') {
    await this.#draft.stage('refusal', { customer_id: customerId, resource, observed_at: this.#clock.now(), cause });
  }

  async #readSubscriptions(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/subscriptions`;
    const { value: items, observedAt } = await this.#itemsAtOnce(path, path, subscriptionsAnswer);
    await this.#draft.stage('reading', { customer_id: customerId, resource: 'subscriptions', observed_at: observedAt });
    const read = new Map<string, SubscriptionRow>();
    const contradicted = new Set<string>();
    for (const [index, item] of items.entries()) {
      const mapped = subscriptionRow(customerId, observedAt, item);
      if (!('row' in mapped)) {
        // What one row would have said is not known: these are not all subscriptions of the customer.
        this.#quarantine(path, index + 1, mapped.problem);
        await this.#recordUnreadable(customerId, 'subscriptions', observedAt);
        continue;
      }
      const { row } = mapped;
      this.#draft.productNames.saw('offer', item.offerId, item.offerName);
      const earlier = read.get(row.subscription_id);
      if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(row)) {
        contradicted.add(row.subscription_id);
        const problem = {
          column: 'id',
          expected: 'one state of a subscription',
          found: `two of ${row.subscription_id}`,
        };
        this.#quarantine(path, index + 1, problem);
      }
      read.set(row.subscription_id, row);
    }
    for (const [id, row] of read) if (!contradicted.has(id)) await this.#draft.stage('subscription', row);
  }

  async #readSeats(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/subscribedskus`;
    const asked = `${path}?licenseGroupIds=group1`;
    const { value: items, observedAt } = await this.#itemsAtOnce(path, asked, subscribedSkusAnswer);
    await this.#draft.stage('reading', { customer_id: customerId, resource: 'seats', observed_at: observedAt });
    for (const [index, item] of items.entries()) {
      const mapped = seatRow(customerId, observedAt, item, { file: path, line: index + 1 });
      if ('row' in mapped) {
        this.#draft.productNames.saw('sku', item.productSku?.id, item.productSku?.name);
        await this.#draft.stage('seat', mapped.row);
        continue;
      }
      // A reading with a row that cannot be read says nothing certain about the tenant.
      this.#quarantine(path, index + 1, mapped.problem);
      await this.#recordUnreadable(customerId, 'seats', observedAt);
    }
  }

  async #recordUnreadable(customerId: Guid, resource: Resource, observedAt: Instant): Promise<void> {
    await this.#draft.stage('refusal', {
      customer_id: customerId,
      resource,
      observed_at: observedAt,
      cause: 'unreadable',
    });
  }

  /** A customer's lists are documented to come in one answer. The first part of one would pass for all that there is. */
  async #itemsAtOnce<Item>(name: string, path: string, page: z.ZodType<Page<Item>>): Promise<Answer<readonly Item[]>> {
    const { value, observedAt } = await this.#answers.read({ name, path }, page, (given) => {
      if (nextPage(given) !== undefined)
        throw unreadable(path, 'the whole list in one answer', 'a link to a next page');
    });
    return { value: value.items, observedAt };
  }

  #quarantine(file: string, line: number, problem: Unreadable): void {
    this.#draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
  }
}
