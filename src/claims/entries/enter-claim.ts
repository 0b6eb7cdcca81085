import { Inject, Injectable } from '@nestjs/common';
import type { Campaign, CampaignTerms } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { RecordPartnerEntry, type NewClaim } from '../../ingest/index.js';
import { actorOf, CLOCK, type Clock, type Instant } from '../../kernel/index.js';
import { knownPartner } from '../../partners/index.js';
import { claimRecords, type ClaimRecord } from '../claim-records.js';
import { ClaimDocuments, type ReadDocument } from '../documents/index.js';
import { answerDueAt } from '../due-claims.js';
import { rivalsOf } from '../same-sale.js';
import { tellReceived } from '../tell-claims.js';
import {
  askedFields,
  asksForInvoice,
  claimFaults,
  claimingPeriod,
  isWithin,
  type ClaimField,
  type TypedClaim,
} from './claim-form.js';
import { claimedBefore, claimIncomplete, claimsNotAsked, outsideClaimingPeriod } from './entry-errors.js';

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** Who enters, for which partner, by which form. */
export interface EnteringPerson {
  readonly partnerId: string;
  readonly actor: string;
  /** A UUID of the form: sent twice, it enters once. */
  readonly form: string;
}

/** What was given beside what was written. */
export interface GivenCopy {
  /** The copy of the invoice itself, read whole. */
  readonly copy?: ReadDocument | undefined;
  /** The name of one that follows, where it is not given at once. */
  readonly announced?: string | undefined;
}

export interface EnteredClaim {
  readonly claimId: string;
  readonly receivedAt: Instant;
  /** Until when it is answered; null where the offer answers none. */
  readonly answerBy: Instant | null;
  /** False where the same form entered it before. */
  readonly isNew: boolean;
}

/**
 * Takes a claim that a partner's person enters: in the claiming period, whole, and of a sale that the partner itself did
 * not claim yet, and that nobody's valid claim is for.
 */
@Injectable()
export class EnterClaim {
  readonly #unitOfWork: UnitOfWork;
  readonly #record: RecordPartnerEntry;
  readonly #documents: ClaimDocuments;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    record: RecordPartnerEntry,
    documents: ClaimDocuments,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#record = record;
    this.#documents = documents;
    this.#clock = clock;
  }

  /**
   * Looks at what would be entered, and enters nothing.
   *
   * @throws SeatbackError CLAIMS_NOT_ASKED, OUTSIDE_CLAIMING_PERIOD, CLAIM_INCOMPLETE, CLAIMED_BEFORE, PARTNER_UNKNOWN
   */
  async review(offer: Offer, partnerId: string, typed: TypedClaim): Promise<void> {
    this.#expectOpen(offer);
    const claim = claimOf(offer, partnerId, typed, null);
    await this.#unitOfWork.inSession(async (session) => {
      const { partnerKey } = await knownPartner(session, partnerId);
      await this.#expectUnclaimed(session, offer, { ...claim, partnerKey });
    });
  }

  /**
   * Enters a claim and gives its receipt, in the same transaction as the copy that came with it.
   *
   * @throws SeatbackError as `review`, and DOCUMENTS_TOO_MANY, ACTOR_INVALID
   */
  async enter(
    offer: Offer,
    { partnerId, actor: named, form }: EnteringPerson,
    typed: TypedClaim,
    given: GivenCopy = {},
  ): Promise<EnteredClaim> {
    const actor = actorOf(named);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'delivery');
      const { partnerKey } = await knownPartner(session, partnerId);
      const before = await enteredBy(session, partnerKey, form);
      if (before !== undefined) return { ...(await this.#entered(session, offer, before)), isNew: false };
      this.#expectOpen(offer);
      const file = invoiceFileOf(given);
      const claim = claimOf(offer, partnerId, typed, file);
      if (asksForInvoice(offer.terms) && file === null) throw claimIncomplete(offer.campaign, ['invoiceFile: missing']);
      await this.#expectUnclaimed(session, offer, { ...claim, partnerKey });
      const by = { campaignId: offer.campaign, partnerKey, partnerId, actor, form };
      const claimId = await this.#record.claim(session, by, claim);
      if (given.copy !== undefined)
        await this.#documents.keep(session, { ...by, claimId, terms: offer.terms }, given.copy, actor);
      const entered = await this.#entered(session, offer, claimId);
      const { answerBy } = entered;
      if (answerBy !== null)
        await tellReceived(
          session,
          { claimId, campaignId: offer.campaign, partnerKey, answerBy },
          { timeZone: offer.terms.timeZone.value, now: this.#clock.now() },
        );
      return { ...entered, isNew: true };
    });
  }

  #expectOpen({ campaign, terms }: Offer): void {
    const period = claimingPeriod(terms);
    if (period === undefined) throw claimsNotAsked(campaign);
    const now = this.#clock.now();
    if (!isWithin(period, now)) throw outsideClaimingPeriod(campaign, period, now);
  }

  async #expectUnclaimed(
    session: Session,
    { campaign }: Offer,
    { partnerKey, subscriptionId, agreementNumber }: NewClaim & { readonly partnerKey: number },
  ): Promise<void> {
    const asked = { claimId: '', receivedAt: EVER, firstDelivery: 0, subscriptionId, agreementNumber };
    const rivals = await rivalsOf(session, asked);
    const own = rivals.find((rival) => rival.partnerKey === partnerKey);
    // One of another that waits may be rejected yet: then the sale is this partner's to claim, and it came in time.
    const another = rivals.find(({ isValid }) => isValid);
    if (own !== undefined || another !== undefined) throw claimedBefore(campaign, own?.claimId);
  }

  async #entered(session: Session, { campaign, terms }: Offer, claimId: string): Promise<Omit<EnteredClaim, 'isNew'>> {
    const [claim] = await claimRecords(session, campaign, terms, claimId);
    if (claim === undefined) throw claimsNotAsked(campaign);
    return { claimId, receivedAt: claim.receivedAt, answerBy: answeredBy(claim, terms) };
  }
}

/** Whenever a claim came that is on record, it came before. */
const EVER = 'infinity' as Instant;

/** Also of one that is answered meanwhile: what its receipt said. */
function answeredBy(claim: ClaimRecord, terms: CampaignTerms): Instant | null {
  return answerDueAt({ ...claim, answer: null, correctedAt: null }, terms);
}

/** @throws SeatbackError CLAIM_INCOMPLETE */
function claimOf(offer: Offer, partnerId: string, typed: TypedClaim, invoiceFile: string | null): NewClaim {
  const { campaign, terms } = offer;
  const faults = claimFaults(terms, typed);
  if (faults.length > 0)
    throw claimIncomplete(
      campaign,
      faults.map(({ field, fault }) => `${field}: ${fault}`),
    );
  const asked = new Set(askedFields(terms));
  const written = (field: ClaimField) => (asked.has(field) ? typed[field].trim() : null);
  return {
    mpnId: partnerId,
    subscriptionId: written('subscriptionId'),
    agreementNumber: written('agreementNumber'),
    customerName: written('customerName'),
    distributorName: written('distributorName'),
    invoiceFile,
  };
}

async function enteredBy(session: Session, partnerKey: number, form: string): Promise<string | undefined> {
  const [entry] = await session.query<{ claimId: string }>(
    `SELECT claim_id AS "claimId" FROM partner_entry WHERE partner_key = $1 AND form = $2 AND kind = 'claim'`,
    [partnerKey, form],
  );
  return entry?.claimId;
}

function invoiceFileOf({ copy, announced = '' }: GivenCopy): string | null {
  if (copy !== undefined) return copy.fileName;
  return announced.trim() === '' ? null : announced.trim();
}
