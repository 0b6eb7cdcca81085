import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import {
  AnswerClaims,
  CLAIM_FIELDS,
  ClaimDocuments,
  claimFaults,
  DOCUMENT_KINDS,
  EnterClaim,
  isWithin,
} from '../../../claims/index.js';
import type { TypedClaim } from '../../../claims/index.js';
import { invariant } from '../../../kernel/index.js';
import { visibleText } from '../../answers/values.js';
import { claimFormPage, claimReviewPage } from '../../pages/partner/entries/claim-form.js';
import { claimsPage, type ClaimsPage } from '../../pages/partner/entries/claims-page.js';
import { claimsPath, type FieldFault } from '../../pages/partner/entries/entry-parts.js';
import { PartnerClaims, type PartnersOffer } from '../../reading/partner-claims.js';
import { AllowPartners } from '../access/allow.js';
import { CallingPerson, type PersonReply, type PersonRequest } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { partnerParameters } from '../routes.js';
import type { Upload, UploadingRequest } from '../uploads/form-uploads.js';
import {
  DOCUMENT_FAULTS,
  entered,
  enteringOf,
  faultOf,
  HTML,
  inLanguage,
  leadOn,
  ofForm,
  VARIES,
  viewFor,
  written,
  type Reader,
} from './entry-http.js';

type Whose = z.output<typeof partnerParameters>;
type Lang = z.output<typeof inLanguage>;

const inClaims = inLanguage.extend({ received: visibleText.max(100).optional() });
const ofClaim = partnerParameters.extend({ claimId: visibleText.trim().min(1).max(200) });
const claimBody = ofForm.extend({
  act: z.enum(['review', 'change', 'confirm']),
  subscriptionId: written,
  agreementNumber: written,
  customerName: written,
  distributorName: written,
});
const appealBody = z.object({ reason: written });
const documentBody = z.object({ kind: z.enum(DOCUMENT_KINDS) });

const NOTHING: TypedClaim = { subscriptionId: '', agreementNumber: '', customerName: '', distributorName: '' };
const ENTRY_FAULTS = [...DOCUMENT_FAULTS, 'CLAIMED_BEFORE'] as const;

/** Where a partner's people see their claims for an offer, make them, appeal, and give documents. */
@Controller('/partners/:partnerId/campaigns/:campaignId/claims')
@AllowPartners('path', 'partner-administrator')
export class PartnerClaimsController {
  readonly #reading: PartnerClaims;
  readonly #claims: EnterClaim;
  readonly #answers: AnswerClaims;
  readonly #documents: ClaimDocuments;

  constructor(reading: PartnerClaims, claims: EnterClaim, answers: AnswerClaims, documents: ClaimDocuments) {
    this.#reading = reading;
    this.#claims = claims;
    this.#answers = answers;
    this.#documents = documents;
  }

  @Get()
  @AllowPartners('path', 'finance-viewer', 'partner-viewer')
  @Header(...HTML)
  @Header(...VARIES)
  async list(
    @CallingPerson() person: SignedIn | undefined,
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @Query(new CheckedInput('query', inClaims)) { lang, received }: z.output<typeof inClaims>,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    return this.#page(whose, { person, lang, accepted }, { received });
  }

  @Get('new')
  @Header(...HTML)
  @Header(...VARIES)
  async form(
    @CallingPerson() person: SignedIn | undefined,
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @Query(new CheckedInput('query', inLanguage)) { lang }: Lang,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    const offer = await this.#reading.claims(whose.campaignId, whose.partnerId);
    const reader = { person, lang, accepted };
    const entering = enteringOf(person, whose.partnerId);
    const isOpen = offer.period !== undefined && isWithin(offer.period, offer.now);
    // Said on the page of claims, which offers the form when there is one.
    if (entering === undefined || !isOpen) return this.#page(whose, reader, {});
    return claimFormPage({ offer, view: viewFor(offer, reader), entering, typed: NOTHING, faults: [] });
  }

  /** Looked over, changed, or sent; the file comes with the last. */
  @Post('new')
  @HttpCode(200)
  @Header(...HTML)
  async send(
    @CallingPerson() person: SignedIn | undefined,
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @Query(new CheckedInput('query', inLanguage)) { lang }: Lang,
    @Body(new CheckedInput('body', claimBody)) { act, form, ...body }: z.output<typeof claimBody>,
    @Headers('accept-language') accepted: string | undefined,
    @Req() { upload }: PersonRequest & UploadingRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const signedIn = present(person);
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    const view = viewFor(offer, { person, lang, accepted });
    const typed = Object.fromEntries(CLAIM_FIELDS.map((field) => [field, body[field].trim()])) as unknown as TypedClaim;
    const page = {
      offer,
      view,
      entering: { formToken: signedIn.formToken, form },
      typed,
      mostMegabytes: this.#mostMegabytes,
    };
    const again = (faults: readonly FieldFault[], isReview: boolean) => {
      if (faults.length > 0) reply.code(422);
      return isReview ? claimReviewPage({ ...page, faults }) : claimFormPage({ ...page, faults });
    };
    if (act === 'change') return again([], false);
    const faults = claimFaults(offer.campaign.terms, typed);
    if (faults.length > 0) return again(faults, false);
    try {
      if (act === 'review') {
        await entered(async () => this.#claims.review(offer.campaign, whose.partnerId, typed));
        return again([], true);
      }
      const copy = await this.#copyOf(offer, upload);
      const by = { partnerId: whose.partnerId, actor: signedIn.actor, form };
      const { claimId } = await entered(async () => this.#claims.enter(offer.campaign, by, typed, { copy }));
      return leadOn(reply, view.href(claimsPath(offer), { received: claimId }));
    } catch (error) {
      const fault = faultOf(error, ENTRY_FAULTS);
      const isOfSale = fault === 'CLAIMED_BEFORE';
      return again([{ field: isOfSale ? soldBy(offer) : 'file', fault }], !isOfSale);
    }
  }

  @Post(':claimId/appeal')
  @HttpCode(200)
  @Header(...HTML)
  async appeal(
    @CallingPerson() person: SignedIn | undefined,
    @Param(new CheckedInput('path', ofClaim)) { claimId, ...whose }: z.output<typeof ofClaim>,
    @Query(new CheckedInput('query', inLanguage)) { lang }: Lang,
    @Body(new CheckedInput('body', appealBody)) { reason }: z.output<typeof appealBody>,
    @Headers('accept-language') accepted: string | undefined,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = present(person);
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    const reader = { person, lang, accepted };
    try {
      const by = { actor, reason, partnerId: whose.partnerId };
      await entered(async () => this.#answers.appeal(offer.campaign, claimId, by));
      return leadOn(reply, `${viewFor(offer, reader).href(claimsPath(offer))}#${encodeURIComponent(claimId)}`);
    } catch (error) {
      const fault = faultOf(error, ['REASON_INVALID']);
      reply.code(422);
      return this.#page(whose, reader, { refused: { claimId, field: 'reason', fault, written: reason } });
    }
  }

  @Post(':claimId/documents')
  @HttpCode(200)
  @Header(...HTML)
  async give(
    @CallingPerson() person: SignedIn | undefined,
    @Param(new CheckedInput('path', ofClaim)) { claimId, ...whose }: z.output<typeof ofClaim>,
    @Query(new CheckedInput('query', inLanguage)) { lang }: Lang,
    @Body(new CheckedInput('body', documentBody)) { kind }: z.output<typeof documentBody>,
    @Headers('accept-language') accepted: string | undefined,
    @Req() { upload }: PersonRequest & UploadingRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { actor } = present(person);
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    const reader = { person, lang, accepted };
    try {
      const document = { kind, fileName: upload?.fileName ?? '', content: upload?.content ?? nothing() };
      const by = { actor, partnerId: whose.partnerId };
      await entered(async () => this.#documents.attach(offer.campaign, claimId, document, by));
      return leadOn(reply, `${viewFor(offer, reader).href(claimsPath(offer))}#${encodeURIComponent(claimId)}`);
    } catch (error) {
      const fault = faultOf(error, DOCUMENT_FAULTS);
      reply.code(422);
      return this.#page(whose, reader, { refused: { claimId, field: 'file', fault, written: '' } });
    }
  }

  async #page(whose: Whose, reader: Reader, more: Partial<Pick<ClaimsPage, 'received' | 'refused'>>): Promise<string> {
    const offer = await this.#reading.claims(whose.campaignId, whose.partnerId);
    return claimsPage({
      offer,
      view: viewFor(offer, reader),
      entering: enteringOf(reader.person, whose.partnerId),
      received: more.received,
      mostMegabytes: this.#mostMegabytes,
      ...(more.refused === undefined ? {} : { refused: more.refused }),
    });
  }

  /** Asked for by the offer it has to be there; where it is not asked for, none is read. */
  async #copyOf({ campaign }: PartnersOffer, upload: Upload | undefined) {
    if (campaign.terms.claim?.value.needs.includes('invoice file') !== true) return undefined;
    return this.#documents.read({
      kind: 'invoice-copy',
      fileName: upload?.fileName ?? '',
      content: upload?.content ?? nothing(),
    });
  }

  get #mostMegabytes(): number {
    return this.#documents.mostBytes / (1024 * 1024);
  }
}

function present(person: SignedIn | undefined): SignedIn {
  invariant(person !== undefined, 'the guard lets nobody write who has not signed in');
  return person;
}

/** The field that tells a sale from another. */
function soldBy({ campaign }: PartnersOffer): 'subscriptionId' | 'agreementNumber' {
  return campaign.terms.claim?.value.needs.includes('subscription id') === true ? 'subscriptionId' : 'agreementNumber';
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {
  // No file was chosen.
}
