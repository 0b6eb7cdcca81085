import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { PayoutReading } from '../../reading/payout-reading.js';
import { RunReading } from '../../reading/run-reading.js';
import { Allow } from '../access/allow.js';
import { Called, type PersonReply, type PersonRequest, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters, pageQuery } from '../routes.js';
import { sendTagged } from '../vendors/vendor-http.js';
import { answerOnce, written, type Work } from './answer-once.js';
import { batchParameters, runParameters } from './finance-parameters.js';
import { confirmationBody, fileBody, FINANCE_ROUTES, reasonBody, stepBody } from './finance-routes.js';
import { PayoutActs } from './payout-acts.js';
import { RunActs, type Taker } from './run-acts.js';

const BATCHES_ANSWERED = 100;

const inCampaign = new CheckedInput('path', campaignParameters);
const ofRun = new CheckedInput('path', runParameters);
const ofBatch = new CheckedInput('path', batchParameters);
const asPage = new CheckedInput('query', pageQuery);
const asStep = new CheckedInput('body', stepBody);
const asReason = new CheckedInput('body', reasonBody);
const asNothing = new CheckedInput('body', z.strictObject({}));
type InCampaign = z.output<typeof campaignParameters>;
type OfRun = z.output<typeof runParameters>;
type OfBatch = z.output<typeof batchParameters>;
type Page = z.output<typeof pageQuery>;
type Step = z.output<typeof stepBody>;
type Reason = z.output<typeof reasonBody>;

/** The same as the pages of finance, for programs: what is asked for under a key is done once, and answered alike each time. */
@Controller()
export class FinanceApiController {
  readonly #runs: RunReading;
  readonly #payouts: PayoutReading;
  readonly #runActs: RunActs;
  readonly #payoutActs: PayoutActs;
  readonly #requests: AnsweredRequests;

  constructor(
    runs: RunReading,
    payouts: PayoutReading,
    runActs: RunActs,
    payoutActs: PayoutActs,
    requests: AnsweredRequests,
  ) {
    this.#runs = runs;
    this.#payouts = payouts;
    this.#runActs = runActs;
    this.#payoutActs = payoutActs;
    this.#requests = requests;
  }

  @Get(FINANCE_ROUTES.runs.path)
  @Allow('finance-viewer')
  async runs(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(asPage) page: Page,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, FINANCE_ROUTES.runs.answer, await this.#runs.runs(campaignId, page));
  }

  @Get(FINANCE_ROUTES.run.path)
  @Allow('finance-viewer')
  async run(
    @Param(ofRun) { campaignId, run }: OfRun,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, FINANCE_ROUTES.run.answer, await this.#runs.run(campaignId, run));
  }

  @Post(FINANCE_ROUTES.confirmation.path)
  @Allow(...ROLES_OF_ACTS.confirmation)
  @HttpCode(200)
  async confirm(
    @Param(ofRun) place: OfRun,
    @Body(new CheckedInput('body', confirmationBody)) said: z.output<typeof confirmationBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(
      this.#requests,
      call,
      this.#ofRun(place, (taker) => this.#runActs.confirm(place, taker, said)),
    );
  }

  @Post(FINANCE_ROUTES.submission.path)
  @Allow(...ROLES_OF_ACTS.submission)
  @HttpCode(200)
  async submit(@Param(ofRun) place: OfRun, @Body(asStep) said: Step, @Called() call: ProgramCall): Promise<string> {
    return answerOnce(
      this.#requests,
      call,
      this.#ofRun(place, (taker) => this.#runActs.submit(place, taker, said)),
    );
  }

  @Post(FINANCE_ROUTES.approval.path)
  @Allow(...ROLES_OF_ACTS.approval)
  @HttpCode(200)
  async approve(@Param(ofRun) place: OfRun, @Body(asStep) said: Step, @Called() call: ProgramCall): Promise<string> {
    return answerOnce(
      this.#requests,
      call,
      this.#ofRun(place, (taker) => this.#runActs.approve(place, taker, said)),
    );
  }

  @Post(FINANCE_ROUTES.rejection.path)
  @Allow(...ROLES_OF_ACTS.rejection)
  @HttpCode(200)
  async reject(@Param(ofRun) place: OfRun, @Body(asReason) said: Reason, @Called() call: ProgramCall): Promise<string> {
    return answerOnce(
      this.#requests,
      call,
      this.#ofRun(place, (taker) => this.#runActs.reject(place, taker, said)),
    );
  }

  @Post(FINANCE_ROUTES.posting.path)
  @Allow(...ROLES_OF_ACTS.posting)
  @HttpCode(200)
  async post(@Param(ofRun) place: OfRun, @Body(asStep) said: Step, @Called() call: ProgramCall): Promise<string> {
    return answerOnce(
      this.#requests,
      call,
      this.#ofRun(place, (taker) => this.#runActs.post(place, taker, said)),
    );
  }

  @Get(FINANCE_ROUTES.batches.path)
  @Allow('finance-viewer')
  async batches(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(asPage) page: Page,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, FINANCE_ROUTES.batches.answer, await this.#payouts.batches(campaignId, page));
  }

  @Get(FINANCE_ROUTES.payout.path)
  @Allow('finance-viewer')
  async payout(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(asPage) page: Page,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, FINANCE_ROUTES.payout.answer, await this.#payouts.overview(campaignId, page));
  }

  @Post(FINANCE_ROUTES.preparation.path)
  @Allow(...ROLES_OF_ACTS.preparation)
  @HttpCode(200)
  async prepare(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(asNothing) _nothing: object,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async (taker) => {
      // Whether there is such a campaign at all is asked first.
      await this.#payouts.batches(campaignId, { limit: 1 });
      await this.#payoutActs.prepare(campaignId, taker);
      return written(FINANCE_ROUTES.preparation, await this.#payouts.batches(campaignId, { limit: BATCHES_ANSWERED }));
    });
  }

  @Get(FINANCE_ROUTES.batch.path)
  @Allow('finance-viewer')
  async batch(
    @Param(ofBatch) { batch }: OfBatch,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, FINANCE_ROUTES.batch.answer, await this.#payouts.batch(batch));
  }

  @Get(FINANCE_ROUTES.payments.path)
  @Allow('finance-viewer')
  async payments(
    @Param(ofBatch) { batch }: OfBatch,
    @Query(asPage) page: Page,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, FINANCE_ROUTES.payments.answer, await this.#payouts.payments(batch, page));
  }

  @Post(FINANCE_ROUTES.batchApproval.path)
  @Allow(...ROLES_OF_ACTS.batchApproval)
  @HttpCode(200)
  async approveBatch(
    @Param(ofBatch) { batch }: OfBatch,
    @Body(new CheckedInput('body', fileBody)) said: z.output<typeof fileBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const act = this.#ofBatch(batch, (taker) => this.#payoutActs.approve(batch, taker, said));
    return answerOnce(this.#requests, call, act);
  }

  @Post(FINANCE_ROUTES.release.path)
  @Allow(...ROLES_OF_ACTS.release)
  @HttpCode(200)
  async release(
    @Param(ofBatch) { batch }: OfBatch,
    @Body(asNothing) _nothing: object,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const act = this.#ofBatch(batch, (taker) => this.#payoutActs.release(batch, taker));
    return answerOnce(this.#requests, call, act);
  }

  @Post(FINANCE_ROUTES.voiding.path)
  @Allow(...ROLES_OF_ACTS.voiding)
  @HttpCode(200)
  async void(
    @Param(ofBatch) { batch }: OfBatch,
    @Body(asReason) said: Reason,
    @Called() call: ProgramCall,
  ): Promise<string> {
    const act = this.#ofBatch(batch, (taker) => this.#payoutActs.void(batch, taker, said));
    return answerOnce(this.#requests, call, act);
  }

  /** Takes the step, and answers the run as it is then. */
  #ofRun({ campaignId, run }: OfRun, act: (taker: Taker) => Promise<void>): Work {
    return async (taker) => {
      await act(taker);
      return written(FINANCE_ROUTES.run, await this.#runs.run(campaignId, run));
    };
  }

  #ofBatch(batch: number, act: (taker: Taker) => Promise<void>): Work {
    return async (taker) => {
      await act(taker);
      return written(FINANCE_ROUTES.batch, await this.#payouts.batch(batch));
    };
  }
}
