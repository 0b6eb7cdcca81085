import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, type Session } from '../../database/index.js';
import { canonicalJson, CLOCK, type Clock } from '../../kernel/index.js';
import { nextDelivery } from '../deliveries/delivery-order.js';

/** How a claim is answered. */
export interface NewClaimAnswer {
  readonly campaignId: string;
  readonly claimId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly outcome: 'valid' | 'rejected';
  /** Codes; none where it is valid. */
  readonly reasons: readonly string[];
  /** Who, and why; undefined where checks alone were certain. */
  readonly signed: { readonly actor: string; readonly note: string } | undefined;
  readonly isAfterAppeal: boolean;
}

/** The answer to a claim is a fact like any other, recorded by a delivery of its own: an earlier run does not see it. */
@Injectable()
export class RecordClaimAnswer {
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Takes the place of the answer before it; in the transaction of whoever answers.
   *
   * @returns the number of the answer
   * @throws SeatbackError DELIVERY_OUT_OF_ORDER
   */
  async execute(session: Session, answer: NewClaimAnswer): Promise<number> {
    const { campaignId, claimId, partnerKey, partnerId, outcome, reasons, signed, isAfterAppeal } = answer;
    await holdLock(session, 'delivery');
    const now = this.#clock.now();
    const { delivery, recordedAt } = await nextDelivery(session, now, undefined);
    await session.execute(
      `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, 'decision', $2, $3, $3)`,
      [delivery, `${campaignId} claim ${claimId}`, recordedAt],
    );
    await session.execute(
      'UPDATE claim_answer SET recorded_to = $3 WHERE campaign_id = $1 AND claim_id = $2 AND recorded_to IS NULL',
      [campaignId, claimId, delivery],
    );
    const { claimAnswer } = await session.one<{ claimAnswer: number }>(
      `INSERT INTO claim_answer (claim_id, campaign_id, partner_key, outcome, reasons, answered_by, note, answered_at, after_appeal, recorded_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING claim_answer AS "claimAnswer"`,
      [
        claimId,
        campaignId,
        partnerKey,
        outcome,
        reasons,
        signed?.actor ?? null,
        signed?.note ?? null,
        now,
        isAfterAppeal,
        delivery,
      ],
    );
    await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
      delivery,
      canonicalJson({ claimAnswer }),
    ]);
    // The log is of people's acts.
    if (signed !== undefined)
      await this.#auditLog.record(session, {
        actor: signed.actor,
        act: 'claim.answer',
        subject: `claim answer ${String(claimAnswer)}`,
        detail: {
          campaign: campaignId,
          partner: partnerId,
          claim: claimId,
          outcome,
          reasons: [...reasons],
          reason: signed.note,
        },
      });
    return claimAnswer;
  }
}
