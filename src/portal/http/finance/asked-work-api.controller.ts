import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { AskedWork, type AskedKind } from '../../../asked-work/index.js';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { instant } from '../../../kernel/index.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { AskedWorkReading } from '../../reading/asked-work-reading.js';
import { Allow } from '../access/allow.js';
import { Called, type PersonReply, type PersonRequest, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters } from '../routes.js';
import { sendTagged } from '../vendors/vendor-http.js';
import { answerOnce, written } from './answer-once.js';
import { ASKED_WORK_ROUTES, askedCalculationBody, askedRestatementBody } from './asked-work-routes.js';

const inCampaign = new CheckedInput('path', campaignParameters);
const asNothing = new CheckedInput('body', z.strictObject({}));
type InCampaign = z.output<typeof campaignParameters>;

/** The same as the forms of the runs page, for programs. */
@Controller()
export class AskedWorkApiController {
  readonly #reading: AskedWorkReading;
  readonly #asked: AskedWork;
  readonly #requests: AnsweredRequests;

  constructor(reading: AskedWorkReading, asked: AskedWork, requests: AnsweredRequests) {
    this.#reading = reading;
    this.#asked = asked;
    this.#requests = requests;
  }

  @Get(ASKED_WORK_ROUTES.askedWork.path)
  @Allow('finance-viewer')
  async list(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    return sendTagged(request, reply, ASKED_WORK_ROUTES.askedWork.answer, await this.#reading.list(campaignId));
  }

  @Post(ASKED_WORK_ROUTES.calculation.path)
  @Allow(...ROLES_OF_ACTS.calculation)
  @HttpCode(200)
  async calculate(
    @Param(inCampaign) place: InCampaign,
    @Body(new CheckedInput('body', askedCalculationBody)) said: z.output<typeof askedCalculationBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return this.#ask('calculation', place, call, said);
  }

  @Post(ASKED_WORK_ROUTES.restatement.path)
  @Allow(...ROLES_OF_ACTS.restatement)
  @HttpCode(200)
  async restate(
    @Param(inCampaign) place: InCampaign,
    @Body(new CheckedInput('body', askedRestatementBody)) said: z.output<typeof askedRestatementBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return this.#ask('restatement', place, call, said);
  }

  @Post(ASKED_WORK_ROUTES.statements.path)
  @Allow(...ROLES_OF_ACTS.statements)
  @HttpCode(200)
  async giveOut(
    @Param(inCampaign) place: InCampaign,
    @Body(asNothing) _nothing: object,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return this.#ask('statements', place, call);
  }

  async #ask(
    kind: AskedKind,
    { campaignId }: InCampaign,
    call: ProgramCall,
    { snapshotAt, knownAt }: z.output<typeof askedCalculationBody> = {},
  ): Promise<string> {
    return answerOnce(this.#requests, call, async ({ actor }) => {
      // Whether there is such a campaign at all is asked first.
      await this.#reading.list(campaignId);
      await this.#asked.ask(kind, campaignId, actor, {
        snapshotAt: snapshotAt === undefined ? null : instant(snapshotAt),
        knownAt: knownAt === undefined ? null : instant(knownAt),
      });
      return written(ASKED_WORK_ROUTES.askedWork, await this.#reading.list(campaignId));
    });
  }
}
