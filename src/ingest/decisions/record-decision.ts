import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import {
  actorOf,
  canonicalJson,
  CLOCK,
  reasonOf,
  SeatbackError,
  type Clock,
  type Guid,
  type Instant,
  type JsonValue,
} from '../../kernel/index.js';
import { nextDelivery } from '../deliveries/delivery-order.js';

/** Why rules were unknown, what they required, and the window's last day; rules are known to the calculation alone. */
export interface QuestionsAnswered {
  readonly lastDay: string;
  readonly open: readonly { readonly rule: string; readonly because: string; readonly required: JsonValue }[];
}

/** What somebody decides of a customer that the facts leave open. */
export interface NewDecision {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly customerKey: number;
  readonly customerId: Guid;
  /** Null: every rule that is unknown. */
  readonly rule: string | null;
  /** `withdrawn` ends the decision before it. */
  readonly countedAs: 'met' | 'not-met' | 'withdrawn';
  /** What was looked at, so that it answers no other question; null where a decision is withdrawn. */
  readonly ground: QuestionsAnswered | null;
  /**
   * The newest decision on the customer for the partner that whoever decides has seen, 0 for none; left out, where nobody
   * looked. A form that is sent twice, or by two people, decides once.
   */
  readonly seen?: number | undefined;
}

export interface RecordedDecision {
  readonly decision: number;
  readonly delivery: number;
  readonly recordedAt: Instant;
}

/** A decision is a fact like any other, recorded by a delivery of its own: a run that is pinned to an earlier one does not see it. */
@Injectable()
export class RecordDecision {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Takes the place of the decision before it on the same rule. What is sent again is the decision that was recorded.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, DELIVERY_OUT_OF_ORDER, DECISION_MEANWHILE where somebody decided
   *   after what was seen
   */
  async execute(
    wanted: NewDecision,
    signed: { readonly actor: string; readonly reason: string },
  ): Promise<RecordedDecision> {
    const { campaignId, partnerKey, partnerId, customerKey, customerId, rule, countedAs, ground } = wanted;
    const asked = ground === null ? null : { lastDay: ground.lastDay, open: ground.open.map((each) => ({ ...each })) };
    const actor = actorOf(signed.actor);
    const reason = reasonOf(signed.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'delivery');
      const before = await decidedAfter(session, wanted);
      if (before !== undefined) return sameOrRefused(before, wanted, { actor, reason });
      const now = this.#clock.now();
      const { delivery, recordedAt } = await nextDelivery(session, now, undefined);
      await session.execute(
        `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, 'decision', $2, $3, $3)`,
        [delivery, `${campaignId} ${partnerId} ${customerId} ${rule ?? 'all'}`, recordedAt],
      );
      await session.execute(
        `UPDATE decision SET recorded_to = $5 WHERE campaign_id = $1 AND partner_key = $2 AND customer_key = $3
           AND rule IS NOT DISTINCT FROM $4 AND recorded_to IS NULL`,
        [campaignId, partnerKey, customerKey, rule, delivery],
      );
      const { decision } = await session.one<{ decision: number }>(
        `INSERT INTO decision (campaign_id, partner_key, customer_key, rule, counted_as, reason, decided_by, decided_at, recorded_from, ground)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING decision`,
        [
          campaignId,
          partnerKey,
          customerKey,
          rule,
          countedAs,
          reason,
          actor,
          now,
          delivery,
          asked === null ? null : canonicalJson(asked),
        ],
      );
      await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
        delivery,
        canonicalJson({ decision }),
      ]);
      await this.#auditLog.record(session, {
        actor,
        act: 'decision.record',
        subject: `decision ${String(decision)}`,
        detail: {
          campaign: campaignId,
          partner: partnerId,
          customer: customerId,
          rule,
          countedAs,
          reason,
          ground: asked,
        },
      });
      return { decision, delivery, recordedAt };
    });
  }
}

interface EarlierDecision extends RecordedDecision {
  readonly rule: string | null;
  readonly countedAs: NewDecision['countedAs'];
  readonly actor: string;
  readonly reason: string;
}

/** The newest decision on the pair, where it is newer than what was seen. */
async function decidedAfter(
  session: Session,
  { campaignId, partnerKey, customerKey, seen }: NewDecision,
): Promise<EarlierDecision | undefined> {
  if (seen === undefined) return undefined;
  const [newest] = await session.query<EarlierDecision>(
    `SELECT decision, delivery, delivery.recorded_at AS "recordedAt", rule, counted_as AS "countedAs", decided_by AS actor, reason
     FROM decision JOIN delivery ON delivery = recorded_from
     WHERE campaign_id = $1 AND partner_key = $2 AND customer_key = $3 AND decision > $4 ORDER BY decision DESC LIMIT 1`,
    [campaignId, partnerKey, customerKey, seen],
  );
  return newest;
}

function sameOrRefused(
  { decision, delivery, recordedAt, ...before }: EarlierDecision,
  { rule, countedAs, customerId, partnerId }: NewDecision,
  { actor, reason }: { readonly actor: string; readonly reason: string },
): RecordedDecision {
  if (before.rule === rule && before.countedAs === countedAs && before.actor === actor && before.reason === reason)
    return { decision, delivery, recordedAt };
  throw new SeatbackError({
    code: 'DECISION_MEANWHILE',
    expected: 'the decisions that were shown with the form, and none after them',
    found: `decision ${String(decision)}: ${before.rule ?? 'every unknown rule'} counts as ${before.countedAs}, by ${before.actor}`,
    where: `customer ${customerId} of partner ${partnerId}`,
    next: 'Look at that decision, and decide again where it is to be another.',
  });
}
