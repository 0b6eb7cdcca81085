import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { customerId, partnerId } from '../answers/values.js';
import { accrualReportPage } from '../pages/partner/accrual-report.js';
import { campaignsOfPartnerPage } from '../pages/partner/campaigns-of-partner.js';
import { DocumentReading } from '../reading/document-reading.js';
import { PartnerClaims } from '../reading/partner-claims.js';
import { PartnerReading } from '../reading/partner-reading.js';
import type { PartnerReport } from '../reading/partner-report.js';
import { AllowPartners } from './access/allow.js';
import { CheckedInput } from './checked-input.js';
import { DOCUMENT_TYPES } from './document-types.js';
import { Kept } from './kept/kept.js';
import { noteOnlyTheDay } from './kept/noted-work.js';
import { viewOf } from './language.js';
import { HTML, VARIES } from './page-headers.js';
import { PartnerCustomerPage } from './partner-customer-page.js';
import { AsReader, inLanguage, type Reader } from './partner-reader.js';
import { documentParameters, partnerParameters } from './routes.js';

const ofPartner = z.strictObject({ partnerId });
const ofCustomer = partnerParameters.extend({ customerId });
const inReport = inLanguage.extend({ cursor: z.string().max(1000).optional() });

/** Pages for a partner, of what is its own and of nothing else; in its language, and without JavaScript. */
@Controller('/partners/:partnerId')
@AllowPartners('path', 'finance-viewer', 'partner-viewer')
export class PartnerPagesController {
  readonly #partners: PartnerReading;
  readonly #documents: DocumentReading;
  readonly #customerPage: PartnerCustomerPage;
  readonly #claims: PartnerClaims;

  constructor(
    partners: PartnerReading,
    documents: DocumentReading,
    customerPage: PartnerCustomerPage,
    claims: PartnerClaims,
  ) {
    this.#claims = claims;
    this.#partners = partners;
    this.#documents = documents;
    this.#customerPage = customerPage;
  }

  @Get()
  @Header(...HTML)
  @Header(...VARIES)
  async campaigns(
    @Param(new CheckedInput('path', ofPartner)) whose: z.output<typeof ofPartner>,
    @AsReader() reader: Reader,
  ): Promise<string> {
    const campaigns = await this.#partners.campaigns(whose.partnerId);
    const offers = await this.#claims.offers(whose.partnerId);
    return campaignsOfPartnerPage({ ...campaigns, offers }, viewOf(campaigns.partner, reader));
  }

  @Get('/campaigns/:campaignId')
  @Kept()
  @Header(...HTML)
  @Header(...VARIES)
  async report(
    @Param(new CheckedInput('path', partnerParameters)) whose: z.output<typeof partnerParameters>,
    @AsReader({ query: inReport }) { cursor, ...reader }: Reader & z.output<typeof inReport>,
  ): Promise<string> {
    const report = await this.#partners.report(whose.campaignId, whose.partnerId, cursor);
    if (!hasInstants(report)) noteOnlyTheDay();
    return accrualReportPage(report, viewOf(report.partner, reader));
  }

  @Get('/campaigns/:campaignId/customers/:customerId')
  @Kept()
  @Header(...HTML)
  @Header(...VARIES)
  async customer(
    @Param(new CheckedInput('path', ofCustomer)) whose: z.output<typeof ofCustomer>,
    @AsReader() reader: Reader,
  ): Promise<string> {
    return this.#customerPage.render(whose, reader);
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

/**
 * Whether something of it may become otherwise within a day: bank details that are paid to from an instant on, which hold
 * the money until then, and an answer that is waited for. All else goes by days.
 */
function hasInstants({ bank, earning }: PartnerReport): boolean {
  const { payableFrom, answerBy, holds } = bank;
  return payableFrom !== null || answerBy !== null || holds.length > 0 || (earning?.payout?.holds.length ?? 0) > 0;
}
