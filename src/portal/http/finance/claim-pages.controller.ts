import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { claimShow } from '../../answers/claim-case-answers.js';
import { claimPage } from '../../pages/finance/claims/claim-page.js';
import { claimQueuePage } from '../../pages/finance/claims/claim-queue-page.js';
import type { ClaimPage } from '../../pages/finance/claims/shown-claim.js';
import { claimHref } from '../../pages/finance/finance-paths.js';
import type { TypedForm } from '../../pages/finance/typed-form.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { ClaimReading } from '../../reading/claim-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { viewOf } from '../language.js';
import { HTML, VARIES } from '../page-headers.js';
import { claimParameters } from '../partner-entries/entry-routes.js';
import { AsReader, inLanguage, type Reader } from '../partner-reader.js';
import { campaignParameters } from '../routes.js';
import { actThenLead, fieldsOf, reasonForm, takerOf } from './act-forms.js';
import { ClaimActs } from './claim-acts.js';
import { rejectionReason, seenDelivery } from './claim-case-routes.js';
import { placeQuery } from './finance-parameters.js';
import type { Taker } from './run-acts.js';

const CLAIMS_ON_A_PAGE = 100;

const ofClaim = new CheckedInput('path', claimParameters);
const asReason = new CheckedInput('body', reasonForm);
const queueQuery = inLanguage.extend({
  ...placeQuery.shape,
  show: claimShow.default('open'),
  /** A field that was left empty asks for all. */
  partner: z.string().trim().max(100).optional(),
});
const seen = z.coerce.number().pipe(seenDelivery).optional();
const acceptanceForm = reasonForm.extend({ seen });
const rejectionForm = acceptanceForm.extend({
  because: z.union([rejectionReason, z.array(rejectionReason)]).optional(),
});
type OfClaim = z.output<typeof claimParameters>;
type Reason = z.output<typeof reasonForm>;

/** Finance reads in its own language, whatever that of the partner is. */
const OF_NO_PARTNER = { locale: null };

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
    @AsReader({ query: queueQuery }) { show, partner = '', cursor, ...reader }: Reader & z.output<typeof queueQuery>,
  ): Promise<string> {
    const asked = { show, partner: partner === '' ? undefined : partner };
    const heading = await this.#campaigns.heading(campaignId);
    const queue = await this.#reading.queue(campaignId, { ...asked, cursor, limit: CLAIMS_ON_A_PAGE });
    return claimQueuePage({ heading, queue, asked, view: viewOf(OF_NO_PARTNER, reader) });
  }

  @Get(':claimId')
  @Allow('finance-viewer')
  @Header(...HTML)
  @Header(...VARIES)
  async claim(@Param(ofClaim) place: OfClaim, @AsReader() reader: Reader): Promise<string> {
    return this.#page(place, reader);
  }

  @Post(':claimId/acceptance')
  @Allow(...ROLES_OF_ACTS.claimAcceptance)
  @HttpCode(200)
  @Header(...HTML)
  async accept(
    @Param(ofClaim) place: OfClaim,
    @Body(new CheckedInput('body', acceptanceForm)) { reason, seen: lookedAt }: z.output<typeof acceptanceForm>,
    @ActingPerson() person: SignedIn,
    @AsReader() reader: Reader,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.accept(place, taker, { reason, seen: lookedAt });
    return this.#act(place, { ...reader, person }, reply, act, { step: 'acceptance', fields: { reason } });
  }

  @Post(':claimId/rejection')
  @Allow(...ROLES_OF_ACTS.claimRejection)
  @HttpCode(200)
  @Header(...HTML)
  async reject(
    @Param(ofClaim) place: OfClaim,
    @Body(new CheckedInput('body', rejectionForm)) said: z.output<typeof rejectionForm>,
    @ActingPerson() person: SignedIn,
    @AsReader() reader: Reader,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { because: chosen = [], reason, seen: lookedAt } = said;
    const because = typeof chosen === 'string' ? [chosen] : chosen;
    const act = async (taker: Taker) => this.#acts.reject(place, taker, { because, reason, seen: lookedAt });
    return this.#act(place, { ...reader, person }, reply, act, { step: 'rejection', fields: { because, reason } });
  }

  @Post(':claimId/received-appeal')
  @Allow(...ROLES_OF_ACTS.appealTaking)
  @HttpCode(200)
  @Header(...HTML)
  async takeAppeal(
    @Param(ofClaim) place: OfClaim,
    @Body(asReason) said: Reason,
    @ActingPerson() person: SignedIn,
    @AsReader() reader: Reader,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const act = async (taker: Taker) => this.#acts.takeAppeal(place, taker, said);
    return this.#act(place, { ...reader, person }, reply, act, {
      step: 'received-appeal',
      fields: fieldsOf(said),
    });
  }

  async #act(
    place: OfClaim,
    reader: Reader & { readonly person: SignedIn },
    reply: PersonReply,
    act: (taker: Taker) => Promise<void>,
    { step, fields }: { readonly step: string; readonly fields: TypedForm['fields'] },
  ): Promise<string> {
    const taker = takerOf(reader.person);
    const page = claimHref(place.campaignId, place.claimId);
    return actThenLead(reply, {
      act: () => act(taker),
      leadTo: viewOf(OF_NO_PARTNER, reader).href(page),
      refused: (problem) => this.#page(place, reader, { problem, typed: { action: `${page}/${step}`, fields } }),
    });
  }

  async #page(
    { campaignId, claimId }: OfClaim,
    reader: Reader,
    refused: Pick<ClaimPage, 'problem' | 'typed'> = {},
  ): Promise<string> {
    const heading = await this.#campaigns.heading(campaignId);
    const found = await this.#reading.one(campaignId, claimId);
    return claimPage({ heading, found, viewer: reader.person, view: viewOf(OF_NO_PARTNER, reader), ...refused });
  }
}
