import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { InvitePayee } from '../../../payout/index.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { AdjustmentReading } from '../../reading/adjustment-reading.js';
import { PayeeReading } from '../../reading/payee-reading.js';
import { Allow } from '../access/allow.js';
import { Called, type PersonReply, type PersonRequest, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters, pageQuery } from '../routes.js';
import { sendJson, sendTagged } from '../vendors/vendor-http.js';
import { AdjustmentActs } from './adjustment-acts.js';
import { answerOnce, written, type Work } from './answer-once.js';
import { adjustmentParameters, detailsParameters, payeeParameters } from './finance-parameters.js';
import { reasonBody } from './finance-routes.js';
import { PayeeActs } from './payee-acts.js';
import { invitationBody, lookedAtBody, nameBody, PAYEE_ROUTES, proposalBody, releaseBody } from './payee-routes.js';
import type { Taker } from './run-acts.js';

const ADJUSTMENTS_ANSWERED = 100;

const inCampaign = new CheckedInput('path', campaignParameters);
const ofPayee = new CheckedInput('path', payeeParameters);
const ofDetails = new CheckedInput('path', detailsParameters);
const ofAdjustment = new CheckedInput('path', adjustmentParameters);
const asPage = new CheckedInput('query', pageQuery);
const asReason = new CheckedInput('body', reasonBody);
type InCampaign = z.output<typeof campaignParameters>;
type OfPayee = z.output<typeof payeeParameters>;
type OfDetails = z.output<typeof detailsParameters>;
type OfAdjustment = z.output<typeof adjustmentParameters>;
type Page = z.output<typeof pageQuery>;
type Reason = z.output<typeof reasonBody>;

const invitationKept = PAYEE_ROUTES.invitation.answer.omit({ token: true });

/** Bank details and adjustments by hand, for programs: the same as their pages. */
@Controller()
export class PayeeApiController {
  readonly #payees: PayeeReading;
  readonly #adjustments: AdjustmentReading;
  readonly #payeeActs: PayeeActs;
  readonly #adjustmentActs: AdjustmentActs;
  readonly #invitations: InvitePayee;
  readonly #requests: AnsweredRequests;

  constructor(
    payees: PayeeReading,
    adjustments: AdjustmentReading,
    payeeActs: PayeeActs,
    adjustmentActs: AdjustmentActs,
    invitations: InvitePayee,
    requests: AnsweredRequests,
  ) {
    this.#payees = payees;
    this.#adjustments = adjustments;
    this.#payeeActs = payeeActs;
    this.#adjustmentActs = adjustmentActs;
    this.#invitations = invitations;
    this.#requests = requests;
  }

  @Get(PAYEE_ROUTES.payees.path)
  @Allow('finance-viewer')
  async list(
    @Query(asPage) page: Page,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, PAYEE_ROUTES.payees.answer, await this.#payees.waiting(page));
  }

  @Get(PAYEE_ROUTES.payee.path)
  @Allow('finance-viewer')
  async payee(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, PAYEE_ROUTES.payee.answer, await this.#payees.one(partnerId));
  }

  @Post(PAYEE_ROUTES.detailsApproval.path)
  @Allow(...ROLES_OF_ACTS.detailsApproval)
  @HttpCode(200)
  async approve(
    @Param(ofDetails) place: OfDetails,
    @Body(new CheckedInput('body', lookedAtBody)) said: z.output<typeof lookedAtBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofPayee(place.partnerId, (taker) => this.#payeeActs.approve(place, taker, said));
    return answerOnce(this.#requests, call, work);
  }

  @Post(PAYEE_ROUTES.detailsRefusal.path)
  @Allow(...ROLES_OF_ACTS.detailsRefusal)
  @HttpCode(200)
  async refuse(
    @Param(ofDetails) place: OfDetails,
    @Body(asReason) said: Reason,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofPayee(place.partnerId, (taker) => this.#payeeActs.refuse(place, taker, said));
    return answerOnce(this.#requests, call, work);
  }

  @Post(PAYEE_ROUTES.nameDecision.path)
  @Allow(...ROLES_OF_ACTS.nameDecision)
  @HttpCode(200)
  async decideName(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', nameBody)) said: z.output<typeof nameBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofPayee(partnerId, (taker) => this.#payeeActs.decideName(partnerId, taker, said));
    return answerOnce(this.#requests, call, work);
  }

  @Post(PAYEE_ROUTES.holdPlacing.path)
  @Allow(...ROLES_OF_ACTS.holdPlacing)
  @HttpCode(200)
  async hold(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(asReason) said: Reason,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofPayee(partnerId, (taker) => this.#payeeActs.hold(partnerId, taker, said));
    return answerOnce(this.#requests, call, work);
  }

  @Post(PAYEE_ROUTES.holdRelease.path)
  @Allow(...ROLES_OF_ACTS.holdRelease)
  @HttpCode(200)
  async release(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', releaseBody)) said: z.output<typeof releaseBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofPayee(partnerId, (taker) => this.#payeeActs.release(partnerId, taker, said));
    return answerOnce(this.#requests, call, work);
  }

  /** What is kept of the answer has no token: that is made from the key each time the answer is given. */
  @Post(PAYEE_ROUTES.invitation.path)
  @Allow(...ROLES_OF_ACTS.invitation)
  @HttpCode(200)
  async invite(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', invitationBody)) said: z.output<typeof invitationBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const kept = await answerOnce(this.#requests, call, async (taker) => {
      const { token: _token, ...link } = await this.#payeeActs.invite(partnerId, taker, said);
      return JSON.stringify(invitationKept.parse(link));
    });
    const issued = invitationKept.parse(JSON.parse(kept));
    const token = await this.#invitations.tokenOf(issued.invitation, call.caller.actor);
    return sendJson(call.reply, written(PAYEE_ROUTES.invitation, { ...issued, token }));
  }

  @Get(PAYEE_ROUTES.adjustments.path)
  @Allow('finance-viewer')
  async adjustments(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(asPage) page: Page,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    const list = await this.#adjustments.list(campaignId, page);
    return sendTagged(request, reply, PAYEE_ROUTES.adjustments.answer, list);
  }

  @Post(PAYEE_ROUTES.adjustmentProposal.path)
  @Allow(...ROLES_OF_ACTS.adjustmentProposal)
  @HttpCode(200)
  async propose(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(new CheckedInput('body', proposalBody)) { partner, ...said }: z.output<typeof proposalBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofCampaign(campaignId, (taker) =>
      this.#adjustmentActs.propose(campaignId, taker, { ...said, partnerId: partner }),
    );
    return answerOnce(this.#requests, call, work);
  }

  @Post(PAYEE_ROUTES.adjustmentApproval.path)
  @Allow(...ROLES_OF_ACTS.adjustmentApproval)
  @HttpCode(200)
  async approveAdjustment(
    @Param(ofAdjustment) place: OfAdjustment,
    @Body(new CheckedInput('body', z.strictObject({}))) _nothing: object,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofCampaign(place.campaignId, (taker) => this.#adjustmentActs.approve(place, taker));
    return answerOnce(this.#requests, call, work);
  }

  @Post(PAYEE_ROUTES.adjustmentRefusal.path)
  @Allow(...ROLES_OF_ACTS.adjustmentRefusal)
  @HttpCode(200)
  async refuseAdjustment(
    @Param(ofAdjustment) place: OfAdjustment,
    @Body(asReason) said: Reason,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const work = this.#ofCampaign(place.campaignId, (taker) => this.#adjustmentActs.refuse(place, taker, said));
    return answerOnce(this.#requests, call, work);
  }

  #ofPayee(partnerId: string, act: (taker: Taker) => Promise<void>): Work {
    return async (taker) => {
      await act(taker);
      return written(PAYEE_ROUTES.payee, await this.#payees.one(partnerId));
    };
  }

  /** Whether there is such a campaign at all is asked first. */
  #ofCampaign(campaignId: string, act: (taker: Taker) => Promise<unknown>): Work {
    const page = { limit: ADJUSTMENTS_ANSWERED };
    return async (taker) => {
      await this.#adjustments.list(campaignId, page);
      await act(taker);
      return written(PAYEE_ROUTES.adjustments, await this.#adjustments.list(campaignId, page));
    };
  }
}
