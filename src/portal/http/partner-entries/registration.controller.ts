import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { EnterRegistration, type TypedRegistration } from '../../../claims/index.js';
import { registrationPath, type FieldFault } from '../../pages/partner/entries/entry-parts.js';
import { registrationPage } from '../../pages/partner/entries/registration-page.js';
import { PartnerClaims } from '../../reading/partner-claims.js';
import { AllowPartners } from '../access/allow.js';
import { ActingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { viewOf } from '../language.js';
import { HTML, VARIES } from '../page-headers.js';
import { AsReader, type Reader } from '../partner-reader.js';
import { partnerParameters } from '../routes.js';
import { entered, enteringOf, faultOf, leadOn, ofForm, written } from './entry-http.js';

type Whose = z.output<typeof partnerParameters>;

const registrationBody = ofForm.extend({
  act: z.enum(['review', 'change', 'confirm']),
  contactEmail: written,
  companyName: written,
  agreementNumber: written,
  acceptedTerms: written,
});

/** Where a partner's people register for an offer. */
@Controller('/partners/:partnerId/campaigns/:campaignId/registration')
@AllowPartners('path', 'partner-administrator')
export class PartnerRegistrationController {
  readonly #reading: PartnerClaims;
  readonly #registrations: EnterRegistration;

  constructor(reading: PartnerClaims, registrations: EnterRegistration) {
    this.#reading = reading;
    this.#registrations = registrations;
  }

  @Get()
  @AllowPartners('path', 'finance-viewer', 'partner-viewer')
  @Header(...HTML)
  @Header(...VARIES)
  async show(
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @AsReader() reader: Reader,
  ): Promise<string> {
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    return registrationPage({
      offer,
      view: viewOf(offer.partner, reader),
      entering: enteringOf(reader.person, whose.partnerId),
      standing: await this.#registrations.standing(offer.campaign, whose.partnerId),
      typed: {
        contactEmail: '',
        companyName: offer.partner.legalName ?? '',
        agreementNumber: '',
        acceptedTerms: '',
      },
      faults: [],
      isReview: false,
    });
  }

  @Post()
  @HttpCode(200)
  @Header(...HTML)
  async send(
    @ActingPerson() person: SignedIn,
    @Param(new CheckedInput('path', partnerParameters)) whose: Whose,
    @AsReader() reader: Reader,
    @Body(new CheckedInput('body', registrationBody)) { act, form, ...body }: z.output<typeof registrationBody>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const offer = await this.#reading.offer(whose.campaignId, whose.partnerId);
    const view = viewOf(offer.partner, reader);
    const { contactEmail, companyName, agreementNumber, acceptedTerms } = body;
    const typed: TypedRegistration = {
      contactEmail: contactEmail.trim(),
      companyName: companyName.trim(),
      agreementNumber: agreementNumber.trim(),
      acceptedTerms,
    };
    const again = (faults: readonly FieldFault[], isReview: boolean) => {
      if (faults.length > 0) reply.code(422);
      const entering = { formToken: person.formToken, form };
      return registrationPage({ offer, view, entering, standing: undefined, typed, faults, isReview });
    };
    if (act === 'change') return again([], false);
    const found = await entered(async () => this.#registrations.review(offer.campaign, whose.partnerId, typed));
    // A flaw that is not the form's own cannot arise here: days are held before, and a name is left to a person.
    const faults = found.flatMap(({ field, fault }) => (isOfForm(fault) ? [{ field, fault }] : []));
    if (faults.length > 0) return again(faults, false);
    if (act === 'review') return again([], true);
    try {
      const by = { partnerId: whose.partnerId, actor: person.actor, form };
      await entered(async () => this.#registrations.enter(offer.campaign, by, typed));
    } catch (error) {
      return again([{ field: 'companyName', fault: faultOf(error, ['REGISTERED_BEFORE']) }], false);
    }
    return leadOn(reply, view.href(registrationPath(offer)));
  }
}

const OF_FORM = [
  'missing',
  'too-long',
  'unreadable',
  'no-address',
  'consumer-domain',
  'terms-not-accepted',
  'no-agreement-number',
] as const;

function isOfForm(fault: string): fault is (typeof OF_FORM)[number] {
  return (OF_FORM as readonly string[]).includes(fault);
}
