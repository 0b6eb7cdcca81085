import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import type { Session } from '../../database/index.js';
import { canonicalJson, CLOCK, dayOf, type CalendarDate, type Clock, type Instant } from '../../kernel/index.js';
import { nextDelivery } from '../deliveries/delivery-order.js';

/** What a person says of a document that was given. */
export interface NewAcceptedProof {
  readonly document: number;
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  /** As in `proofs.csv`: a sales report, a case study. */
  readonly kind: string;
  /** When it was received; its day in the zone of the campaign decides. */
  readonly handedInAt: Instant;
  readonly timeZone: string;
  readonly actor: string;
  readonly reason: string;
}

/** A document that counts as a proof of performance. */
export interface AcceptedProof {
  readonly document: number;
  readonly campaignId: string;
  readonly partnerId: string;
  readonly kind: string;
  readonly handedInAt: Instant;
  readonly receivedOn: CalendarDate;
  readonly delivery: number;
}

/**
 * That a document is a proof of performance is a fact as a row of `proofs.csv` is one, recorded by a delivery of its own:
 * an earlier run does not see it. Whoever accepts holds the lock `delivery` since before the document was looked at.
 */
@Injectable()
export class RecordAcceptedProof {
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /** @throws SeatbackError DELIVERY_OUT_OF_ORDER */
  async execute(session: Session, proof: NewAcceptedProof): Promise<AcceptedProof> {
    const { document, campaignId, partnerKey, partnerId, kind, handedInAt, timeZone, actor, reason } = proof;
    const now = this.#clock.now();
    const receivedOn = dayOf(handedInAt, timeZone);
    const { delivery, recordedAt } = await nextDelivery(session, now, undefined);
    await session.execute(
      `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, 'decision', $2, $3, $3)`,
      [delivery, `${campaignId} proof of ${partnerId}`, recordedAt],
    );
    // A file, or another document, may have said the very same already.
    await session.execute(
      `INSERT INTO proof (partner_key, campaign_id, kind, received_on, recorded_from) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [partnerKey, campaignId, kind, receivedOn, delivery],
    );
    await session.execute(
      `INSERT INTO accepted_proof (delivery, document, campaign_id, partner_key, kind, handed_in_at, received_on, accepted_by, accepted_at, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [delivery, document, campaignId, partnerKey, kind, handedInAt, receivedOn, actor, now, reason],
    );
    await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
      delivery,
      canonicalJson({ acceptedProof: document }),
    ]);
    await this.#auditLog.record(session, {
      actor,
      act: 'proof.accept',
      subject: `claim document ${String(document)}`,
      detail: { campaign: campaignId, partner: partnerId, kind, handedInAt, receivedOn, reason },
    });
    return { document, campaignId, partnerId, kind, handedInAt, receivedOn, delivery };
  }
}
