import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../access/index.js';
import { OpenDecisions } from '../../calculation/index.js';
import { RecordDecision } from '../../ingest/index.js';
import { invariant } from '../../kernel/index.js';
import { PartnerQuestions } from '../../questions/index.js';
import { customerId, partnerId } from '../answers/values.js';
import { workPage } from '../pages/work/work-page.js';
import { CampaignReading } from '../reading/campaign-reading.js';
import { WORK_KINDS } from '../reading/work-item.js';
import { ITEMS_ON_A_PAGE, WorkReading } from '../reading/work-reading.js';
import { Allow } from './access/allow.js';
import { CallingPerson, type PersonReply } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { campaignParameters } from './routes.js';

const LARGEST = 2 ** 31 - 1;
const key = z.coerce.number().int().min(1).max(LARGEST);
const workQuery = z.strictObject({
  kind: z.enum(WORK_KINDS).optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(ITEMS_ON_A_PAGE),
  /** What was done by the form that led here. */
  decided: key.optional(),
  answered: key.optional(),
});
const ofQuestion = campaignParameters.extend({ question: key });
const answerForm = z.object({ answer: z.string() });
const decisionForm = z.object({
  partner: partnerId,
  customer: customerId,
  /** Empty: every rule that is unknown. */
  rule: z.string().max(100),
  as: z.enum(['met', 'not-met']),
  reason: z.string(),
  seen: z.coerce.number().int().min(0).max(LARGEST),
});

const inCampaign = new CheckedInput('path', campaignParameters);

/** What waits for a person in a campaign, with the forms by which it is decided and answered. */
@Controller('/campaigns/:campaignId/work')
export class WorkController {
  readonly #campaigns: CampaignReading;
  readonly #work: WorkReading;
  readonly #openDecisions: OpenDecisions;
  readonly #recordDecision: RecordDecision;
  readonly #questions: PartnerQuestions;

  constructor(
    campaigns: CampaignReading,
    work: WorkReading,
    openDecisions: OpenDecisions,
    recordDecision: RecordDecision,
    questions: PartnerQuestions,
  ) {
    this.#campaigns = campaigns;
    this.#work = work;
    this.#openDecisions = openDecisions;
    this.#recordDecision = recordDecision;
    this.#questions = questions;
  }

  @Get()
  @Allow('finance-viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @CallingPerson() person: SignedIn | undefined,
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', workQuery)) { decided, answered, ...query }: z.output<typeof workQuery>,
  ): Promise<string> {
    const campaign = await this.#campaigns.heading(campaignId);
    const work = await this.#work.list(campaignId, query);
    const formToken = person?.roles.has('finance-maker') === true ? person.formToken : undefined;
    return workPage({ campaign, work, formToken, done: { decided, answered } });
  }

  @Post('decisions')
  @Allow('finance-maker')
  @HttpCode(303)
  async decide(
    @CallingPerson() person: SignedIn | undefined,
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Body(new CheckedInput('body', decisionForm)) form: z.output<typeof decisionForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = present(person);
    await this.#campaigns.heading(campaignId);
    const pair = await this.#openDecisions.expectDecidable({
      campaignId,
      customer: form.customer,
      partnerId: form.partner,
      rule: form.rule === '' ? undefined : form.rule,
      countedAs: form.as,
    });
    const { decision } = await this.#recordDecision.execute(
      { ...pair, seen: form.seen },
      { actor, reason: form.reason },
    );
    reply.header('location', `/campaigns/${campaignId}/work?decided=${String(decision)}`);
    return '';
  }

  @Post('questions/:question/answer')
  @Allow('finance-maker')
  @HttpCode(303)
  async answer(
    @CallingPerson() person: SignedIn | undefined,
    @Param(new CheckedInput('path', ofQuestion)) { campaignId, question }: z.output<typeof ofQuestion>,
    @Body(new CheckedInput('body', answerForm)) { answer }: z.output<typeof answerForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = present(person);
    await this.#questions.answer(question, { actor, answer }, campaignId);
    reply.header('location', `/campaigns/${campaignId}/work?answered=${String(question)}`);
    return '';
  }
}

function present(person: SignedIn | undefined): SignedIn {
  invariant(person !== undefined, 'the guard lets nobody write who has not signed in');
  return person;
}
