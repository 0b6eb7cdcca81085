import { Inject, Injectable, Logger } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import { UnitOfWork, whileHolding, type Session } from '../../../database/index.js';
import { CLOCK, plusMillis, type CalendarDate, type Clock, type Guid, type Instant } from '../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../deliveries/delivery-draft.js';
import { UserIdentity } from '../../identity/user-identity.js';
import { AnswerStore } from '../../pulls/answer-store.js';
import { closePull, failPull, interruptPull, takeUpPull } from '../../pulls/pull-record.js';
import { expectNotStopped, PullStopped, stoppable } from '../../pulls/pull-stop.js';
import { MAPPING, type Mapping } from '../mapping.js';
import { BilledExport } from '../graph-billing/billed-export.js';
import { GraphBillingClient } from '../graph-billing/client.js';
import { openHttp } from '../open-http.js';
import { PullAnswers } from './answers.js';
import { GRAPH_SERVES_FROM } from './billing-documents.js';
import { CALL_TIMING, type CallTiming } from './call-pacer.js';
import { PartnerCenterClient, type CallCounts } from './client.js';
import { PARTNER_CENTER_CREDENTIAL, type CredentialMaker } from './access.js';
import type { Staging } from './customer-answers.js';
import { CustomerReader } from './customer-reader.js';
import type { GraphExport } from './invoice-lines.js';
import { InvoiceReader } from './invoice-reader.js';
import { knownInvoices } from './known-invoices.js';
import { Patience } from './patience.js';

export const PARTNER_CENTER_SETTINGS = Symbol('partner center settings');

export const GRAPH_BILLING_SETTINGS = Symbol('graph billing settings');

export interface GraphBillingSettings {
  /** With the version; undefined where there is no Graph billing, as in China. */
  readonly url: string | undefined;
  /** The first billing period whose lines are read there; left out: as documented. */
  readonly servesFrom?: CalendarDate | undefined;
}

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
  readonly invoicesNotTaken: number;
  /** Of what was not taken: nobody can say for which days it would have spoken. */
  readonly invoicesOfUnknownPeriod: number;
  readonly exportCalls: number;
  /** Not asked again: an attempt before this one had the answer. */
  readonly answersReplayed: number;
  readonly quarantined: readonly Quarantined[];
  readonly calls: CallCounts;
  readonly changed: ClosedDelivery['changed'];
}

export interface PullOptions {
  /** The instant it was due: a pull happens once for each. */
  readonly dueAt: Instant;
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
  /** Less patience than the settings have, where something waits for the pull's end. */
  readonly patienceMs?: number | undefined;
  /** Aborted: the pull ends at its next call or wait. It can be gone on with. */
  readonly stop?: AbortSignal | undefined;
}

/** How Partner Center is asked. */
export interface PartnerCenterAccess {
  readonly url: string;
  readonly requestsPerMinute: number;
  /** For how long what failed is tried again before it is on record as missed. */
  readonly patienceMs: number;
}

/** A customer that answered anything within this time is asked also when no list names it any more. */
const EXPECTED_DAYS = 30;

/** Reads customers, subscriptions, assigned seats and invoices from Partner Center, as one delivery. */
@Injectable()
export class PullPartnerCenter {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #clock: Clock;
  readonly #settings: PartnerCenterAccess;
  readonly #graph: GraphBillingSettings;
  readonly #credential: CredentialMaker;
  readonly #identity: UserIdentity;
  readonly #timing: CallTiming;
  readonly #mapping: Mapping;
  readonly #log = new Logger('partner center');

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    @Inject(CLOCK) clock: Clock,
    @Inject(PARTNER_CENTER_SETTINGS) settings: PartnerCenterAccess,
    @Inject(GRAPH_BILLING_SETTINGS) graph: GraphBillingSettings,
    @Inject(PARTNER_CENTER_CREDENTIAL) credential: CredentialMaker,
    identity: UserIdentity,
    @Inject(CALL_TIMING) timing: CallTiming,
    @Inject(MAPPING) mapping: Mapping,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#clock = clock;
    this.#settings = settings;
    this.#graph = graph;
    this.#credential = credential;
    this.#identity = identity;
    this.#timing = timing;
    this.#mapping = mapping;
  }

  /**
   * One customer's refusal or failure is recorded and stops nobody else. A pull that was cut off goes on with what it
   * was answered before.
   *
   * @throws PartnerCenterError; PullStopped; SeatbackError SETTING_MISSING, DELIVERY_OUT_OF_ORDER
   */
  async execute(options: PullOptions): Promise<Pull> {
    const { dueAt } = options;
    return this.#unitOfWork.inSession((session) =>
      // One at a time, whoever makes it: limits count for all processes together, and who waited may find it made.
      whileHolding(session, 'pull', async () => {
        const made = await findPull(session, dueAt);
        if (made !== undefined) return made;
        expectNotStopped(options.stop);
        const credential = await this.#credential();
        return this.#unitOfWork.inSession((answering) =>
          // What a killed process had begun to write is waited for: its connection holds the lock until that is done.
          whileHolding(answering, 'pull-answers', async () => {
            const { pull } = await takeUpPull(session, dueAt, this.#clock.now());
            try {
              return await this.#read(session, await AnswerStore.open(answering, pull), {
                ...options,
                pull,
                credential,
              });
            } catch (error) {
              const failure = error instanceof Error ? error.message : String(error);
              if (error instanceof PullStopped) await interruptPull(session, pull, this.#clock.now());
              else await failPull(session, pull, failure, this.#clock.now());
              throw error;
            }
          }),
        );
      }),
    );
  }

  async #graphExport(
    staging: Staging,
    store: AnswerStore,
    credential: TokenCredential,
    stop: AbortSignal | undefined,
  ): Promise<GraphExport> {
    const { url: baseUrl, servesFrom = GRAPH_SERVES_FROM } = this.#graph;
    if (baseUrl === undefined) return { lines: undefined, servesFrom };
    const { requestsPerMinute } = this.#settings;
    const options = { http: await openHttp(), baseUrl, credential, requestsPerMinute, timing: this.#timing, stop };
    return { lines: new BilledExport(new GraphBillingClient(options), staging, store, this.#clock), servesFrom };
  }

  async #read(
    session: Session,
    store: AnswerStore,
    {
      pull,
      dueAt,
      credential,
      onProgress,
      patienceMs = this.#settings.patienceMs,
      stop,
    }: PullOptions & { readonly pull: number; readonly credential: TokenCredential },
  ): Promise<Pull> {
    const client = new PartnerCenterClient({
      baseUrl: this.#settings.url,
      requestsPerMinute: this.#settings.requestsPerMinute,
      credential,
      userCredential: await this.#identity.credential(),
      ...this.#timing,
      timeoutMs: this.#timing.callTimeoutMs,
      onRetry: (line) => this.#log.warn(line),
      stop,
    });
    const sleep = stoppable(this.#timing.sleep, stop);
    const patience = new Patience(Math.min(patienceMs, this.#settings.patienceMs), sleep);
    return DeliveryDraft.open(session, { source: 'partner-center', key: dueAt }, this.#clock.now(), async (draft) => {
      const answers = new PullAnswers(client, store, this.#clock);
      const staging = { draft, mapping: this.#mapping };
      const customers = new CustomerReader(answers, staging, this.#clock);
      const graph = await this.#graphExport(staging, store, credential, stop);
      const invoices = new InvoiceReader(answers, staging, graph, await knownInvoices(session));
      try {
        const expected = await this.#expectedCustomers(session);
        // In rounds of both: a customer that does not answer all night must not keep anybody from asking for invoices.
        for (;;) {
          const areCustomersRead = await customers.readRound(expected, onProgress);
          const areInvoicesRead = await invoices.readRound();
          if (areCustomersRead && areInvoicesRead) break;
          if (!(await patience.wait())) break;
          client.recover();
          graph.lines?.recover();
        }
        await customers.finish();
        await invoices.finish();
      } finally {
        // Also where the pull fails: the next attempt need not ask for these again.
        await store.flush();
      }
      const totals = { ...customers.totals(), ...invoices.totals(), answersReplayed: store.replayed };
      const closed = await this.#closeDelivery.execute(draft, {
        summary: { ...totals, calls: { ...client.counts() }, correlationId: client.correlationId },
        keepUnchanged: true,
        beside: async (closing, delivery) => {
          await closePull(closing, pull, delivery, this.#clock.now());
          return true;
        },
      });
      if (closed === undefined) throw new Error('Broken invariant: a pull is kept, also when it changed nothing');
      return { ...totals, ...closed, wasMade: false, quarantined: draft.quarantined, calls: client.counts() };
    });
  }

  async #expectedCustomers(session: Session): Promise<Guid[]> {
    const since = plusMillis(this.#clock.now(), -EXPECTED_DAYS * 86_400_000);
    const rows = await session.query<{ customerId: Guid }>(
      `SELECT customer_id AS "customerId" FROM customer JOIN customer_listing USING (customer_key)
       WHERE customer_listing.recorded_to IS NULL AND EXISTS (SELECT FROM reading_coverage AS covered JOIN delivery ON delivery.delivery = covered.recorded_from
         WHERE covered.recorded_to IS NULL AND source IN ('partner-center', 'cut-off-pull', 're-reading') AND observed_to >= $1 AND customer_key BETWEEN customer_from AND customer_to)
       ORDER BY customer_key`,
      [since],
    );
    return rows.map(({ customerId }) => customerId);
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
