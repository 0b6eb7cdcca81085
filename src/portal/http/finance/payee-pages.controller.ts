import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { ENVIRONMENT, type Environment } from '../../../config/index.js';
import type { IssuedLink } from '../../../payout/index.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { PAYEES_PATH, payeeHref } from '../../pages/finance/finance-paths.js';
import { payeePage } from '../../pages/finance/payee-page.js';
import { payeesPage } from '../../pages/finance/payees-page.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { PayeeReading } from '../../reading/payee-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, CallingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { HTML } from '../page-headers.js';
import { actThenLead, invitationForm, lookedAtForm, nameForm, reasonForm, releaseForm, takerOf } from './act-forms.js';
import { detailsParameters, payeeParameters, placeQuery } from './finance-parameters.js';
import { PayeeActs } from './payee-acts.js';

const DETAILS_ON_A_PAGE = 100;

const ofPayee = new CheckedInput('path', payeeParameters);
const ofDetails = new CheckedInput('path', detailsParameters);
type OfPayee = z.output<typeof payeeParameters>;
type OfDetails = z.output<typeof detailsParameters>;

/** Where partners are paid, and the forms by which a second person stands by it; what is sealed stays so. */
@Controller(PAYEES_PATH)
export class PayeePagesController {
  readonly #payees: PayeeReading;
  readonly #acts: PayeeActs;
  readonly #payeePage: string | undefined;

  constructor(payees: PayeeReading, acts: PayeeActs, @Inject(ENVIRONMENT) environment: Environment) {
    this.#payees = payees;
    this.#acts = acts;
    this.#payeePage = environment.payeePage;
  }

  @Get()
  @Allow('finance-viewer')
  @Header(...HTML)
  async list(@Query(new CheckedInput('query', placeQuery)) { cursor }: z.output<typeof placeQuery>): Promise<string> {
    return payeesPage(await this.#payees.waiting({ cursor, limit: DETAILS_ON_A_PAGE }));
  }

  @Get(':partnerId')
  @Allow('finance-viewer')
  @Header(...HTML)
  async payee(@Param(ofPayee) { partnerId }: OfPayee, @CallingPerson() person: SignedIn | undefined): Promise<string> {
    return this.#page(partnerId, person);
  }

  @Post(':partnerId/details/:details/approval')
  @Allow(...ROLES_OF_ACTS.detailsApproval)
  @HttpCode(200)
  @Header(...HTML)
  async approve(
    @Param(ofDetails) place: OfDetails,
    @Body(new CheckedInput('body', lookedAtForm)) said: z.output<typeof lookedAtForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#act(place.partnerId, person, reply, async () => this.#acts.approve(place, takerOf(person), said));
  }

  @Post(':partnerId/details/:details/refusal')
  @Allow(...ROLES_OF_ACTS.detailsRefusal)
  @HttpCode(200)
  @Header(...HTML)
  async refuse(
    @Param(ofDetails) place: OfDetails,
    @Body(new CheckedInput('body', reasonForm)) { reason }: z.output<typeof reasonForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const action = `${payeeHref(place.partnerId)}/details/${String(place.details)}/refusal`;
    return this.#act(
      place.partnerId,
      person,
      reply,
      async () => this.#acts.refuse(place, takerOf(person), { reason }),
      { action, fields: { reason } },
    );
  }

  @Post(':partnerId/name-decision')
  @Allow(...ROLES_OF_ACTS.nameDecision)
  @HttpCode(200)
  @Header(...HTML)
  async decideName(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', nameForm)) { as, reason }: z.output<typeof nameForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const typed = { action: `${payeeHref(partnerId)}/name-decision`, fields: { as, reason } };
    return this.#act(
      partnerId,
      person,
      reply,
      async () => this.#acts.decideName(partnerId, takerOf(person), { as, reason }),
      typed,
    );
  }

  @Post(':partnerId/hold/placing')
  @Allow(...ROLES_OF_ACTS.holdPlacing)
  @HttpCode(200)
  @Header(...HTML)
  async hold(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', reasonForm)) { reason }: z.output<typeof reasonForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const typed = { action: `${payeeHref(partnerId)}/hold/placing`, fields: { reason } };
    const act = async () => this.#acts.hold(partnerId, takerOf(person), { reason });
    return this.#act(partnerId, person, reply, act, typed);
  }

  @Post(':partnerId/hold/release')
  @Allow(...ROLES_OF_ACTS.holdRelease)
  @HttpCode(200)
  @Header(...HTML)
  async release(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', releaseForm)) { hold, reason }: z.output<typeof releaseForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const typed = { action: `${payeeHref(partnerId)}/hold/release`, fields: { reason } };
    const act = async () => this.#acts.release(partnerId, takerOf(person), { hold, reason });
    return this.#act(partnerId, person, reply, act, typed);
  }

  /** The answer is the only place in which the link ever stands: no redirection, and nothing keeps the page. */
  @Post(':partnerId/invitation')
  @Allow(...ROLES_OF_ACTS.invitation)
  @HttpCode(200)
  @Header(...HTML)
  async invite(
    @Param(ofPayee) { partnerId }: OfPayee,
    @Body(new CheckedInput('body', invitationForm)) { campaign }: z.output<typeof invitationForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    let link: IssuedLink | undefined;
    const typed = { action: `${payeeHref(partnerId)}/invitation`, fields: { campaign } };
    const invite = async () => {
      link = await this.#acts.invite(partnerId, takerOf(person), { campaign });
    };
    const refused = await this.#act(partnerId, person, reply, invite, typed);
    if (link === undefined) return refused;
    reply.code(200);
    return this.#page(partnerId, person, { issued: { link, page: this.#payeePage } });
  }

  async #act(
    partnerId: string,
    person: SignedIn | undefined,
    reply: PersonReply,
    act: () => Promise<void>,
    typed?: TypedForm,
  ): Promise<string> {
    return actThenLead(reply, {
      act,
      leadTo: payeeHref(partnerId),
      refused: (problem) => this.#page(partnerId, person, { problem, typed }),
    });
  }

  async #page(
    partnerId: string,
    viewer: SignedIn | undefined,
    more: {
      readonly problem?: ProblemAnswer;
      readonly typed?: TypedForm | undefined;
      readonly issued?: { readonly link: IssuedLink; readonly page: string | undefined };
    } = {},
  ): Promise<string> {
    const payee = await this.#payees.one(partnerId);
    return payeePage({ payee, campaigns: await this.#payees.campaigns(), viewer, ...more });
  }
}
