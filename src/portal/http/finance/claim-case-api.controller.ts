import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { ClaimReading } from '../../reading/claim-reading.js';
import { Allow } from '../access/allow.js';
import { Called, type PersonReply, type PersonRequest, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { claimParameters } from '../partner-entries/entry-routes.js';
import { campaignParameters } from '../routes.js';
import { sendTagged } from '../vendors/vendor-http.js';
import { answerOnce, written } from './answer-once.js';
import { ClaimActs } from './claim-acts.js';
import {
  caseAnswerOf,
  CLAIM_CASE_ROUTES,
  claimAcceptanceBody,
  claimRejectionBody,
  queueAnswerOf,
  queueQuery,
} from './claim-case-routes.js';
import { reasonBody } from './finance-routes.js';
import type { Taker } from './run-acts.js';

const ofClaim = new CheckedInput('path', claimParameters);
const asReason = new CheckedInput('body', reasonBody);
type OfClaim = z.output<typeof claimParameters>;
type Reason = z.output<typeof reasonBody>;

/** The same as the pages of claims, for programs. */
@Controller()
export class ClaimCaseApiController {
  readonly #reading: ClaimReading;
  readonly #acts: ClaimActs;
  readonly #requests: AnsweredRequests;

  constructor(reading: ClaimReading, acts: ClaimActs, requests: AnsweredRequests) {
    this.#reading = reading;
    this.#acts = acts;
    this.#requests = requests;
  }

  @Get(CLAIM_CASE_ROUTES.claimQueue.path)
  @Allow('finance-viewer')
  async queue(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', queueQuery)) query: z.output<typeof queueQuery>,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    const queue = queueAnswerOf(await this.#reading.queue(campaignId, query));
    return sendTagged(request, reply, CLAIM_CASE_ROUTES.claimQueue.answer, queue);
  }

  @Get(CLAIM_CASE_ROUTES.claimCase.path)
  @Allow('finance-viewer')
  async one(
    @Param(ofClaim) { campaignId, claimId }: OfClaim,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    const found = caseAnswerOf(await this.#reading.one(campaignId, claimId));
    return sendTagged(request, reply, CLAIM_CASE_ROUTES.claimCase.answer, found);
  }

  @Post(CLAIM_CASE_ROUTES.claimAcceptance.path)
  @Allow(...ROLES_OF_ACTS.claimAcceptance)
  @HttpCode(200)
  async accept(
    @Param(ofClaim) place: OfClaim,
    @Body(new CheckedInput('body', claimAcceptanceBody)) said: z.output<typeof claimAcceptanceBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.accept(place, taker, said);
    return this.#once(place, call, act);
  }

  @Post(CLAIM_CASE_ROUTES.claimRejection.path)
  @Allow(...ROLES_OF_ACTS.claimRejection)
  @HttpCode(200)
  async reject(
    @Param(ofClaim) place: OfClaim,
    @Body(new CheckedInput('body', claimRejectionBody)) said: z.output<typeof claimRejectionBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.reject(place, taker, said);
    return this.#once(place, call, act);
  }

  @Post(CLAIM_CASE_ROUTES.appealTaking.path)
  @Allow(...ROLES_OF_ACTS.appealTaking)
  @HttpCode(200)
  async takeAppeal(
    @Param(ofClaim) place: OfClaim,
    @Body(asReason) said: Reason,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.takeAppeal(place, taker, said);
    return this.#once(place, call, act);
  }

  /** Does it, and answers the claim as it stands then. */
  async #once(
    { campaignId, claimId }: OfClaim,
    call: ProgramCall,
    act: (taker: Taker) => Promise<void>,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async (taker) => {
      await act(taker);
      return written(CLAIM_CASE_ROUTES.claimCase, caseAnswerOf(await this.#reading.one(campaignId, claimId)));
    });
  }
}
