import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import {
  actorOf,
  CLOCK,
  findCurrency,
  isSameActor,
  Money,
  parseGuid,
  reasonOf,
  SeatbackError,
  type Clock,
} from '../../kernel/index.js';
import { Ledger, type Account, type NewJournal } from '../../ledger/index.js';
import { listAdjustments, type ManualAdjustment } from './list-adjustments.js';

export interface ProposedAdjustment {
  readonly partnerId: string;
  readonly campaignId: string;
  /** The tenant that it is about. */
  readonly customer: string;
  /** A plain decimal; below zero it takes away. */
  readonly amount: string;
  readonly currency: string;
  readonly reason: string;
  readonly actor: string;
}

/** What a person adds to what a partner is owed, or takes from it: proposed by one, decided by another. */
@Injectable()
export class AdjustByHand {
  readonly #unitOfWork: UnitOfWork;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, ledger: Ledger, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#ledger = ledger;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * The maker's part. Nothing is owed by it yet.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, ADJUSTMENT_INVALID
   */
  async propose(given: ProposedAdjustment): Promise<ManualAdjustment> {
    const actor = actorOf(given.actor);
    const reason = reasonOf(given.reason);
    const { partnerId, campaignId } = given;
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const { partnerKey, currency } = await earningOf(session, campaignId, partnerId);
      const customerKey = await customerOf(session, given, partnerKey);
      const amount = amountOf(given, currency);
      const { adjustment } = await session.one<{ adjustment: number }>(
        `INSERT INTO manual_adjustment (manual_adjustment, campaign_id, partner_key, customer_key, amount, currency, reason, proposed_by, proposed_at)
         SELECT COALESCE(max(manual_adjustment), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 FROM manual_adjustment
         RETURNING manual_adjustment AS adjustment`,
        [campaignId, partnerKey, customerKey, amount.toString(), currency, reason, actor, this.#clock.now()],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'adjustment.propose',
        subject: `adjustment ${String(adjustment)}`,
        detail: {
          campaign: campaignId,
          partner: partnerId,
          customer: given.customer,
          amount: amount.toString(),
          currency,
          reason,
        },
      });
      return found(session, adjustment);
    });
  }

  /**
   * The checker's part: posts it. The next preparation of the campaign's payout pays, forfeits or sets it off.
   *
   * @throws SeatbackError ACTOR_INVALID, ADJUSTMENT_UNKNOWN, ADJUSTMENT_STATE, SAME_PERSON, ADJUSTMENT_INVALID, ACCOUNTING_MONTH_CLOSED
   */
  async approve(adjustment: number, givenActor: string): Promise<ManualAdjustment> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      const open = await this.#open(session, adjustment, actor);
      const { partnerKey } = await earningOf(session, open.campaignId, open.partnerId);
      const [journal] = await this.#ledger.post(session, [adjustmentJournal(open, partnerKey)]);
      await session.execute(
        `UPDATE manual_adjustment SET state = 'approved', decided_by = $2, decided_at = $3, journal = $4 WHERE manual_adjustment = $1`,
        [adjustment, actor, this.#clock.now(), journal],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'adjustment.approve',
        subject: `adjustment ${String(adjustment)}`,
        detail: { campaign: open.campaignId, partner: open.partnerId, amount: open.amount, currency: open.currency },
      });
      return found(session, adjustment);
    });
  }

  /** @throws SeatbackError ACTOR_INVALID, REASON_INVALID, ADJUSTMENT_UNKNOWN, ADJUSTMENT_STATE, SAME_PERSON */
  async refuse(adjustment: number, givenActor: string, givenReason: string): Promise<ManualAdjustment> {
    const actor = actorOf(givenActor);
    const reason = reasonOf(givenReason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await this.#open(session, adjustment, actor);
      await session.execute(
        `UPDATE manual_adjustment SET state = 'refused', decided_by = $2, decided_at = $3, refused_because = $4 WHERE manual_adjustment = $1`,
        [adjustment, actor, this.#clock.now(), reason],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'adjustment.refuse',
        subject: `adjustment ${String(adjustment)}`,
        detail: { reason },
      });
      return found(session, adjustment);
    });
  }

  /** One that waits for a decision, by somebody who may take it. Under the lock of payouts: none is prepared meanwhile. */
  async #open(session: Session, adjustment: number, actor: string): Promise<ManualAdjustment> {
    await holdLock(session, 'payout');
    const open = await found(session, adjustment);
    if (open.state !== 'proposed')
      throw new SeatbackError({
        code: 'ADJUSTMENT_STATE',
        expected: 'an adjustment that is proposed',
        found: `${open.state} by ${open.decidedBy ?? 'somebody'}`,
        where: `adjustment ${String(adjustment)}`,
        next: 'What was decided stays; propose another one where it was wrong.',
      });
    if (isSameActor(open.proposedBy, actor))
      throw new SeatbackError({
        code: 'SAME_PERSON',
        expected: 'a decision by a second person',
        found: `${actor}, who proposed it`,
        where: `adjustment ${String(adjustment)}`,
        next: 'Let somebody else look at it.',
      });
    return open;
  }
}

async function found(session: Session, adjustment: number): Promise<ManualAdjustment> {
  const [listed] = await listAdjustments(session, { adjustment });
  if (listed !== undefined) return listed;
  throw new SeatbackError({
    code: 'ADJUSTMENT_UNKNOWN',
    expected: 'the number of an adjustment',
    found: String(adjustment),
    where: 'manual adjustments',
    next: 'npx seatback adjust list shows them.',
  });
}

/** More is owed to the partner, or the partner owes it: what it was paid before is never touched. */
function adjustmentJournal(
  { adjustment, campaignId, partnerId, customerId, amount, currency, reason }: ManualAdjustment,
  partnerKey: number,
): NewJournal {
  const account = (kind: Account['kind'], of: number | null): Account => ({ kind, campaignId, partnerKey: of });
  const given = Money.of(amount, currency);
  const isMore = !given.amount.isNegative();
  const expense = account('expense', null);
  return {
    kind: 'manual',
    cause: `manual adjustment ${String(adjustment)}`,
    campaignId,
    transfers: [
      isMore
        ? { debit: expense, credit: account('accrued', partnerKey), amount: given }
        : { debit: account('recoverable', partnerKey), credit: expense, amount: given.negated() },
    ],
    description: `Adjusted by hand: ${reason} (partner ${partnerId}, customer ${customerId})`,
  };
}

/** What is adjusted is what a partner earned by the posted run, be it nothing. */
async function earningOf(
  session: Session,
  campaignId: string,
  partnerId: string,
): Promise<{ readonly partnerKey: number; readonly currency: string }> {
  const [earning] = await session.query<{ partnerKey: number; currency: string }>(
    `SELECT partner_key AS "partnerKey", accrual.currency FROM accrual JOIN calculation_run USING (run) JOIN partner USING (partner_key)
     WHERE calculation_run.campaign_id = $1 AND state = 'posted' AND partner_id = $2`,
    [campaignId, partnerId],
  );
  if (earning !== undefined) return earning;
  throw invalid('a partner of the posted run of the campaign', `partner ${partnerId} in ${campaignId}`);
}

async function customerOf(
  session: Session,
  { customer, campaignId }: ProposedAdjustment,
  partnerKey: number,
): Promise<number> {
  const [row] = await session.query<{ key: number }>(
    `SELECT customer_key AS key FROM customer WHERE customer_id = $1 AND EXISTS (SELECT FROM determination
       WHERE determination.campaign_id = $2 AND partner_key = $3 AND determination.customer_key = customer.customer_key)`,
    [parseGuid(customer) ?? null, campaignId, partnerKey],
  );
  if (row !== undefined) return row.key;
  throw invalid(
    'the tenant id of a customer that the partner was looked at for in this campaign',
    customer.slice(0, 60),
  );
}

function amountOf({ amount, currency }: ProposedAdjustment, owedIn: string): Money {
  if (currency !== owedIn) throw invalid(`an amount in ${owedIn}, in which the campaign owes`, currency.slice(0, 60));
  const minorUnits = findCurrency(currency)?.minorUnits ?? 0;
  const read = /^-?\d{1,12}(?:\.(\d{1,4}))?$/.exec(amount);
  if (read === null || (read[1]?.length ?? 0) > minorUnits || !/[1-9]/.test(amount))
    throw invalid(
      `an amount such as 12.30 or -12.30, with the decimals of ${currency} and not zero`,
      amount.slice(0, 60),
    );
  return Money.of(amount, currency);
}

function invalid(expected: string, foundInstead: string): SeatbackError {
  return new SeatbackError({
    code: 'ADJUSTMENT_INVALID',
    expected,
    found: foundInstead,
    where: 'the adjustment',
    next: 'npx seatback report PARTNER shows campaigns, customers and currency.',
  });
}
