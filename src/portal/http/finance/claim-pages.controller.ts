import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import type { Language } from '../../../kernel/index.js';
import { claimShow } from '../../answers/claim-case-answers.js';
import { claimPage } from '../../pages/finance/claims/claim-page.js';
import { claimQueuePage } from '../../pages/finance/claims/claim-queue-page.js';
import type { ClaimPage } from '../../pages/finance/claims/shown-claim.js';
import { claimHref } from '../../pages/finance/finance-paths.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { View } from '../../pages/partner/view.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { ClaimReading } from '../../reading/claim-reading.js';
import { Allow } from '../access/allow.js';
import { CallingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { chosenLanguage } from '../language.js';
import { HTML, inLanguage, VARIES } from '../partner-entries/entry-http.js';
import { claimParameters } from '../partner-entries/entry-routes.js';
import { campaignParameters } from '../routes.js';
import { actThenLead, fieldsOf, reasonForm, takerOf } from './act-forms.js';
import { ClaimActs } from './claim-acts.js';
import { rejectionReason } from './claim-case-routes.js';
import { placeQuery } from './finance-parameters.js';
import type { Taker } from './run-acts.js';

const CLAIMS_ON_A_PAGE = 100;

const ofClaim = new CheckedInput('path', claimParameters);
const asLang = new CheckedInput('query', inLanguage);
const asReason = new CheckedInput('body', reasonForm);
const queueQuery = inLanguage.extend({
  ...placeQuery.shape,
  show: claimShow.default('open'),
  /** A field that was left empty asks for all. */
  partner: z.string().trim().max(100).optional(),
});
const rejectionForm = reasonForm.extend({
  because: z.union([rejectionReason, z.array(rejectionReason)]).optional(),
});
type OfClaim = z.output<typeof claimParameters>;
type Lang = z.output<typeof inLanguage>;
type Reason = z.output<typeof reasonForm>;

/** Who asks, and in which language. */
interface Asking {
  readonly person: SignedIn | undefined;
  readonly lang: Language | undefined;
  readonly accepted: string | undefined;
}

/** Claims that wait for a person, and the forms by which they and their appeals are answered. */
@Controller('/campaigns/:campaignId/claims')
export class ClaimPagesController {
  readonly #campaigns: CampaignReading;
  readonly #reading: ClaimReading;
  readonly #acts: ClaimActs;

  constructor(campaigns: CampaignReading, reading: ClaimReading, acts: ClaimActs) {
    this.#campaigns = campaigns;
    this.#reading = reading;
    this.#acts = acts;
  }

  @Get()
  @Allow('finance-viewer')
  @Header(...HTML)
  @Header(...VARIES)
  async list(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', queueQuery)) { lang, show, partner = '', cursor }: z.output<typeof queueQuery>,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    const asked = { show, partner: partner === '' ? undefined : partner };
    const heading = await this.#campaigns.heading(campaignId);
    const queue = await this.#reading.queue(campaignId, { ...asked, cursor, limit: CLAIMS_ON_A_PAGE });
    return claimQueuePage({ heading, queue, asked, view: viewOf({ lang, accepted }) });
  }

  @Get(':claimId')
  @Allow('finance-viewer')
  @Header(...HTML)
  @Header(...VARIES)
  async claim(
    @Param(ofClaim) place: OfClaim,
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    return this.#page(place, { person, lang, accepted });
  }

  @Post(':claimId/acceptance')
  @Allow(...ROLES_OF_ACTS.claimAcceptance)
  @HttpCode(200)
  @Header(...HTML)
  async accept(
    @Param(ofClaim) place: OfClaim,
    @Body(asReason) said: Reason,
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.accept(place, taker, said);
    return this.#act(place, { person, lang, accepted }, reply, act, { step: 'acceptance', fields: fieldsOf(said) });
  }

  @Post(':claimId/rejection')
  @Allow(...ROLES_OF_ACTS.claimRejection)
  @HttpCode(200)
  @Header(...HTML)
  async reject(
    @Param(ofClaim) place: OfClaim,
    @Body(new CheckedInput('body', rejectionForm)) { because: chosen = [], reason }: z.output<typeof rejectionForm>,
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const because = typeof chosen === 'string' ? [chosen] : chosen;
    const act = async (taker: Taker) => this.#acts.reject(place, taker, { because, reason });
    return this.#act(place, { person, lang, accepted }, reply, act, { step: 'rejection', fields: { because, reason } });
  }

  @Post(':claimId/received-appeal')
  @Allow(...ROLES_OF_ACTS.appealTaking)
  @HttpCode(200)
  @Header(...HTML)
  async takeAppeal(
    @Param(ofClaim) place: OfClaim,
    @Body(asReason) said: Reason,
    @CallingPerson() person: SignedIn | undefined,
    @Query(asLang) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.takeAppeal(place, taker, said);
    return this.#act(place, { person, lang, accepted }, reply, act, {
      step: 'received-appeal',
      fields: fieldsOf(said),
    });
  }

  async #act(
    place: OfClaim,
    asking: Asking,
    reply: PersonReply,
    act: (taker: Taker) => Promise<void>,
    { step, fields }: { readonly step: string; readonly fields: TypedForm['fields'] },
  ): Promise<string> {
    const taker = takerOf(asking.person);
    const page = claimHref(place.campaignId, place.claimId);
    return actThenLead(reply, {
      act: () => act(taker),
      leadTo: viewOf(asking).href(page),
      refused: (problem) => this.#page(place, asking, { problem, typed: { action: `${page}/${step}`, fields } }),
    });
  }

  async #page(
    { campaignId, claimId }: OfClaim,
    asking: Asking,
    refused: Pick<ClaimPage, 'problem' | 'typed'> = {},
  ): Promise<string> {
    const heading = await this.#campaigns.heading(campaignId);
    const found = await this.#reading.one(campaignId, claimId);
    return claimPage({ heading, found, viewer: asking.person, view: viewOf(asking), ...refused });
  }
}

function viewOf({ lang, accepted }: Pick<Asking, 'lang' | 'accepted'>): View {
  return new View(chosenLanguage({ asked: lang, registered: null, accepted }));
}
