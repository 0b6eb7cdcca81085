import { Controller, Get, Header, Inject, Param, Query, Redirect, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import type { PartnerScope, SignedIn } from '../../access/index.js';
import { ExplainCustomer } from '../../calculation/index.js';
import { explanationAnswer } from '../answers/explanation-answer.js';
import { NO_EVIDENCE, withEvidence } from '../explanations/evidenced-explanation.js';
import { campaignPage } from '../pages/campaign-page.js';
import { campaignsPage } from '../pages/campaigns-page.js';
import { customerPage } from '../pages/customer-page.js';
import { partnerPage } from '../pages/partner-page.js';
import { SCRIPT_PATH, script } from '../pages/script/script.js';
import { STYLESHEET_PATH, stylesheet } from '../pages/styles/stylesheet.js';
import { CampaignReading } from '../reading/campaign-reading.js';
import { CAMPAIGNS_FOLDER } from '../reading/known-campaign.js';
import { DocumentReading } from '../reading/document-reading.js';
import { ResultReading } from '../reading/result-reading.js';
import { explainInSight } from '../explanations/explanation-in-sight.js';
import { Allow, AllowPartners } from './access/allow.js';
import { CallingPerson, Sight } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { DOCUMENT_TYPES } from './document-types.js';
import { Kept } from './kept/kept.js';
import { HTML } from './page-headers.js';
import {
  campaignParameters,
  customerParameters,
  documentParameters,
  documentQuery,
  partnerParameters,
} from './routes.js';

/** Longer lists go on in the API, or on the next page. */
const PARTNERS_ON_A_PAGE = 200;
const UNDECIDED_ON_A_PAGE = 100;
const CUSTOMERS_ON_A_PAGE = 200;

const inCampaign = new CheckedInput('path', campaignParameters);
/** The page shows the run in force: a link that asks for another is refused, and not answered with this one. */
const noQuery = z.strictObject({});
const placeQuery = z.strictObject({ cursor: z.string().max(1000).optional() });
const customerQuery = z.strictObject({ customer: customerParameters.shape.customerId });

/** Pages for finance, made on the server: they need no JavaScript and send none. */
@Controller()
export class PagesController {
  readonly #campaigns: CampaignReading;
  readonly #results: ResultReading;
  readonly #documents: DocumentReading;
  readonly #explainCustomer: ExplainCustomer;
  readonly #campaignsFolder: string;

  constructor(
    campaigns: CampaignReading,
    results: ResultReading,
    documents: DocumentReading,
    explainCustomer: ExplainCustomer,
    @Inject(CAMPAIGNS_FOLDER) campaignsFolder: string,
  ) {
    this.#campaigns = campaigns;
    this.#results = results;
    this.#documents = documents;
    this.#explainCustomer = explainCustomer;
    this.#campaignsFolder = campaignsFolder;
  }

  @Get(STYLESHEET_PATH)
  @Allow('public')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'private, max-age=31536000, immutable')
  stylesheet(): string {
    return stylesheet;
  }

  @Get(SCRIPT_PATH)
  @Allow('public')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'private, max-age=31536000, immutable')
  script(): string {
    return script;
  }

  @Get('/')
  @Allow('finance-viewer')
  @Header(...HTML)
  async list(): Promise<string> {
    return campaignsPage(await this.#campaigns.campaigns(), this.#campaignsFolder);
  }

  @Get('/campaigns/:campaignId')
  @Allow('finance-viewer')
  @Kept()
  @Header(...HTML)
  async campaign(
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', noQuery)) query: z.output<typeof noQuery>,
    @CallingPerson() person: SignedIn | undefined,
  ): Promise<string> {
    const campaign = await this.#campaigns.campaign(campaignId);
    const view = { hasSignIn: person !== undefined };
    if (campaign.run === null) return campaignPage(campaign, undefined, view);
    const earnings = await this.#results.earnings(campaignId, { ...query, limit: PARTNERS_ON_A_PAGE });
    const undecided = await this.#results.determinations(campaignId, {
      outcome: 'undecided',
      limit: UNDECIDED_ON_A_PAGE,
    });
    return campaignPage(campaign, { earnings: earnings.earnings, undecided: undecided.determinations }, view);
  }

  /** The form that looks for a customer; a name or a domain leads to the customer's own address. */
  @Get('/campaigns/:campaignId/customers')
  @Allow('finance-viewer')
  @Redirect()
  async findCustomer(
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', customerQuery)) { customer }: z.output<typeof customerQuery>,
  ): Promise<{ readonly url: string; readonly statusCode: number }> {
    await this.#campaigns.heading(campaignId);
    const { customerId } = await this.#explainCustomer.briefly(campaignId, customer);
    return { url: `/campaigns/${campaignId}/customers/${customerId}`, statusCode: 303 };
  }

  @Get('/campaigns/:campaignId/customers/:customerId')
  @AllowPartners('answer', 'finance-viewer', 'partner-viewer')
  @Kept()
  @Header(...HTML)
  async customer(
    @Param(new CheckedInput('path', customerParameters))
    { campaignId, customerId }: z.output<typeof customerParameters>,
    @Sight() sight: PartnerScope,
  ): Promise<string> {
    const campaign = await this.#campaigns.heading(campaignId);
    const explanation = await explainInSight(this.#explainCustomer, campaignId, customerId, sight);
    return customerPage(
      campaign,
      explanationAnswer.parse(withEvidence(explanation, NO_EVIDENCE, await this.#results.booked(explanation))),
    );
  }

  @Get('/campaigns/:campaignId/partners/:partnerId')
  @AllowPartners('path', 'finance-viewer', 'partner-viewer')
  @Kept()
  @Header(...HTML)
  async partner(
    @Param(new CheckedInput('path', partnerParameters))
    { campaignId, partnerId }: z.output<typeof partnerParameters>,
    @Query(new CheckedInput('query', placeQuery)) { cursor }: z.output<typeof placeQuery>,
    @CallingPerson() person: SignedIn | undefined,
  ): Promise<string> {
    const campaign = await this.#campaigns.heading(campaignId);
    const { earnings } = await this.#results.earnings(campaignId, { partner: partnerId, limit: 1 });
    const page = await this.#results.determinations(campaignId, {
      partner: partnerId,
      cursor,
      limit: CUSTOMERS_ON_A_PAGE,
    });
    const documents = await this.#documents.documents(campaignId, partnerId);
    const isPosted = await this.#documents.isPosted(campaignId);
    return partnerPage(campaign, { partnerId, earning: earnings[0], documents, isPosted, ...page }, person);
  }

  /** The last edition of what the partner was given, to be kept as a file. */
  @Get('/campaigns/:campaignId/partners/:partnerId/documents/:document/:format')
  @AllowPartners('path', 'finance-viewer', 'partner-viewer')
  @Header('cache-control', 'private, no-cache')
  async document(
    @Param(new CheckedInput('path', documentParameters))
    { document, format, ...whose }: z.output<typeof documentParameters>,
    @Query(new CheckedInput('query', documentQuery)) { language }: z.output<typeof documentQuery>,
  ): Promise<StreamableFile> {
    const { name, content } = await this.#documents.file(whose, document, format, language);
    return new StreamableFile(content, {
      type: DOCUMENT_TYPES[format],
      disposition: `attachment; filename="${name}"`,
      length: content.length,
    });
  }
}
