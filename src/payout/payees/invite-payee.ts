import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import { actorOf, CLOCK, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { partnerName } from '../../partners/index.js';
import { answerBy } from './notices.js';
import { unknownPartner } from './payee-errors.js';
import {
  endRequest,
  invitationsOf,
  issueInvitation,
  noticeTermsOf,
  openRequest,
  openRequests,
  recordNotice,
} from './requests.js';

export interface IssuedLink {
  readonly partnerId: string;
  readonly campaignId: string;
  readonly invitation: number;
  readonly notice: number;
  readonly answerBy: Instant;
  /** For the secure page; shown this once, and worth as much as a signature. */
  readonly token: string;
}

/** Asks a partner for its bank details by a link that is taken once. */
@Injectable()
export class InvitePayee {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * The first notice of a new asking; where one is under way, another link in place of the one that was lost, with the
   * number and the time of that.
   *
   * @throws SeatbackError ACTOR_INVALID, PARTNER_UNKNOWN, CAMPAIGN_UNKNOWN, INVITATION_OVER, BANK_DETAILS_UNDECIDED
   */
  async execute(partnerId: string, campaignId: string, givenActor: string): Promise<IssuedLink> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const known = await partnerName(session, partnerId);
      if (known === undefined) throw unknownPartner(partnerId);
      const { partnerKey } = known;
      const terms = noticeTermsOf(await newestTerms(session, this.#versions, campaignId));
      const now = this.#clock.now();
      const [open] = await openRequests(session, { campaignId, partnerKeys: [partnerKey] });
      const payeeRequest =
        open?.payeeRequest ??
        (await openRequest(session, { partnerKey, campaignId, terms, openedBy: actor, openedAt: now }));
      const last = open === undefined ? undefined : (await invitationsOf(session, payeeRequest)).at(-1);
      if (last !== undefined && now >= last.answerBy) throw timeIsOver(partnerId, last.answerBy);
      if (last !== undefined) await expectNothingWaits(session, payeeRequest, partnerId);
      const issued = {
        notice: last?.notice ?? 1,
        issuedAt: now,
        answerBy: last?.answerBy ?? answerBy(now, open ?? terms),
        issuedBy: actor,
      };
      const { payeeInvitation, token } = await issueInvitation(
        session,
        this.#vault,
        { payeeRequest, partnerKey },
        issued,
      );
      if (last === undefined)
        await recordNotice(session, payeeRequest, {
          kind: 'details-wanted',
          notice: 1,
          payeeInvitation,
          recordedAt: now,
        });
      await this.#auditLog.record(session, {
        actor,
        act: 'payee.invite',
        subject: `partner ${partnerId}`,
        detail: { campaign: campaignId, invitation: payeeInvitation, notice: issued.notice, answerBy: issued.answerBy },
      });
      return {
        partnerId,
        campaignId,
        invitation: payeeInvitation,
        notice: issued.notice,
        answerBy: issued.answerBy,
        token,
      };
    });
  }

  /**
   * Asks again after a payment that failed for the payee's details, once for each payment: what was given before is not
   * paid to any more. The first notice goes out with the next round of notices. To be called in the transaction that
   * records the failure.
   *
   * @returns the number of the request; undefined where this payment was asked about before
   */
  async afterFailedPayment(session: Session, endToEndId: string): Promise<number | undefined> {
    const payment = await session.one<{ partnerKey: number; campaignId: string; version: number; asked: boolean }>(
      `SELECT paid.partner_key AS "partnerKey", batch.campaign_id AS "campaignId", version,
         EXISTS (SELECT FROM payee_request WHERE failed_payment = end_to_end_id) AS asked
       FROM payment_instruction AS paid JOIN payout_batch AS batch USING (batch) JOIN calculation_run AS run ON run.run = paid.run
       WHERE end_to_end_id = $1`,
      [endToEndId],
    );
    if (payment.asked) return undefined;
    const { partnerKey, campaignId, version } = payment;
    const now = this.#clock.now();
    for (const { payeeRequest } of await openRequests(session, { campaignId, partnerKeys: [partnerKey] }))
      await endRequest(session, payeeRequest, 'withdrawn', now);
    const { terms } = await this.#versions.published(session, campaignId, version);
    return openRequest(session, {
      partnerKey,
      campaignId,
      terms: noticeTermsOf(terms),
      failedPayment: endToEndId,
      openedBy: null,
      openedAt: now,
    });
  }
}

/** @throws SeatbackError CAMPAIGN_UNKNOWN */
export async function newestTerms(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
): Promise<CampaignTerms> {
  const newest = await versions.newest(session, campaignId);
  if (newest !== undefined) return newest.terms;
  throw new SeatbackError({
    code: 'CAMPAIGN_UNKNOWN',
    expected: 'a campaign that was published',
    found: campaignId,
    where: 'campaigns',
    next: 'Calculate it first: an official run publishes its terms.',
  });
}

async function expectNothingWaits(session: Session, payeeRequest: number, partnerId: string): Promise<void> {
  const waiting = await session.query(
    `SELECT 1 FROM bank_details JOIN payee_invitation USING (payee_invitation) LEFT JOIN bank_details_decision AS decided USING (bank_details)
     WHERE payee_request = $1 AND decided.bank_details IS NULL`,
    [payeeRequest],
  );
  if (waiting.length === 0) return;
  throw new SeatbackError({
    code: 'BANK_DETAILS_UNDECIDED',
    expected: 'a partner that has not answered',
    found: 'details that wait for a decision',
    where: `payee of partner ${partnerId}`,
    next: 'Approve or refuse them: npx seatback payee list.',
  });
}

function timeIsOver(partnerId: string, since: Instant): SeatbackError {
  return new SeatbackError({
    code: 'INVITATION_OVER',
    expected: 'an invitation whose time is running',
    found: `one that was to be answered before ${since}`,
    where: `payee of partner ${partnerId}`,
    next: 'npx seatback payee notices sends the next notice, or says what becomes of the amount.',
  });
}
