import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { runHref } from '../../pages/finance/finance-paths.js';
import type { RunAct } from '../../pages/finance/run-offers.js';
import { runPage } from '../../pages/finance/run-page.js';
import { runsPage } from '../../pages/finance/runs-page.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { AskedWorkReading } from '../../reading/asked-work-reading.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { RunReading } from '../../reading/run-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, CallingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { HTML } from '../page-headers.js';
import { campaignParameters } from '../routes.js';
import { actThenLead, confirmationForm, fieldsOf, reasonForm, stepForm, takerOf } from './act-forms.js';
import { placeQuery, runParameters } from './finance-parameters.js';
import { RunActs, type Taker } from './run-acts.js';

export const RUNS_ON_A_PAGE = 50;
const UNDECIDED_ON_A_PAGE = 50;

const ofRun = new CheckedInput('path', runParameters);
const asStep = new CheckedInput('body', stepForm);
type OfRun = z.output<typeof runParameters>;
type Step = z.output<typeof stepForm>;

/** The runs of a campaign, and the forms by which one is taken to posting. */
@Controller('/campaigns/:campaignId/runs')
export class RunPagesController {
  readonly #campaigns: CampaignReading;
  readonly #runs: RunReading;
  readonly #asked: AskedWorkReading;
  readonly #acts: RunActs;

  constructor(campaigns: CampaignReading, runs: RunReading, asked: AskedWorkReading, acts: RunActs) {
    this.#campaigns = campaigns;
    this.#runs = runs;
    this.#asked = asked;
    this.#acts = acts;
  }

  @Get()
  @Allow('finance-viewer')
  @Header(...HTML)
  async list(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', placeQuery)) { cursor }: z.output<typeof placeQuery>,
    @CallingPerson() viewer: SignedIn | undefined,
  ): Promise<string> {
    const heading = await this.#campaigns.heading(campaignId);
    const runs = await this.#runs.runs(campaignId, { cursor, limit: RUNS_ON_A_PAGE });
    return runsPage({ heading, runs, asked: await this.#asked.list(campaignId), viewer });
  }

  @Get(':run')
  @Allow('finance-viewer')
  @Header(...HTML)
  async run(@Param(ofRun) place: OfRun, @CallingPerson() person: SignedIn | undefined): Promise<string> {
    return this.#page(place, person);
  }

  @Post(':run/confirmation')
  @Allow(...ROLES_OF_ACTS.confirmation)
  @HttpCode(200)
  @Header(...HTML)
  async confirm(
    @Param(ofRun) place: OfRun,
    @Body(new CheckedInput('body', confirmationForm)) { term = [], reason }: z.output<typeof confirmationForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const terms = typeof term === 'string' ? [term] : term;
    const act = async (taker: Taker) => this.#acts.confirm(place, taker, { terms, reason });
    return this.#act(place, person, reply, act, { step: 'confirmation', fields: { term: terms, reason } });
  }

  @Post(':run/submission')
  @Allow(...ROLES_OF_ACTS.submission)
  @HttpCode(200)
  @Header(...HTML)
  async submit(
    @Param(ofRun) place: OfRun,
    @Body(asStep) said: Step,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.submit(place, taker, said);
    return this.#act(place, person, reply, act, { step: 'submission', fields: fieldsOf(said) });
  }

  @Post(':run/approval')
  @Allow(...ROLES_OF_ACTS.approval)
  @HttpCode(200)
  @Header(...HTML)
  async approve(
    @Param(ofRun) place: OfRun,
    @Body(asStep) said: Step,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.approve(place, taker, said);
    return this.#act(place, person, reply, act, { step: 'approval', fields: fieldsOf(said) });
  }

  @Post(':run/rejection')
  @Allow(...ROLES_OF_ACTS.rejection)
  @HttpCode(200)
  @Header(...HTML)
  async reject(
    @Param(ofRun) place: OfRun,
    @Body(new CheckedInput('body', reasonForm)) said: z.output<typeof reasonForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.reject(place, taker, said);
    return this.#act(place, person, reply, act, { step: 'rejection', fields: fieldsOf(said) });
  }

  @Post(':run/posting')
  @Allow(...ROLES_OF_ACTS.posting)
  @HttpCode(200)
  @Header(...HTML)
  async post(
    @Param(ofRun) place: OfRun,
    @Body(asStep) said: Step,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.post(place, taker, said);
    return this.#act(place, person, reply, act, { step: 'posting', fields: fieldsOf(said) });
  }

  async #act(
    place: OfRun,
    person: SignedIn,
    reply: PersonReply,
    act: (taker: Taker) => Promise<void>,
    { step, fields }: { readonly step: RunAct; readonly fields: TypedForm['fields'] },
  ): Promise<string> {
    const taker = takerOf(person);
    const page = runHref(place.campaignId, place.run);
    return actThenLead(reply, {
      act: () => act(taker),
      leadTo: page,
      refused: (problem) => this.#page(place, person, { problem, typed: { action: `${page}/${step}`, fields } }),
    });
  }

  async #page(
    place: OfRun,
    viewer: SignedIn | undefined,
    refused: { readonly problem?: ProblemAnswer; readonly typed?: TypedForm } = {},
  ): Promise<string> {
    const { campaignId, run } = place;
    const heading = await this.#campaigns.heading(campaignId);
    const record = await this.#runs.run(campaignId, run);
    const undecided =
      record.run.counts.undecided === 0 ? [] : await this.#runs.undecided(campaignId, run, UNDECIDED_ON_A_PAGE);
    return runPage({ heading, record, undecided, viewer, ...refused });
  }
}
