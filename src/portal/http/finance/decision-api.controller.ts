import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { AnsweredRequests } from '../../../idempotency/index.js';
import { decisionAnswer, undecidedCustomersAnswer } from '../../answers/work-answers.js';
import { customerId, named, partnerId } from '../../answers/values.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { WorkReading } from '../../reading/work-reading.js';
import { Allow } from '../access/allow.js';
import { Called, type PersonReply, type PersonRequest, type ProgramCall } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters, pageQuery, type ApiRoute } from '../routes.js';
import { sendTagged } from '../vendors/vendor-http.js';
import { answerOnce, written } from './answer-once.js';
import { DecisionActs } from './decision-acts.js';
import { ACTS, NO_CAMPAIGN, reason } from './finance-routes.js';

const decisionBody = named(
  'Decision',
  z.strictObject({
    partner: partnerId,
    customer: customerId,
    rule: z.string().max(100).optional().describe('Every rule that is unknown, where it is left out'),
    as: z.enum(['met', 'not-met']),
    reason,
    seen: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .describe(
        'Number of the last decision that was seen of this customer, 0 for none; a newer one is not passed over',
      ),
  }),
);

const WORK_LIST = '/api/v1/campaigns/:campaignId/work-list';

/** What the facts leave open, for programs: listed by what is known now, and decided. */
export const DECISION_ROUTES = {
  undecided: {
    operationId: 'undecidedCustomers',
    path: `${WORK_LIST}/undecided`,
    summary:
      'Undecided customers of the last run, by what is known now: which rules are open, why, and what may be decided',
    parameters: campaignParameters,
    query: pageQuery,
    isTagged: true,
    answer: undecidedCustomersAnswer,
    problems: NO_CAMPAIGN,
  },
  decision: {
    operationId: 'decide',
    method: 'POST',
    path: `${WORK_LIST}/decisions`,
    summary: 'Decide of a customer what the facts leave open, never what they say; takes the role finance-maker',
    parameters: campaignParameters,
    body: decisionBody,
    answer: decisionAnswer,
    problems: { ...NO_CAMPAIGN, ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;

const inCampaign = new CheckedInput('path', campaignParameters);
type InCampaign = z.output<typeof campaignParameters>;

/** The same as the form of the work list, for programs. */
@Controller()
export class DecisionApiController {
  readonly #campaigns: CampaignReading;
  readonly #work: WorkReading;
  readonly #acts: DecisionActs;
  readonly #requests: AnsweredRequests;

  constructor(campaigns: CampaignReading, work: WorkReading, acts: DecisionActs, requests: AnsweredRequests) {
    this.#campaigns = campaigns;
    this.#work = work;
    this.#acts = acts;
    this.#requests = requests;
  }

  @Get(DECISION_ROUTES.undecided.path)
  @Allow('finance-viewer')
  async undecided(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(new CheckedInput('query', pageQuery)) page: z.output<typeof pageQuery>,
    @Req() request: PersonRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string | undefined> {
    await this.#campaigns.heading(campaignId);
    const found = await this.#work.undecided(campaignId, page);
    return sendTagged(request, reply, DECISION_ROUTES.undecided.answer, found);
  }

  @Post(DECISION_ROUTES.decision.path)
  @Allow(...ROLES_OF_ACTS.decision)
  @HttpCode(200)
  async decide(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(new CheckedInput('body', decisionBody)) said: z.output<typeof decisionBody>,
    @Called() call: ProgramCall,
  ): Promise<string> {
    return answerOnce(this.#requests, call, async ({ actor }) => {
      await this.#campaigns.heading(campaignId);
      const decision = await this.#acts.decide({ campaignId, ...said }, actor);
      return written(DECISION_ROUTES.decision, { campaignId, decision });
    });
  }
}
