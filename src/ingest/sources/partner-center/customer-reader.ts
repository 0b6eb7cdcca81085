import type { z } from 'zod';
import type { Clock, Guid } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { Answer, AnswerSource } from './answers.js';
import { PartnerCenterError, unreadable } from './partner-center-error.js';
import { CustomerListing } from './customer-listing.js';
import { stageSeats, stageSubscriptions, type Resource, type Staging } from './customer-answers.js';
import { nextPage, subscribedSkusAnswer, subscriptionsAnswer, type Page } from './wire.js';

/** More than are ever let through at once: how many calls go out is the governor's matter. */
const CUSTOMERS_AT_ONCE = 16;

const RESOURCES: readonly Resource[] = ['subscriptions', 'seats'];

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
  readonly #staging: Staging;
  readonly #clock: Clock;
  readonly #listing: CustomerListing;
  readonly #refused = new Set<Guid>();
  readonly #failures = new Map<string, PartnerCenterError>();
  readonly #asked = new Set<Guid>();
  #unread: readonly Unread[] = [];
  #customersFailed = 0;

  constructor(answers: AnswerSource, staging: Staging, clock: Clock) {
    this.#answers = answers;
    this.#draft = staging.draft;
    this.#staging = staging;
    this.#clock = clock;
    this.#listing = new CustomerListing(answers, staging.draft);
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
    const answer = await this.#itemsAtOnce(path, path, subscriptionsAnswer);
    await stageSubscriptions(this.#staging, customerId, answer);
  }

  async #readSeats(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/subscribedskus`;
    const asked = `${path}?licenseGroupIds=group1`;
    await stageSeats(this.#staging, customerId, await this.#itemsAtOnce(path, asked, subscribedSkusAnswer));
  }

  /** A customer's lists are documented to come in one answer. The first part of one would pass for all that there is. */
  async #itemsAtOnce<Item>(name: string, path: string, page: z.ZodType<Page<Item>>): Promise<Answer<readonly Item[]>> {
    const { value, observedAt } = await this.#answers.read({ name, path }, page, (given) => {
      if (nextPage(given) !== undefined)
        throw unreadable(path, 'the whole list in one answer', 'a link to a next page');
    });
    return { value: value.items, observedAt };
  }
}
