import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, whileHolding, type Session } from '../../../../database/index.js';
import { CLOCK, plusMillis, type Clock, type Guid, type Instant } from '../../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../../deliveries/delivery-draft.js';
import { DirectAnswerKeeper } from '../../../pulls/direct-answer-keeper.js';
import { expectNotStopped } from '../../../pulls/pull-stop.js';
import { PartnerCenterAccess } from '../access.js';
import { DirectAnswers } from '../direct-answers.js';
import { readAuditHints } from './audit-reader.js';
import { DirectoryReader, type DirectoryTotals } from './directory-reader.js';

export interface DirectoryPull extends DirectoryTotals {
  /** `undefined`: nothing had changed. */
  readonly delivery: ClosedDelivery | undefined;
  /** Customers that audit records name since the last time. */
  readonly customersHinted: number;
  readonly quarantined: readonly Quarantined[];
}

/** Every customer's turn comes once in so many nights; new ones and those with an audit record are asked at once. */
const NIGHTS_A_ROUND = 30;
const HINTS_BACK_MS = 3 * 86_400_000;

/** Reads countries, resellers of customers and indirect resellers, as a delivery of its own: the nightly pull waits for none of it. */
@Injectable()
export class PullDirectory {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #access: PartnerCenterAccess;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    access: PartnerCenterAccess,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#access = access;
    this.#clock = clock;
  }

  /**
   * To be called nightly, after the pull.
   *
   * @param stop aborted: it ends at its next call, and leaves nothing
   * @throws PartnerCenterError where the token is refused, or resellers or audit records cannot be listed;
   *   PullStopped; SeatbackError SETTING_MISSING, DELIVERY_OUT_OF_ORDER
   */
  async execute(stop?: AbortSignal): Promise<DirectoryPull> {
    return this.#unitOfWork.inSession((session) => whileHolding(session, 'pull', () => this.#pull(session, stop)));
  }

  async #pull(session: Session, stop: AbortSignal | undefined): Promise<DirectoryPull> {
    expectNotStopped(stop);
    const { client, hasUser } = await this.#access.open(stop);
    const now = this.#clock.now();
    return DeliveryDraft.open(session, { source: 'directory', key: now }, now, async (draft) => {
      const keeper = new DirectAnswerKeeper(session);
      const answers = new DirectAnswers(client, this.#clock, keeper);
      const reader = new DirectoryReader(answers, draft, hasUser);
      await reader.readResellers();
      // These name people, and nothing rests on them.
      const hints = new DirectAnswers(client, this.#clock);
      const hinted = new Set(
        (await readAuditHints(hints, plusMillis(now, -HINTS_BACK_MS), now)).map(({ customerId }) => customerId),
      );
      await reader.readCustomers(await customersDue(session, now, hinted));
      const totals = { ...reader.totals(), customersHinted: hinted.size };
      await keeper.flush();
      const delivery = await this.#closeDelivery.execute(draft, {
        summary: totals,
        beside: async (closing, number) => {
          await keeper.record(closing, number);
          return false;
        },
      });
      return { ...totals, delivery, quarantined: draft.quarantined };
    });
  }
}

/** Known customers whose turn it is: no country yet, hinted at, or their night of the round. */
async function customersDue(session: Session, now: Instant, hinted: ReadonlySet<Guid>): Promise<Guid[]> {
  const rows = await session.query<{ customerId: Guid }>(
    `SELECT customer_id AS "customerId" FROM customer JOIN customer_listing AS listing USING (customer_key)
     LEFT JOIN customer_company AS company ON company.customer_key = customer.customer_key AND company.recorded_to IS NULL
     WHERE listing.recorded_to IS NULL AND (company.customer_key IS NULL OR customer_id = ANY($1::uuid[])
       OR abs(hashtext(customer_id::text)::bigint) % ${String(NIGHTS_A_ROUND)}
         = ($2::timestamptz::date - DATE '2000-01-01') % ${String(NIGHTS_A_ROUND)})
     ORDER BY customer_id`,
    [[...hinted], now],
  );
  return rows.map(({ customerId }) => customerId);
}
