import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import type { Session } from '../../database/index.js';
import { canonicalJson, CLOCK, type Clock, type Instant, type JsonValue } from '../../kernel/index.js';
import { nextDelivery } from '../deliveries/delivery-order.js';

/** Who enters something, for whom, and by which form. */
export interface EnteredBy {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  /** A person of the partner. */
  readonly actor: string;
  /** A UUID: the same form again enters nothing. */
  readonly form: string;
}

/** What a claim says; null where the offer asks for none of it. */
export interface NewClaim {
  readonly mpnId: string;
  readonly subscriptionId: string | null;
  readonly agreementNumber: string | null;
  readonly customerName: string | null;
  readonly distributorName: string | null;
  readonly invoiceFile: string | null;
}

export interface NewRegistration {
  readonly contactEmail: string;
  readonly companyName: string;
  readonly termsVersion: string;
  readonly agreementNumber: string | null;
}

/**
 * A claim, or a registration, that a partner's person entered is a fact like one of a file, recorded by a delivery of its
 * own: an earlier run does not see it. Whoever enters holds the lock `delivery` since before what was looked at.
 */
@Injectable()
export class RecordPartnerEntry {
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /** @returns the number of the claim @throws SeatbackError DELIVERY_OUT_OF_ORDER */
  async claim(session: Session, by: EnteredBy, claim: NewClaim): Promise<string> {
    const now = this.#clock.now();
    const delivery = await this.#begin(session, by, 'claim', now);
    const claimId = await freeClaimId(session, delivery);
    await session.execute(
      `INSERT INTO claim (claim_id, partner_key, campaign_id, received_at, mpn_id, subscription_id, agreement_number, customer_name,
         distributor_name, invoice_file, recorded_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        claimId,
        by.partnerKey,
        by.campaignId,
        now,
        claim.mpnId,
        claim.subscriptionId,
        claim.agreementNumber,
        claim.customerName,
        claim.distributorName,
        claim.invoiceFile,
        delivery,
      ],
    );
    await this.#end(session, by, { delivery, kind: 'claim', claimId, at: now, detail: { claim: claimId } });
    return claimId;
  }

  /** @throws SeatbackError DELIVERY_OUT_OF_ORDER */
  async registration(session: Session, by: EnteredBy, registration: NewRegistration): Promise<void> {
    const now = this.#clock.now();
    const { contactEmail, companyName, termsVersion, agreementNumber } = registration;
    const delivery = await this.#begin(session, by, 'registration', now);
    await session.execute(
      `INSERT INTO registration (partner_key, campaign_id, registered_at, contact_email, company_name, terms_version, terms_accepted_at,
         agreement_number, recorded_from)
       VALUES ($1, $2, $3, $4, $5, $6, $3, $7, $8)`,
      [by.partnerKey, by.campaignId, now, contactEmail, companyName, termsVersion, agreementNumber, delivery],
    );
    const detail = { acceptedTerms: termsVersion, acceptedAt: now };
    await this.#end(session, by, { delivery, kind: 'registration', claimId: null, at: now, detail });
  }

  async #begin(session: Session, by: EnteredBy, kind: 'claim' | 'registration', now: Instant): Promise<number> {
    const { delivery, recordedAt } = await nextDelivery(session, now, undefined);
    await session.execute(
      `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at) VALUES ($1, 'partner', $2, $3, $3)`,
      [delivery, `${by.campaignId} ${kind} of ${by.partnerId}`, recordedAt],
    );
    return delivery;
  }

  async #end(
    session: Session,
    { campaignId, partnerKey, partnerId, actor, form }: EnteredBy,
    entry: {
      readonly delivery: number;
      readonly kind: 'claim' | 'registration';
      readonly claimId: string | null;
      readonly at: Instant;
      readonly detail: Readonly<Record<string, JsonValue>>;
    },
  ): Promise<void> {
    const { delivery, kind, claimId, at, detail } = entry;
    await session.execute(
      `INSERT INTO partner_entry (delivery, kind, campaign_id, partner_key, claim_id, entered_by, entered_at, form)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [delivery, kind, campaignId, partnerKey, claimId, actor, at, form],
    );
    await session.execute('INSERT INTO delivery_summary (delivery, summary) VALUES ($1, $2)', [
      delivery,
      canonicalJson({ [kind]: claimId ?? partnerId }),
    ]);
    await this.#auditLog.record(session, {
      actor,
      act: `${kind}.enter`,
      subject: `delivery ${String(delivery)}`,
      detail: { campaign: campaignId, partner: partnerId, ...detail },
    });
  }
}

/** By its delivery, which is nobody else's; a file may have used the same number for a claim of its own. */
async function freeClaimId(session: Session, delivery: number): Promise<string> {
  for (let again = 1; ; again += 1) {
    const claimId = `P-${String(delivery)}${again === 1 ? '' : `-${String(again)}`}`;
    const taken = await session.query('SELECT FROM claim WHERE claim_id = $1', [claimId]);
    if (taken.length === 0) return claimId;
  }
}
