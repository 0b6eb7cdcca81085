import { Body, Controller, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import type { Campaign } from '../../../campaigns/index.js';
import {
  AnswerClaims,
  CLAIM_FIELDS,
  ClaimDocuments,
  claimFaults,
  DOCUMENT_KINDS,
  EnterClaim,
  isWithin,
  type TypedClaim,
} from '../../../claims/index.js';
import { visibleText } from '../../answers/values.js';
import { claimFormPage, claimReviewPage } from '../../pages/partner/entries/claim-form.js';
import { claimsPage, type ClaimsPage } from '../../pages/partner/entries/claims-page.js';
import { claimsPath, type FieldFault } from '../../pages/partner/entries/entry-parts.js';
import type { EntryFault } from '../../pages/partner/words/entry-words.js';
import { PartnerClaims, type PartnersOffer } from '../../reading/partner-claims.js';
import { AllowPartners } from '../access/allow.js';
import { ActingPerson, type PersonReply, type PersonRequest } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { viewOf } from '../language.js';
import { HTML, VARIES } from '../page-headers.js';
import { AsReader, inLanguage, type Reader } from '../partner-reader.js';
import { partnerParameters } from '../routes.js';
import type { Upload, UploadingRequest } from '../uploads/form-uploads.js';
import { DOCUMENT_FAULTS, entered, enteringOf, faultOf, leadOn, ofForm, written } from './entry-http.js';

type Whose = z.output<typeof partnerParameters>;

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

type OfClaim = z.output<typeof ofClaim>;

/** What somebody does to a claim by a form that stands beside it. */
interface ActOnClaim {
  readonly act: (campaign: Campaign) => Promise<unknown>;
  /** Refusals that the form tells of. */
  readonly known: readonly EntryFault[];
  readonly field: 'reason' | 'file';
  readonly written: string;
}

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
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @AsReader({ query: inClaims }) { received, ...reader }: Reader & z.output<typeof inClaims>,
  ): Promise<string> {
    return this.#page(whose, reader, { received });
  }

  @Get('new')
  @Header(...HTML)
  @Header(...VARIES)
  async form(
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @AsReader() reader: Reader,
  ): Promise<string> {
    const offer = await this.#reading.claims(whose.campaignId, whose.partnerId);
    const entering = enteringOf(reader.person, whose.partnerId);
    const isOpen = offer.period !== undefined && isWithin(offer.period, offer.now);
    // Said on the page of claims, which offers the form when there is one.
    if (entering === undefined || !isOpen) return this.#page(whose, reader, {});
    return claimFormPage({ offer, view: viewOf(offer.partner, reader), entering, typed: NOTHING, faults: [] });
  }

  /** Looked over, changed, or sent; the file comes with the last. */
  @Post('new')
  @HttpCode(200)
  @Header(...HTML)
  async send(
    @ActingPerson() person: SignedIn,
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @AsReader() reader: Reader,
    @Body(new CheckedInput('body', claimBody)) { act, form, ...body }: z.output<typeof claimBody>,
    @Req() { upload }: PersonRequest & UploadingRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    const view = viewOf(offer.partner, reader);
    const typed = Object.fromEntries(CLAIM_FIELDS.map((field) => [field, body[field].trim()])) as unknown as TypedClaim;
    const entering = { formToken: person.formToken, form };
    const page = { offer, view, entering, typed, mostMegabytes: this.#mostMegabytes };
    const again = (show: typeof claimFormPage | typeof claimReviewPage, faults: readonly FieldFault[]) => {
      if (faults.length > 0) reply.code(422);
      return show({ ...page, faults });
    };
    if (act === 'change') return again(claimFormPage, []);
    const faults = claimFaults(offer.campaign.terms, typed);
    if (faults.length > 0) return again(claimFormPage, faults);
    try {
      if (act === 'review') {
        await entered(async () => this.#claims.review(offer.campaign, whose.partnerId, typed));
        return again(claimReviewPage, []);
      }
      const copy = await this.#copyOf(offer, upload);
      const by = { partnerId: whose.partnerId, actor: person.actor, form };
      const { claimId } = await entered(async () => this.#claims.enter(offer.campaign, by, typed, { copy }));
      return leadOn(reply, view.href(claimsPath(offer), { received: claimId }));
    } catch (error) {
      const fault = faultOf(error, ENTRY_FAULTS);
      if (fault === 'CLAIMED_BEFORE') return again(claimFormPage, [{ field: soldBy(offer), fault }]);
      return again(claimReviewPage, [{ field: 'file', fault }]);
    }
  }

  @Post(':claimId/appeal')
  @HttpCode(200)
  @Header(...HTML)
  async appeal(
    @ActingPerson() { actor }: SignedIn,
    @Param(new CheckedInput('path', ofClaim)) place: OfClaim,
    @AsReader() reader: Reader,
    @Body(new CheckedInput('body', appealBody)) { reason }: z.output<typeof appealBody>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#onClaim(place, reader, reply, {
      act: async (campaign) =>
        this.#answers.appeal(campaign, place.claimId, { actor, reason, partnerId: place.partnerId }),
      known: ['REASON_INVALID'],
      field: 'reason',
      written: reason,
    });
  }

  @Post(':claimId/documents')
  @HttpCode(200)
  @Header(...HTML)
  async give(
    @ActingPerson() { actor }: SignedIn,
    @Param(new CheckedInput('path', ofClaim)) place: OfClaim,
    @AsReader() reader: Reader,
    @Body(new CheckedInput('body', documentBody)) { kind }: z.output<typeof documentBody>,
    @Req() { upload }: PersonRequest & UploadingRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const document = { kind, fileName: upload?.fileName ?? '', content: upload?.content ?? nothing() };
    return this.#onClaim(place, reader, reply, {
      act: async (campaign) =>
        this.#documents.attach(campaign, place.claimId, document, { actor, partnerId: place.partnerId }),
      known: DOCUMENT_FAULTS,
      field: 'file',
      written: '',
    });
  }

  /** What is done leads back to the claim; what is refused is told there, beside what was written. */
  async #onClaim(
    { claimId, ...whose }: OfClaim,
    reader: Reader,
    reply: PersonReply,
    { act, known, field, written: was }: ActOnClaim,
  ): Promise<string> {
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    try {
      await entered(async () => act(offer.campaign));
    } catch (error) {
      const fault = faultOf(error, known);
      reply.code(422);
      return this.#page(whose, reader, { refused: { claimId, field, fault, written: was } });
    }
    return leadOn(reply, `${viewOf(offer.partner, reader).href(claimsPath(offer))}#${encodeURIComponent(claimId)}`);
  }

  async #page(whose: Whose, reader: Reader, more: Partial<Pick<ClaimsPage, 'received' | 'refused'>>): Promise<string> {
    const offer = await this.#reading.claims(whose.campaignId, whose.partnerId);
    return claimsPage({
      offer,
      view: viewOf(offer.partner, reader),
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

/** The field that tells a sale from another. */
function soldBy({ campaign }: PartnersOffer): 'subscriptionId' | 'agreementNumber' {
  return campaign.terms.claim?.value.needs.includes('subscription id') === true ? 'subscriptionId' : 'agreementNumber';
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {
  // No file was chosen.
}
