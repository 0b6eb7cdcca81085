import { Inject, Injectable } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import { UnitOfWork, whileHolding, type Session } from '../../../database/index.js';
import { CLOCK, type Clock, type Instant } from '../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../deliveries/delivery-draft.js';
import { UserIdentity } from '../../identity/user-identity.js';
import { LiveAnswers } from './answers.js';
import { SLEEP, type Sleep } from './call-pacer.js';
import { PartnerCenterClient, type CallCounts } from './client.js';
import { PARTNER_CENTER_CREDENTIAL } from './credential.js';
import { CustomerReader } from './customer-reader.js';
import { InvoiceReader } from './invoice-reader.js';

export const PARTNER_CENTER_SETTINGS = Symbol('partner center settings');

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
  readonly #identity: UserIdentity;
  readonly #sleep: Sleep;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    @Inject(CLOCK) clock: Clock,
    @Inject(PARTNER_CENTER_SETTINGS) settings: { readonly url: string; readonly requestsPerMinute: number },
    @Inject(PARTNER_CENTER_CREDENTIAL) credential: () => TokenCredential,
    identity: UserIdentity,
    @Inject(SLEEP) sleep: Sleep,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#clock = clock;
    this.#settings = settings;
    this.#credential = credential;
    this.#identity = identity;
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
      userCredential: await this.#identity.credential(),
      sleep: this.#sleep,
    });
    return DeliveryDraft.open(session, { source: 'partner-center', key: dueAt }, this.#clock.now(), async (draft) => {
      const answers = new LiveAnswers(client, this.#clock);
      const customers = new CustomerReader(answers, draft, this.#clock);
      const invoices = new InvoiceReader(answers, draft);
      await customers.read(onProgress);
      await invoices.read(await knownInvoices(session));
      const totals = { ...customers.totals(), ...invoices.totals() };
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
