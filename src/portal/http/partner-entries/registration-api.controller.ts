import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { Campaign } from '../../../campaigns/index.js';
import {
  EnterRegistration,
  registrationFields,
  registrationPeriod,
  type RegistrationStanding,
} from '../../../claims/index.js';
import {
  newRegistrationBody,
  registrationAnswer,
  type NewRegistrationBody,
} from '../../answers/registration-answers.js';
import { PartnerClaims } from '../../reading/partner-claims.js';
import { AllowPartners } from '../access/allow.js';
import type { PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters } from '../routes.js';
import { ofPartnerQuery, REGISTRATION_PATH } from './entry-routes.js';
import { KeyedEntries, type ApiRequest } from './keyed-entries.js';

type OfPartner = z.output<typeof ofPartnerQuery>;

/** What an offer asks for of whoever registers, and the registration itself, for programs of partners. */
@Controller(REGISTRATION_PATH)
@AllowPartners('query', 'partner-administrator')
export class RegistrationApiController {
  readonly #reading: PartnerClaims;
  readonly #registrations: EnterRegistration;
  readonly #entries: KeyedEntries;

  constructor(reading: PartnerClaims, registrations: EnterRegistration, entries: KeyedEntries) {
    this.#reading = reading;
    this.#registrations = registrations;
    this.#entries = entries;
  }

  @Get()
  @AllowPartners('query', 'finance-viewer', 'partner-viewer')
  @Header('content-type', 'application/json; charset=utf-8')
  async show(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', ofPartnerQuery)) { partner }: OfPartner,
  ): Promise<string> {
    const { campaign } = await this.#reading.offer(campaignId, partner);
    const standing = await this.#registrations.standing(campaign, partner);
    return JSON.stringify(registrationAnswer.parse(answerOf(campaign, partner, standing)));
  }

  @Post()
  @HttpCode(201)
  async make(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', ofPartnerQuery)) { partner }: OfPartner,
    @Body(new CheckedInput('body', newRegistrationBody)) body: NewRegistrationBody,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { agreementNumber = '', ...written } = body;
    return this.#entries.once(request, reply, partner, request.rawBody ?? Buffer.of(), async ({ caller, form }) => {
      const { campaign } = await this.#reading.offer(campaignId, partner);
      const by = { partnerId: partner, actor: caller.actor, form };
      const standing = await this.#registrations.enter(campaign, by, { ...written, agreementNumber });
      return registrationAnswer.parse(answerOf(campaign, partner, standing));
    });
  }
}

function answerOf({ campaign, terms }: Campaign, partnerId: string, standing: RegistrationStanding | undefined) {
  const period = registrationPeriod(terms);
  return {
    campaignId: campaign,
    partnerId,
    isAsked: period !== undefined,
    terms: terms.registration?.value.terms ?? null,
    needs: period === undefined ? [] : registrationFields(terms),
    opensAt: period?.from ?? null,
    closesAt: period?.until ?? null,
    registeredAt: standing?.registeredAt ?? null,
    flaw: standing?.flaw ?? null,
  };
}
