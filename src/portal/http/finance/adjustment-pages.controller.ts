import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { AnsweredRequests } from '../../../idempotency/index.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { adjustmentsPage } from '../../pages/finance/adjustments-page.js';
import { adjustmentsHref } from '../../pages/finance/finance-paths.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { AdjustmentReading } from '../../reading/adjustment-reading.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, CallingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { HTML } from '../page-headers.js';
import { campaignParameters } from '../routes.js';
import { actThenLead, plainForm, proposalForm, reasonForm, takerOf } from './act-forms.js';
import { AdjustmentActs } from './adjustment-acts.js';
import { adjustmentParameters, placeQuery } from './finance-parameters.js';

const ADJUSTMENTS_ON_A_PAGE = 100;

const inCampaign = new CheckedInput('path', campaignParameters);
const ofAdjustment = new CheckedInput('path', adjustmentParameters);
type InCampaign = z.output<typeof campaignParameters>;
type OfAdjustment = z.output<typeof adjustmentParameters>;

/** What people adjust by hand, and the forms by which one proposes it and another decides. */
@Controller('/campaigns/:campaignId/adjustments')
export class AdjustmentPagesController {
  readonly #campaigns: CampaignReading;
  readonly #adjustments: AdjustmentReading;
  readonly #acts: AdjustmentActs;
  readonly #requests: AnsweredRequests;

  constructor(
    campaigns: CampaignReading,
    adjustments: AdjustmentReading,
    acts: AdjustmentActs,
    requests: AnsweredRequests,
  ) {
    this.#campaigns = campaigns;
    this.#adjustments = adjustments;
    this.#acts = acts;
    this.#requests = requests;
  }

  @Get()
  @Allow('finance-viewer')
  @Header(...HTML)
  async list(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(new CheckedInput('query', placeQuery)) { cursor }: z.output<typeof placeQuery>,
    @CallingPerson() person: SignedIn | undefined,
  ): Promise<string> {
    return this.#page(campaignId, person, { cursor });
  }

  @Post('proposal')
  @Allow(...ROLES_OF_ACTS.adjustmentProposal)
  @HttpCode(200)
  @Header(...HTML)
  async propose(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(new CheckedInput('body', proposalForm)) said: z.output<typeof proposalForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { partner, customer, amount, currency, reason, form } = said;
    const typed = { partner, customer, amount, currency, reason };
    const action = `${adjustmentsHref(campaignId)}/proposal`;
    const wanted = {
      partnerId: partner.trim(),
      customer: customer.trim(),
      amount: amount.trim(),
      currency: currency.trim().toUpperCase(),
      reason,
    };
    // The same wish cannot be told from a second one by what it says, but by the form that it was written into.
    const sent = { key: form, method: 'POST', path: action, body: Buffer.from(JSON.stringify(wanted)) };
    const { person: who, actor } = person;
    const act = async () =>
      this.#requests.once({ person: who }, sent, async ({ isRepeated }) =>
        String(await this.#acts.propose(campaignId, { actor, mayHaveDone: isRepeated }, wanted)),
      );
    return this.#act(campaignId, person, reply, act, { action, fields: typed });
  }

  @Post(':adjustment/approval')
  @Allow(...ROLES_OF_ACTS.adjustmentApproval)
  @HttpCode(200)
  @Header(...HTML)
  async approve(
    @Param(ofAdjustment) place: OfAdjustment,
    @Body(new CheckedInput('body', plainForm)) _form: z.output<typeof plainForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#act(place.campaignId, person, reply, async () => this.#acts.approve(place, takerOf(person)));
  }

  @Post(':adjustment/refusal')
  @Allow(...ROLES_OF_ACTS.adjustmentRefusal)
  @HttpCode(200)
  @Header(...HTML)
  async refuse(
    @Param(ofAdjustment) place: OfAdjustment,
    @Body(new CheckedInput('body', reasonForm)) { reason }: z.output<typeof reasonForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const action = `${adjustmentsHref(place.campaignId)}/${String(place.adjustment)}/refusal`;
    const act = async () => this.#acts.refuse(place, takerOf(person), { reason });
    return this.#act(place.campaignId, person, reply, act, { action, fields: { reason } });
  }

  async #act(
    campaignId: string,
    person: SignedIn | undefined,
    reply: PersonReply,
    act: () => Promise<unknown>,
    typed?: TypedForm,
  ): Promise<string> {
    await this.#campaigns.heading(campaignId);
    return actThenLead(reply, {
      act,
      leadTo: adjustmentsHref(campaignId),
      refused: (problem) => this.#page(campaignId, person, { problem, typed }),
    });
  }

  async #page(
    campaignId: string,
    viewer: SignedIn | undefined,
    {
      cursor,
      ...more
    }: {
      readonly cursor?: string | undefined;
      readonly problem?: ProblemAnswer;
      readonly typed?: TypedForm | undefined;
    },
  ): Promise<string> {
    const heading = await this.#campaigns.heading(campaignId);
    const adjustments = await this.#adjustments.list(campaignId, { cursor, limit: ADJUSTMENTS_ON_A_PAGE });
    return adjustmentsPage({ heading, adjustments, viewer, form: randomUUID(), ...more });
  }
}
