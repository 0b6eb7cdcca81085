import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../access/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { PartnerQuestions } from '../../questions/index.js';
import { customerId, partnerId } from '../answers/values.js';
import type { TypedForm } from '../pages/finance/typed-form.js';
import { answerHref, decisionsHref, proofsHref, workListHref } from '../pages/work-list/work-paths.js';
import { workPage, type WorkPageProps } from '../pages/work-list/work-page.js';
import { CampaignReading } from '../reading/campaign-reading.js';
import { WORK_KINDS } from '../reading/work-item.js';
import { ITEMS_ON_A_PAGE, WorkReading, type WorkRequest } from '../reading/work-reading.js';
import { Allow } from './access/allow.js';
import { ActingPerson, CallingPerson, type PersonReply } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { actThenLead } from './finance/act-forms.js';
import { DecisionActs } from './finance/decision-acts.js';
import { ProofActs } from './finance/proof-acts.js';
import { HTML } from './page-headers.js';
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
  accepted: key.optional(),
});
const ofQuestion = campaignParameters.extend({ question: key });
/** The page of the list on which the form stood: where it is refused, it stands there again. */
const fromPage = {
  kind: z.enum(WORK_KINDS).optional(),
  cursor: z.string().max(1000).optional(),
};
const written = z.string().max(10_000);
const answerForm = z.object({ ...fromPage, answer: written });
const proofForm = z.object({
  ...fromPage,
  document: key,
  proves: written,
  /** Empty: when it was given. */
  handedInAt: z.string().max(100),
  reason: written,
});
const decisionForm = z.object({
  ...fromPage,
  partner: partnerId,
  customer: customerId,
  /** Empty: every rule that is unknown. */
  rule: z.string().max(100),
  /** Empty: nothing was chosen. */
  as: z.enum(['met', 'not-met', '']),
  reason: written,
  seen: z.coerce.number().int().min(0).max(LARGEST),
});

const inCampaign = new CheckedInput('path', campaignParameters);

/** What waits for a person in a campaign, with the forms by which it is decided and answered. */
@Controller('/campaigns/:campaignId/work-list')
export class WorkListController {
  readonly #campaigns: CampaignReading;
  readonly #work: WorkReading;
  readonly #decisions: DecisionActs;
  readonly #proofs: ProofActs;
  readonly #questions: PartnerQuestions;

  constructor(
    campaigns: CampaignReading,
    work: WorkReading,
    decisions: DecisionActs,
    proofs: ProofActs,
    questions: PartnerQuestions,
  ) {
    this.#proofs = proofs;
    this.#campaigns = campaigns;
    this.#work = work;
    this.#decisions = decisions;
    this.#questions = questions;
  }

  @Get()
  @Allow('finance-viewer')
  @Header(...HTML)
  async list(
    @CallingPerson() person: SignedIn | undefined,
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', workQuery)) { decided, answered, accepted, ...query }: z.output<typeof workQuery>,
  ): Promise<string> {
    return this.#page(campaignId, person, query, { done: { decided, answered, accepted } });
  }

  @Post('decisions')
  @Allow('finance-maker')
  @HttpCode(200)
  @Header(...HTML)
  async decide(
    @ActingPerson() person: SignedIn,
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Body(new CheckedInput('body', decisionForm)) form: z.output<typeof decisionForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = person;
    const { partner, customer, rule, as, reason, seen, kind, cursor } = form;
    await this.#campaigns.heading(campaignId);
    const typed = { action: decisionsHref(campaignId), fields: { partner, customer, rule, as, reason } };
    let decision = 0;
    return this.#act(campaignId, person, reply, {
      act: async () => {
        if (as === '') throw nothingChosen();
        const wish = { campaignId, partner, customer, rule: rule === '' ? undefined : rule, as, reason, seen };
        decision = await this.#decisions.decide(wish, actor);
      },
      leadTo: () => `${workListHref(campaignId)}?decided=${String(decision)}`,
      from: { kind, cursor },
      typed,
    });
  }

  @Post('proofs')
  @Allow('finance-maker')
  @HttpCode(200)
  @Header(...HTML)
  async accept(
    @ActingPerson() person: SignedIn,
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Body(new CheckedInput('body', proofForm)) form: z.output<typeof proofForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = person;
    const { document, proves, handedInAt, reason, kind, cursor } = form;
    await this.#campaigns.heading(campaignId);
    const fields = { document: String(document), proves, handedInAt, reason };
    return this.#act(campaignId, person, reply, {
      act: async () => this.#proofs.accept({ campaignId, document, kind: proves, handedInAt, reason }, actor),
      leadTo: () => `${workListHref(campaignId)}?accepted=${String(document)}`,
      from: { kind, cursor },
      typed: { action: proofsHref(campaignId), fields },
    });
  }

  @Post('questions/:question/answer')
  @Allow('finance-maker')
  @HttpCode(200)
  @Header(...HTML)
  async answer(
    @ActingPerson() person: SignedIn,
    @Param(new CheckedInput('path', ofQuestion)) { campaignId, question }: z.output<typeof ofQuestion>,
    @Body(new CheckedInput('body', answerForm)) form: z.output<typeof answerForm>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = person;
    const { answer, kind, cursor } = form;
    return this.#act(campaignId, person, reply, {
      act: async () => this.#questions.answer(question, { actor, answer }, campaignId),
      leadTo: () => `${workListHref(campaignId)}?answered=${String(question)}`,
      from: { kind, cursor },
      typed: { action: answerHref(campaignId, question), fields: { answer } },
    });
  }

  async #act(
    campaignId: string,
    person: SignedIn | undefined,
    reply: PersonReply,
    {
      act,
      leadTo,
      from,
      typed,
    }: {
      readonly act: () => Promise<unknown>;
      readonly leadTo: () => string;
      readonly from: Omit<WorkRequest, 'limit'>;
      readonly typed: TypedForm;
    },
  ): Promise<string> {
    let address = workListHref(campaignId);
    return actThenLead(reply, {
      act: async () => {
        await act();
        address = leadTo();
      },
      leadTo: () => address,
      refused: (problem) => this.#page(campaignId, person, { ...from, limit: ITEMS_ON_A_PAGE }, { problem, typed }),
    });
  }

  async #page(
    campaignId: string,
    person: SignedIn | undefined,
    request: WorkRequest,
    more: Pick<WorkPageProps, 'problem' | 'typed' | 'done'>,
  ): Promise<string> {
    const campaign = await this.#campaigns.heading(campaignId);
    const work = await this.#work.list(campaignId, request);
    const formToken = person?.roles.has('finance-maker') === true ? person.formToken : undefined;
    return workPage({ campaign, work, formToken, cursor: request.cursor, ...more });
  }
}

function nothingChosen(): SeatbackError {
  return new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'met, or not met',
    found: 'nothing that was chosen',
    where: 'the field Counts as',
    next: 'Choose as what it counts.',
  });
}
