import { Controller, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ExplainCustomer, type Explanation } from '../../calculation/index.js';
import type { CampaignAnswer, CampaignsAnswer } from '../answers/campaign-answers.js';
import type { DeterminationsAnswer, EarningsAnswer } from '../answers/result-answers.js';
import { CampaignReading } from '../reading/campaign-reading.js';
import { ResultReading } from '../reading/result-reading.js';
import { CheckedInput } from './checked-input.js';
import { openApiDocument } from './openapi.js';
import { API_ROUTES, campaignParameters, customerParameters, determinationsQuery, earningsQuery } from './routes.js';
import { Serves } from './serves.js';

const inCampaign = new CheckedInput('path', campaignParameters);

@Controller()
export class ApiController {
  readonly #campaigns: CampaignReading;
  readonly #results: ResultReading;
  readonly #explainCustomer: ExplainCustomer;
  readonly #openApi = openApiDocument(Object.values(API_ROUTES));

  constructor(campaigns: CampaignReading, results: ResultReading, explainCustomer: ExplainCustomer) {
    this.#campaigns = campaigns;
    this.#results = results;
    this.#explainCustomer = explainCustomer;
  }

  @Serves(API_ROUTES.openApi)
  openApi(): Readonly<Record<string, unknown>> {
    return this.#openApi;
  }

  @Serves(API_ROUTES.campaigns)
  campaigns(): Promise<CampaignsAnswer> {
    return this.#campaigns.campaigns();
  }

  @Serves(API_ROUTES.campaign)
  campaign(@Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>): Promise<CampaignAnswer> {
    return this.#campaigns.campaign(campaignId);
  }

  @Serves(API_ROUTES.earnings)
  earnings(
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', earningsQuery)) query: z.output<typeof earningsQuery>,
  ): Promise<EarningsAnswer> {
    return this.#results.earnings(campaignId, query);
  }

  @Serves(API_ROUTES.determinations)
  determinations(
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', determinationsQuery)) query: z.output<typeof determinationsQuery>,
  ): Promise<DeterminationsAnswer> {
    return this.#results.determinations(campaignId, query);
  }

  @Serves(API_ROUTES.explanation)
  async explanation(
    @Param(new CheckedInput('path', customerParameters))
    { campaignId, customerId }: z.output<typeof customerParameters>,
  ): Promise<Explanation> {
    await this.#campaigns.heading(campaignId);
    return this.#explainCustomer.execute(campaignId, customerId);
  }
}
