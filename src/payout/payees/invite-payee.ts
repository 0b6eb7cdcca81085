import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import { actorOf, CLOCK, isSameActor, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { partnerName } from '../../partners/index.js';
import { tokenOf } from './invitation-tokens.js';
import { answerBy } from './notices.js';
import { unknownPartner } from './payee-errors.js';
import { invitationsOf, issueInvitation, noticeTermsOf, openRequest, openRequests, recordNotice } from './requests.js';

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
   * The token of an invitation once more, made from the key: for whoever issued it, and was answered by a program's
   * request that is repeated.
   *
   * @throws SeatbackError INVITATION_UNKNOWN
   */
  async tokenOf(invitation: number, actor: string): Promise<string> {
    const [issued] = await this.#unitOfWork.inSession((session) =>
      session.query<{ nonce: Buffer; issuedBy: string | null }>(
        'SELECT nonce, issued_by AS "issuedBy" FROM payee_invitation WHERE payee_invitation = $1',
        [invitation],
      ),
    );
    const isTheirs = issued !== undefined && issued.issuedBy !== null && isSameActor(issued.issuedBy, actor);
    if (isTheirs) return tokenOf(this.#vault, issued.nonce);
    throw new SeatbackError({
      code: 'INVITATION_UNKNOWN',
      expected: 'an invitation that was issued by the same person',
      found: String(invitation),
      where: 'payees',
      next: 'Issue another one in its place.',
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
