import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { batchPage } from '../../pages/finance/batch-page.js';
import { batchHref, payoutHref } from '../../pages/finance/finance-paths.js';
import { payoutPage } from '../../pages/finance/payout-page.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { PayoutReading } from '../../reading/payout-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, CallingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { HTML } from '../page-headers.js';
import { campaignParameters } from '../routes.js';
import { actThenLead, fieldsOf, fileForm, plainForm, reasonForm, resumptionForm, takerOf } from './act-forms.js';
import { batchParameters, payoutQuery, placeQuery } from './finance-parameters.js';
import { PAYMENTS_ON_A_PAGE } from './document-acts.js';
import { PayoutActs } from './payout-acts.js';
import type { Taker } from './run-acts.js';

const BATCHES_ON_A_PAGE = 50;
const WAITING_ON_A_PAGE = 100;

const inCampaign = new CheckedInput('path', campaignParameters);
const ofBatch = new CheckedInput('path', batchParameters);
const asPlain = new CheckedInput('body', plainForm);
type InCampaign = z.output<typeof campaignParameters>;
type OfBatch = z.output<typeof batchParameters>;

/** What a campaign owes, its batches, and the forms by which one is prepared, approved and released. */
@Controller()
export class PayoutPagesController {
  readonly #campaigns: CampaignReading;
  readonly #payouts: PayoutReading;
  readonly #acts: PayoutActs;

  constructor(campaigns: CampaignReading, payouts: PayoutReading, acts: PayoutActs) {
    this.#campaigns = campaigns;
    this.#payouts = payouts;
    this.#acts = acts;
  }

  @Get('/campaigns/:campaignId/payout')
  @Allow('finance-viewer')
  @Header(...HTML)
  async payout(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Query(new CheckedInput('query', payoutQuery)) query: z.output<typeof payoutQuery>,
    @CallingPerson() person: SignedIn | undefined,
  ): Promise<string> {
    return this.#payoutPage(campaignId, person, query);
  }

  @Post('/campaigns/:campaignId/payout/preparation')
  @Allow(...ROLES_OF_ACTS.preparation)
  @HttpCode(200)
  @Header(...HTML)
  async prepare(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(asPlain) _form: z.output<typeof plainForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const taker = takerOf(person);
    await this.#campaigns.heading(campaignId);
    return actThenLead(reply, {
      act: () => this.#acts.prepare(campaignId, taker),
      leadTo: payoutHref(campaignId),
      refused: (problem) => this.#payoutPage(campaignId, person, {}, problem),
    });
  }

  @Get('/payout/batches/:batch')
  @Allow('finance-viewer')
  @Header(...HTML)
  async batch(
    @Param(ofBatch) { batch }: OfBatch,
    @Query(new CheckedInput('query', placeQuery)) { cursor }: z.output<typeof placeQuery>,
    @CallingPerson() person: SignedIn | undefined,
  ): Promise<string> {
    return this.#batchPage(batch, person, cursor);
  }

  @Post('/payout/batches/:batch/approval')
  @Allow(...ROLES_OF_ACTS.batchApproval)
  @HttpCode(200)
  @Header(...HTML)
  async approve(
    @Param(ofBatch) place: OfBatch,
    @Body(new CheckedInput('body', fileForm)) said: z.output<typeof fileForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.approve(place.batch, taker, said);
    return this.#act(place, person, reply, act, { step: 'approval', fields: {} });
  }

  @Post('/payout/batches/:batch/release')
  @Allow(...ROLES_OF_ACTS.release)
  @HttpCode(200)
  @Header(...HTML)
  async release(
    @Param(ofBatch) place: OfBatch,
    @Body(asPlain) _form: z.output<typeof plainForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.release(place.batch, taker);
    return this.#act(place, person, reply, act, { step: 'release', fields: {} });
  }

  @Post('/payout/batches/:batch/resumption')
  @Allow(...ROLES_OF_ACTS.resumption)
  @HttpCode(200)
  @Header(...HTML)
  async resume(
    @Param(ofBatch) place: OfBatch,
    @Body(new CheckedInput('body', resumptionForm)) said: z.output<typeof resumptionForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.resume(place.batch, taker, said);
    return this.#act(place, person, reply, act, {
      step: 'resumption',
      fields: fieldsOf({ ...said, attempt: String(said.attempt) }),
    });
  }

  @Post('/payout/batches/:batch/voiding')
  @Allow(...ROLES_OF_ACTS.voiding)
  @HttpCode(200)
  @Header(...HTML)
  async void(
    @Param(ofBatch) place: OfBatch,
    @Body(new CheckedInput('body', reasonForm)) said: z.output<typeof reasonForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.void(place.batch, taker, said);
    return this.#act(place, person, reply, act, { step: 'voiding', fields: fieldsOf(said) });
  }

  async #act(
    { batch }: OfBatch,
    person: SignedIn,
    reply: PersonReply,
    act: (taker: Taker) => Promise<void>,
    { step, fields }: { readonly step: string; readonly fields: TypedForm['fields'] },
  ): Promise<string> {
    const taker = takerOf(person);
    const page = batchHref(batch);
    return actThenLead(reply, {
      act: () => act(taker),
      leadTo: page,
      refused: (problem) =>
        this.#batchPage(batch, person, undefined, { problem, typed: { action: `${page}/${step}`, fields } }),
    });
  }

  async #payoutPage(
    campaignId: string,
    viewer: SignedIn | undefined,
    { cursor, waiting }: z.output<typeof payoutQuery>,
    problem?: ProblemAnswer,
  ): Promise<string> {
    const heading = await this.#campaigns.heading(campaignId);
    const overview = await this.#payouts.overview(campaignId, { cursor: waiting, limit: WAITING_ON_A_PAGE });
    const batches = await this.#payouts.batches(campaignId, { cursor, limit: BATCHES_ON_A_PAGE });
    return payoutPage({ heading, overview, batches, viewer, problem });
  }

  async #batchPage(
    batch: number,
    viewer: SignedIn | undefined,
    cursor: string | undefined,
    refused: { readonly problem?: ProblemAnswer; readonly typed?: TypedForm } = {},
  ): Promise<string> {
    const record = await this.#payouts.batch(batch);
    const heading = await this.#campaigns.heading(record.campaignId);
    const payments = await this.#payouts.payments(batch, { cursor, limit: PAYMENTS_ON_A_PAGE });
    return batchPage({ heading, record, payments, cursor, viewer, ...refused });
  }
}
