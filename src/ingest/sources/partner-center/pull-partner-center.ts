import { Inject, Injectable } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import type { z } from 'zod';
import { UnitOfWork, whileHolding, type Session } from '../../../database/index.js';
import { CLOCK, parseGuid, type Clock, type Guid, type Instant, type JsonValue } from '../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../deliveries/delivery-draft.js';
import { InvoiceStager } from '../../deliveries/invoice-stager.js';
import { billingDay } from '../cells.js';
import { SLEEP, type Sleep } from './call-pacer.js';
import { PartnerCenterClient, PartnerCenterError, unreadable, type CallCounts } from './client.js';
import { licenceLine, seatRow, subscriptionRow, type Unreadable } from './mapper.js';
import { PARTNER_CENTER_CREDENTIAL } from './credential.js';
import {
  customersPage,
  invoiceAnswer,
  invoicesPage,
  licenceLinesPage,
  nextPage,
  subscribedSkusAnswer,
  subscriptionsAnswer,
  type Page,
} from './wire.js';

export const PARTNER_CENTER_SETTINGS = Symbol('partner center settings');

const CUSTOMERS_A_PAGE = 500;
const INVOICES_A_PAGE = 100;
const LINES_A_PAGE = 2000;
const CUSTOMERS_AT_ONCE = 6;
/** A listing that does not end is a fault of the other side, not a large customer base. */
const PAGES_AT_MOST = 20_000;

export interface Pull {
  /** The pull's delivery. */
  readonly delivery: number;
  /** It had been made already: nothing was asked. */
  readonly wasMade: boolean;
  readonly recordedAt: Instant;
  readonly customersSeen: number;
  readonly customersRefused: number;
  readonly customersFailed: number;
  readonly invoicesRead: number;
  readonly quarantined: readonly Quarantined[];
  readonly calls: CallCounts;
  readonly changed: ClosedDelivery['changed'];
}

export interface PullOptions {
  /** The instant it was due: a pull happens once for each. */
  readonly dueAt: Instant;
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** Reads customers, subscriptions, assigned seats and invoices from Partner Center, as one delivery. */
@Injectable()
export class PullPartnerCenter {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #clock: Clock;
  readonly #settings: { readonly url: string; readonly requestsPerMinute: number };
  readonly #credential: () => TokenCredential;
  readonly #sleep: Sleep;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    @Inject(CLOCK) clock: Clock,
    @Inject(PARTNER_CENTER_SETTINGS) settings: { readonly url: string; readonly requestsPerMinute: number },
    @Inject(PARTNER_CENTER_CREDENTIAL) credential: () => TokenCredential,
    @Inject(SLEEP) sleep: Sleep,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#clock = clock;
    this.#settings = settings;
    this.#credential = credential;
    this.#sleep = sleep;
  }

  /**
   * One customer's refusal or failure is recorded and stops nobody else. When customers or invoices cannot be listed
   * at all, nothing is recorded.
   *
   * @throws PartnerCenterError; SeatbackError SETTING_MISSING, DELIVERY_OUT_OF_ORDER
   */
  async execute({ dueAt, onProgress }: PullOptions): Promise<Pull> {
    return this.#unitOfWork.inSession((session) =>
      // One at a time, whoever makes it: limits count for all processes together, and who waited may find it made.
      whileHolding(session, 'pull', async () => {
        return (await findPull(session, dueAt)) ?? this.#pull(session, dueAt, onProgress);
      }),
    );
  }

  async #pull(session: Session, dueAt: Instant, onProgress: PullOptions['onProgress']): Promise<Pull> {
    const client = new PartnerCenterClient({
      baseUrl: this.#settings.url,
      requestsPerMinute: this.#settings.requestsPerMinute,
      credential: this.#credential(),
      sleep: this.#sleep,
    });
    return DeliveryDraft.open(session, { source: 'partner-center', key: dueAt }, this.#clock.now(), async (draft) => {
      const reader = new PartnerCenterReader(client, draft, this.#clock);
      await reader.readCustomers(onProgress);
      await reader.readInvoices(await knownInvoices(session));
      const totals = reader.totals();
      const closed = await this.#closeDelivery.execute(draft, {
        summary: { ...totals, calls: client.counts() as never },
        keepUnchanged: true,
      });
      if (closed === undefined) throw new Error('Broken invariant: a pull is kept, also when it changed nothing');
      return { ...totals, ...closed, wasMade: false, quarantined: draft.quarantined, calls: client.counts() };
    });
  }
}

async function findPull(session: Session, dueAt: Instant): Promise<Pull | undefined> {
  const [made] = await session.query<{
    delivery: number;
    recordedAt: Instant;
    summary: Omit<Pull, 'delivery' | 'recordedAt' | 'wasMade' | 'quarantined'>;
  }>(
    `SELECT delivery, recorded_at AS "recordedAt", summary FROM delivery JOIN delivery_summary USING (delivery)
     WHERE source = 'partner-center' AND source_key = $1`,
    [dueAt],
  );
  return made === undefined
    ? undefined
    : { ...made.summary, delivery: made.delivery, recordedAt: made.recordedAt, wasMade: true, quarantined: [] };
}

/** Invoices that a pull has read whole; a file's copy of an invoice is no reason to leave it out. */
async function knownInvoices(session: Session): Promise<Set<string>> {
  const rows = await session.query<{ number: string }>(
    `SELECT DISTINCT invoice_number AS number FROM invoice JOIN delivery ON delivery.delivery = invoice.recorded_from WHERE source = 'partner-center'`,
  );
  return new Set(rows.map(({ number }) => number));
}

function endless(path: string): PartnerCenterError {
  return unreadable(path, 'a list that ends', `the same page again, or more than ${String(PAGES_AT_MOST)} pages`);
}

class PartnerCenterReader {
  readonly #client: PartnerCenterClient;
  readonly #draft: DeliveryDraft;
  readonly #clock: Clock;
  #customersSeen = 0;
  #customersRefused = 0;
  #customersFailed = 0;
  #invoicesRead = 0;

  constructor(client: PartnerCenterClient, draft: DeliveryDraft, clock: Clock) {
    this.#client = client;
    this.#draft = draft;
    this.#clock = clock;
  }

  totals(): Readonly<Record<string, JsonValue>> &
    Pick<Pull, 'customersSeen' | 'customersRefused' | 'customersFailed' | 'invoicesRead'> {
    return {
      customersSeen: this.#customersSeen,
      customersRefused: this.#customersRefused,
      customersFailed: this.#customersFailed,
      invoicesRead: this.#invoicesRead,
    };
  }

  async readCustomers(onProgress: PullOptions['onProgress']): Promise<void> {
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
      const answer = await this.#client.read(path, customersPage, headers);
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
    const items = await this.#itemsAtOnce(path, subscriptionsAnswer);
    const observedAt = this.#clock.now();
    await this.#draft.stage('reading', { customer_id: customerId, resource: 'subscriptions', observed_at: observedAt });
    for (const [index, item] of items.entries()) {
      const mapped = subscriptionRow(customerId, observedAt, item);
      if ('row' in mapped) await this.#draft.stage('subscription', mapped.row);
      else this.#quarantine(path, index + 1, mapped.problem);
    }
  }

  async #readSeats(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/subscribedskus`;
    const items = await this.#itemsAtOnce(`${path}?licenseGroupIds=group1`, subscribedSkusAnswer);
    const observedAt = this.#clock.now();
    await this.#draft.stage('reading', { customer_id: customerId, resource: 'seats', observed_at: observedAt });
    for (const [index, item] of items.entries()) {
      const mapped = seatRow(customerId, observedAt, item, { file: path, line: index + 1 });
      if ('row' in mapped) {
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
  async #itemsAtOnce<Item>(path: string, page: z.ZodType<Page<Item>>): Promise<readonly Item[]> {
    const answer = await this.#client.read(path, page);
    if (nextPage(answer) !== undefined) throw unreadable(path, 'the whole list in one answer', 'a link to a next page');
    return answer.items;
  }

  /** Reads the licence lines of each invoice that no pull has read before. */
  async readInvoices(known: ReadonlySet<string>): Promise<void> {
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
      const answer = await this.#client.read(path, pageOfItems);
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
    const head = await this.#client.read(path, invoiceAnswer);
    const file = `${path}/lineitems`;
    const staged = invoices.openFile(file, 'legacy-api');
    let line = 0;
    const query = `${file}?provider=office&invoicelineitemtype=BillingLineItems&`;
    for await (const item of this.#itemsByOffset(query, LINES_A_PAGE, licenceLinesPage)) {
      line += 1;
      const mapped = licenceLine(invoiceNumber, item);
      if ('row' in mapped) await staged.stage(mapped.row, line);
      else this.#quarantine(file, line, mapped.problem);
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
