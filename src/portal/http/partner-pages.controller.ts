import { Controller, Get, Header, Headers, Param, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { ExplainCustomer } from '../../calculation/index.js';
import { LANGUAGES, type Language } from '../../kernel/index.js';
import { explanationAnswer } from '../answers/explanation-answer.js';
import { customerId, partnerId } from '../answers/values.js';
import { explainInSight } from '../explanations/explanation-in-sight.js';
import { NO_EVIDENCE, withEvidence } from '../explanations/evidenced-explanation.js';
import { accrualReportPage } from '../pages/partner/accrual-report.js';
import { campaignsOfPartnerPage } from '../pages/partner/campaigns-of-partner.js';
import { partnersCustomerPage } from '../pages/partner/customer.js';
import { View } from '../pages/partner/view.js';
import { DocumentReading } from '../reading/document-reading.js';
import { PartnerClaims } from '../reading/partner-claims.js';
import { PartnerReading } from '../reading/partner-reading.js';
import type { KnownPartner } from '../reading/partner-report.js';
import { AllowPartners } from './access/allow.js';
import { CheckedInput } from './checked-input.js';
import { DOCUMENT_TYPES } from './document-types.js';
import { chosenLanguage } from './language.js';
import { documentParameters, partnerParameters } from './routes.js';

const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
/** The page is another one in each language. */
const VARIES = ['vary', 'accept-language'] as const;

const ofPartner = z.strictObject({ partnerId });
const ofCustomer = partnerParameters.extend({ customerId });
const inLanguage = z.strictObject({ lang: z.enum(LANGUAGES).optional() });
const inReport = inLanguage.extend({ cursor: z.string().max(1000).optional() });

/** Pages for a partner, of what is its own and of nothing else; in its language, and without JavaScript. */
@Controller('/partners/:partnerId')
@AllowPartners('path', 'finance-viewer', 'partner-viewer')
export class PartnerPagesController {
  readonly #partners: PartnerReading;
  readonly #documents: DocumentReading;
  readonly #explainCustomer: ExplainCustomer;
  readonly #claims: PartnerClaims;

  constructor(
    partners: PartnerReading,
    documents: DocumentReading,
    explainCustomer: ExplainCustomer,
    claims: PartnerClaims,
  ) {
    this.#claims = claims;
    this.#partners = partners;
    this.#documents = documents;
    this.#explainCustomer = explainCustomer;
  }

  @Get()
  @Header(...HTML)
  @Header(...VARIES)
  async campaigns(
    @Param(new CheckedInput('path', ofPartner)) whose: z.output<typeof ofPartner>,
    @Query(new CheckedInput('query', inLanguage)) { lang }: z.output<typeof inLanguage>,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    const campaigns = await this.#partners.campaigns(whose.partnerId);
    const offers = await this.#claims.offers(whose.partnerId);
    return campaignsOfPartnerPage({ ...campaigns, offers }, viewOf(campaigns.partner, lang, accepted));
  }

  @Get('/campaigns/:campaignId')
  @Header(...HTML)
  @Header(...VARIES)
  async report(
    @Param(new CheckedInput('path', partnerParameters)) whose: z.output<typeof partnerParameters>,
    @Query(new CheckedInput('query', inReport)) { lang, cursor }: z.output<typeof inReport>,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    const report = await this.#partners.report(whose.campaignId, whose.partnerId, cursor);
    return accrualReportPage(report, viewOf(report.partner, lang, accepted));
  }

  @Get('/campaigns/:campaignId/customers/:customerId')
  @Header(...HTML)
  @Header(...VARIES)
  async customer(
    @Param(new CheckedInput('path', ofCustomer)) whose: z.output<typeof ofCustomer>,
    @Query(new CheckedInput('query', inLanguage)) { lang }: z.output<typeof inLanguage>,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<string> {
    const seats = await this.#partners.seats(whose.campaignId, whose.partnerId, whose.customerId);
    const { campaignId, customerId: customer, partnerId: own } = whose;
    // Also where finance looks: what is others’ is none of this page.
    const explained = await explainInSight(this.#explainCustomer, campaignId, customer, [own], seats.run.run);
    const explanation = explanationAnswer.parse(withEvidence(explained, NO_EVIDENCE, new Map()));
    const determination = explanation.determinations.find((each) => each.partnerId === whose.partnerId);
    if (determination === undefined) throw new Error('Broken invariant: what a run determined it can explain');
    return partnersCustomerPage({ seats, explanation, determination, view: viewOf(seats.partner, lang, accepted) });
  }

  /** The last edition of what the partner was given, to be kept as a file. */
  @Get('/campaigns/:campaignId/documents/:document/:format')
  @Header('cache-control', 'private, no-cache')
  async document(
    @Param(new CheckedInput('path', documentParameters))
    { document, format, ...whose }: z.output<typeof documentParameters>,
    @Query(new CheckedInput('query', inLanguage)) { lang }: z.output<typeof inLanguage>,
  ): Promise<StreamableFile> {
    const { name, content } = await this.#documents.file(whose, document, format, lang);
    return new StreamableFile(content, {
      type: DOCUMENT_TYPES[format],
      disposition: `attachment; filename="${name}"`,
      length: content.length,
    });
  }
}

function viewOf({ locale }: KnownPartner, asked: Language | undefined, accepted: string | undefined): View {
  return new View(chosenLanguage({ asked, registered: locale, accepted }));
}
