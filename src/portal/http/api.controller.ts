import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { seeingAllPartners } from '../../database/index.js';
import { ExplainCustomer, proofText } from '../../calculation/index.js';
import { LocateEvidence } from '../../ingest/index.js';
import type { CampaignAnswer, CampaignsAnswer } from '../answers/campaign-answers.js';
import type { DeterminationsAnswer, EarningsAnswer } from '../answers/result-answers.js';
import { evidenceOf, withEvidence, type EvidencedExplanation } from '../explanations/evidenced-explanation.js';
import { ProveCustomer } from '../explanations/prove-customer.js';
import { CampaignReading } from '../reading/campaign-reading.js';
import { ResultReading } from '../reading/result-reading.js';
import type { PartnerScope } from '../../access/index.js';
import { explainInSight } from '../explanations/explanation-in-sight.js';
import { Allow, AllowPartners } from './access/allow.js';
import { Sight } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { ASKED_WORK_ROUTES } from './finance/asked-work-routes.js';
import { DECISION_ROUTES } from './finance/decision-api.controller.js';
import { CLAIM_CASE_ROUTES } from './finance/claim-case-routes.js';
import { DOCUMENT_ROUTES } from './finance/document-routes.js';
import { FINANCE_ROUTES } from './finance/finance-routes.js';
import { LIST_ROUTES } from './lists/list-routes.js';
import { PROOF_ROUTES } from './finance/proof-api.controller.js';
import { RESUMPTION_ROUTES } from './finance/resumption-api.controller.js';
import { PAYEE_ROUTES } from './finance/payee-routes.js';
import { openApiDocument } from './openapi.js';
import { API_ROUTES, campaignParameters, customerParameters, determinationsQuery, earningsQuery } from './routes.js';
import { Serves } from './serves.js';

const inCampaign = new CheckedInput('path', campaignParameters);

@Controller()
export class ApiController {
  readonly #campaigns: CampaignReading;
  readonly #results: ResultReading;
  readonly #explainCustomer: ExplainCustomer;
  readonly #locateEvidence: LocateEvidence;
  readonly #proveCustomer: ProveCustomer;
  readonly #openApi = openApiDocument([
    ...Object.values(API_ROUTES),
    ...Object.values(LIST_ROUTES),
    ...Object.values(FINANCE_ROUTES),
    ...Object.values(PAYEE_ROUTES),
    ...Object.values(ASKED_WORK_ROUTES),
    ...Object.values(DECISION_ROUTES),
    ...Object.values(PROOF_ROUTES),
    ...Object.values(DOCUMENT_ROUTES),
    ...Object.values(RESUMPTION_ROUTES),
    ...Object.values(CLAIM_CASE_ROUTES),
  ]);

  constructor(
    campaigns: CampaignReading,
    results: ResultReading,
    explainCustomer: ExplainCustomer,
    locateEvidence: LocateEvidence,
    proveCustomer: ProveCustomer,
  ) {
    this.#campaigns = campaigns;
    this.#results = results;
    this.#explainCustomer = explainCustomer;
    this.#locateEvidence = locateEvidence;
    this.#proveCustomer = proveCustomer;
  }

  @Serves(API_ROUTES.openApi)
  @Allow('public')
  openApi(): Readonly<Record<string, unknown>> {
    return this.#openApi;
  }

  @Serves(API_ROUTES.campaigns)
  @Allow('finance-viewer')
  campaigns(): Promise<CampaignsAnswer> {
    return this.#campaigns.campaigns();
  }

  @Serves(API_ROUTES.campaign)
  @Allow('finance-viewer')
  campaign(@Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>): Promise<CampaignAnswer> {
    return this.#campaigns.campaign(campaignId);
  }

  @Serves(API_ROUTES.earnings)
  @AllowPartners('query', 'finance-viewer', 'partner-viewer')
  earnings(
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', earningsQuery)) query: z.output<typeof earningsQuery>,
  ): Promise<EarningsAnswer> {
    return this.#results.earnings(campaignId, query);
  }

  @Serves(API_ROUTES.determinations)
  @AllowPartners('query', 'finance-viewer', 'partner-viewer')
  determinations(
    @Param(inCampaign) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', determinationsQuery)) query: z.output<typeof determinationsQuery>,
  ): Promise<DeterminationsAnswer> {
    return this.#results.determinations(campaignId, query);
  }

  @Serves(API_ROUTES.explanation)
  @AllowPartners('answer', 'finance-viewer', 'partner-viewer')
  async explanation(
    @Param(new CheckedInput('path', customerParameters))
    { campaignId, customerId }: z.output<typeof customerParameters>,
    @Sight() sight: PartnerScope,
  ): Promise<EvidencedExplanation> {
    await this.#campaigns.heading(campaignId);
    const explanation = await explainInSight(this.#explainCustomer, campaignId, customerId, sight);
    return withEvidence(
      explanation,
      await seeingAllPartners(() => evidenceOf(this.#locateEvidence, explanation)),
      await this.#results.booked(explanation),
    );
  }

  /** Its bytes are part of it: they are sent as they are, and not written again by whoever sends them. */
  @Get(API_ROUTES.proof.path)
  @Allow('finance-viewer')
  @Header('content-type', 'application/json; charset=utf-8')
  async proof(
    @Param(new CheckedInput('path', customerParameters))
    { campaignId, customerId }: z.output<typeof customerParameters>,
  ): Promise<string> {
    await this.#campaigns.heading(campaignId);
    return proofText(await this.#proveCustomer.execute(campaignId, customerId));
  }
}
