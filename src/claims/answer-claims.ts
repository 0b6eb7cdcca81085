import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import type { Campaign, CampaignTerms } from '../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../database/index.js';
import { RecordClaimAnswer } from '../ingest/index.js';
import { actorOf, CLOCK, isSameActor, reasonOf, type Clock } from '../kernel/index.js';
import { checkClaim, type CheckedClaim } from './check-claim.js';
import {
  answeredBySame,
  claimAnswered,
  claimCorrected,
  claimsNotAnswered,
  claimsNotReviewed,
  claimUnknown,
  notAppealable,
  reasonsExpected,
  tooLate,
} from './claim-errors.js';
import { claimRecords, groundOfClaim, type ClaimRecord } from './claim-records.js';
import { answerDueAt, appealDueAt, standingOf } from './due-claims.js';
import { isRejectionReason, REJECTION_REASONS } from './rejection-reasons.js';
import { tellAnswer, tellReceived } from './tell-claims.js';

interface Appealing extends Signed {
  /** Only of this partner's claims: another's is one that is not there. */
  readonly partnerId?: string;
}

interface Signed {
  readonly actor: string;
  readonly reason: string;
}

interface Answering extends Signed {
  /** The last delivery that brought something of the claim, as it was looked at; whatever is on record, where it is left out. */
  readonly seen?: number | undefined;
}

export interface ReviewedClaim extends CheckedClaim {
  readonly claim: ClaimRecord;
  /** Null: it stays in the queue for a person. */
  readonly answered: 'valid' | 'rejected' | null;
}

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** Answers claims: by checks where they are certain, else by a person. */
@Injectable()
export class AnswerClaims {
  readonly #unitOfWork: UnitOfWork;
  readonly #record: RecordClaimAnswer;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, record: RecordClaimAnswer, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#record = record;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Gives each new claim its receipt and answers those of which the checks are certain, each by itself: one that fails
   * takes no other back. Done again it does nothing more.
   *
   * @throws SeatbackError CLAIMS_NOT_ANSWERED; CLAIMS_NOT_REVIEWED after all others were looked at
   */
  async review({ campaign, terms }: Offer): Promise<ReviewedClaim[]> {
    expectAnswers(campaign, terms);
    const waiting = (await this.list({ campaign, terms })).filter((claim) => standingOf(claim) === 'waiting');
    const reviewed: ReviewedClaim[] = [];
    const failed: { readonly claimId: string; readonly error: unknown }[] = [];
    for (const { claimId } of waiting)
      try {
        const looked = await this.#alone((session) => this.#look(session, { campaign, terms }, claimId));
        if (looked !== undefined) reviewed.push(looked);
      } catch (error) {
        failed.push({ claimId, error });
      }
    if (failed.length > 0) throw claimsNotReviewed(campaign, failed);
    return reviewed;
  }

  /**
   * A person's answer to a claim in the queue, or to an appeal; an appeal is answered by somebody else than who rejected.
   *
   * @param reasons codes of why it is rejected; none: it is valid
   * @returns the number of the answer
   * @throws SeatbackError CLAIMS_NOT_ANSWERED, CLAIM_UNKNOWN, CLAIM_ANSWERED, CLAIM_CORRECTED, REJECTION_REASON_INVALID, SAME_PERSON, ACTOR_INVALID, REASON_INVALID
   */
  async answer(
    { campaign, terms }: Offer,
    claimId: string,
    outcome: 'valid' | 'rejected',
    reasons: readonly string[],
    by: Answering,
  ): Promise<number> {
    expectAnswers(campaign, terms);
    const signed = { actor: actorOf(by.actor), note: reasonOf(by.reason) };
    if ((outcome === 'rejected') !== reasons.length > 0 || !reasons.every(isRejectionReason))
      throw reasonsExpected(claimId, reasons, Object.keys(REJECTION_REASONS));
    return this.#alone(async (session) => {
      const claim = await this.#found(session, { campaign, terms }, claimId);
      const standing = standingOf(claim);
      if (standing !== 'waiting' && standing !== 'appealed')
        throw claimAnswered(campaign, claimId, `one that was found ${standing} on ${claim.answer?.answeredAt ?? ''}`);
      if (by.seen !== undefined) await expectSeen(session, claim, by.seen);
      const rejectedBy = standing === 'appealed' ? (claim.answer?.answeredBy ?? null) : null;
      if (rejectedBy !== null && isSameActor(rejectedBy, signed.actor))
        throw answeredBySame(campaign, claimId, signed.actor);
      await this.#receive(session, claim, terms);
      return this.#answer(session, claim, terms, { reasons, signed });
    });
  }

  /**
   * Takes an appeal: once, and in its days. The claim is back in the queue then.
   *
   * @throws SeatbackError CLAIMS_NOT_ANSWERED, CLAIM_UNKNOWN, APPEAL_REFUSED, ACTOR_INVALID, REASON_INVALID
   */
  async appeal({ campaign, terms }: Offer, claimId: string, by: Appealing): Promise<void> {
    expectAnswers(campaign, terms);
    const actor = actorOf(by.actor);
    const grounds = reasonOf(by.reason);
    await this.#alone(async (session) => {
      const claim = await this.#found(session, { campaign, terms }, claimId);
      if (by.partnerId !== undefined && by.partnerId !== claim.partnerId) throw claimUnknown(campaign, claimId);
      const now = this.#clock.now();
      const dueAt = appealDueAt(claim, terms);
      if (dueAt === null || claim.answer === null)
        throw notAppealable(
          campaign,
          claimId,
          'a rejection that was not appealed yet',
          `a claim that is ${standingOf(claim)}`,
        );
      if (now >= dueAt) throw tooLate(campaign, claimId, dueAt, now);
      await session.execute(
        `INSERT INTO claim_appeal (campaign_id, claim_id, claim_answer, grounds, received_by, received_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [campaign, claimId, claim.answer.claimAnswer, grounds, actor, now],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'claim.appeal',
        subject: `claim answer ${String(claim.answer.claimAnswer)}`,
        detail: { campaign, claim: claimId, reason: grounds },
      });
    });
  }

  /** All claims of an offer. @throws SeatbackError CLAIMS_NOT_ANSWERED */
  async list({ campaign, terms }: Offer): Promise<ClaimRecord[]> {
    expectAnswers(campaign, terms);
    return this.#unitOfWork.inSession((session) => claimRecords(session, campaign, terms));
  }

  /** Undefined where it was answered, or taken back, since it was listed. */
  async #look(session: Session, { campaign, terms }: Offer, claimId: string): Promise<ReviewedClaim | undefined> {
    const [claim] = await claimRecords(session, campaign, terms, claimId);
    if (claim === undefined || standingOf(claim) !== 'waiting') return undefined;
    await this.#receive(session, claim, terms);
    const checked = checkClaim(await groundOfClaim(session, claim, terms), terms);
    const outcome = checked.rejected.length > 0 ? 'rejected' : checked.open.length === 0 ? 'valid' : null;
    if (outcome !== null) await this.#answer(session, claim, terms, { reasons: checked.rejected, signed: undefined });
    return { claim, ...checked, answered: outcome };
  }

  /**
   * In the order of deliveries, before anything is read: what is answered is the newest recording of a claim, and checks
   * and a person never answer the same one.
   */
  async #alone<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'delivery');
      return work(session);
    });
  }

  async #found(session: Session, { campaign, terms }: Offer, claimId: string): Promise<ClaimRecord> {
    const [claim] = await claimRecords(session, campaign, terms, claimId);
    if (claim === undefined) throw claimUnknown(campaign, claimId);
    return claim;
  }

  async #receive(session: Session, claim: ClaimRecord, terms: CampaignTerms): Promise<void> {
    const answerBy = answerDueAt(claim, terms);
    if (answerBy === null || claim.answer !== null) return;
    await tellReceived(session, { ...claim, answerBy }, { timeZone: terms.timeZone.value, now: this.#clock.now() });
  }

  async #answer(
    session: Session,
    claim: ClaimRecord,
    terms: CampaignTerms,
    {
      reasons,
      signed,
    }: {
      readonly reasons: readonly string[];
      readonly signed: { readonly actor: string; readonly note: string } | undefined;
    },
  ): Promise<number> {
    const { claimId, campaignId, partnerKey, partnerId } = claim;
    const outcome = reasons.length > 0 ? 'rejected' : 'valid';
    const isAfterAppeal = standingOf(claim) === 'appealed';
    const claimAnswer = await this.#record.execute(session, {
      claimId,
      campaignId,
      partnerKey,
      partnerId,
      outcome,
      reasons,
      signed,
      isAfterAppeal,
    });
    const [answered] = await claimRecords(session, campaignId, terms, claimId);
    const appealBy = answered === undefined ? null : appealDueAt(answered, terms);
    await tellAnswer(session, claim, {
      claimAnswer,
      reasons,
      appealBy,
      timeZone: terms.timeZone.value,
      now: this.#clock.now(),
    });
    return claimAnswer;
  }
}

/** What a person looked at is what is answered. @throws SeatbackError CLAIM_CORRECTED */
async function expectSeen(session: Session, { campaignId, claimId }: ClaimRecord, seen: number): Promise<void> {
  const { delivery } = await session.one<{ delivery: number }>(
    'SELECT recorded_from AS delivery FROM claim WHERE campaign_id = $1 AND claim_id = $2 AND recorded_to IS NULL',
    [campaignId, claimId],
  );
  if (delivery !== seen) throw claimCorrected(campaignId, claimId, { seen, delivery });
}

function expectAnswers(campaignId: string, { claim, claimValidation }: CampaignTerms): void {
  if (claim === undefined || claimValidation === undefined) throw claimsNotAnswered(campaignId);
}
