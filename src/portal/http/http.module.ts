import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, Reflector } from '@nestjs/core';
import { StandardSchemaSerializerInterceptor } from '@nestjs/common';
import { AccessModule } from '../../access/index.js';
import { AskedWorkModule } from '../../asked-work/index.js';
import { CalculationModule } from '../../calculation/index.js';
import { CampaignsModule } from '../../campaigns/index.js';
import { ClaimsModule } from '../../claims/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { IdempotencyModule } from '../../idempotency/index.js';
import { PayoutModule } from '../../payout/index.js';
import { QuestionsModule } from '../../questions/index.js';
import { CampaignReading } from '../reading/campaign-reading.js';
import { CAMPAIGNS_FOLDER } from '../reading/known-campaign.js';
import { DocumentReading } from '../reading/document-reading.js';
import { ClaimReading } from '../reading/claim-reading.js';
import { PartnerClaims } from '../reading/partner-claims.js';
import { PartnerReading } from '../reading/partner-reading.js';
import { TermsReading } from '../reading/terms-reading.js';
import { AuditReading } from '../reading/audit-reading.js';
import { LedgerReading } from '../reading/ledger-reading.js';
import { SearchReading } from '../reading/search-reading.js';
import { WorkReading } from '../reading/work-reading.js';
import { AskedWorkReading } from '../reading/asked-work-reading.js';
import { AdjustmentReading } from '../reading/adjustment-reading.js';
import { PayeeReading } from '../reading/payee-reading.js';
import { PayoutReading } from '../reading/payout-reading.js';
import { ResultReading } from '../reading/result-reading.js';
import { RunReading } from '../reading/run-reading.js';
import { PortalModule } from '../portal.module.js';
import { AccessGuard } from './access/access.guard.js';
import { AccountController } from './access/account.controller.js';
import { RequestLimits } from './access/request-limits.js';
import { SignInController } from './access/sign-in.controller.js';
import { ApiController } from './api.controller.js';
import { ListsController } from './lists/lists.controller.js';
import { AdjustmentActs } from './finance/adjustment-acts.js';
import { AdjustmentPagesController } from './finance/adjustment-pages.controller.js';
import { AskedWorkApiController } from './finance/asked-work-api.controller.js';
import { AskedWorkPagesController } from './finance/asked-work-pages.controller.js';
import { DecisionActs } from './finance/decision-acts.js';
import { ProofActs } from './finance/proof-acts.js';
import { ProofApiController } from './finance/proof-api.controller.js';
import { DecisionApiController } from './finance/decision-api.controller.js';
import { ClaimActs } from './finance/claim-acts.js';
import { ClaimCaseApiController } from './finance/claim-case-api.controller.js';
import { ClaimPagesController } from './finance/claim-pages.controller.js';
import { DocumentActs } from './finance/document-acts.js';
import { DocumentApiController } from './finance/document-api.controller.js';
import { DocumentPagesController } from './finance/document-pages.controller.js';
import { FinanceApiController } from './finance/finance-api.controller.js';
import { PayeeApiController } from './finance/payee-api.controller.js';
import { PayeeActs } from './finance/payee-acts.js';
import { PayeePagesController } from './finance/payee-pages.controller.js';
import { PayoutActs } from './finance/payout-acts.js';
import { PayoutPagesController } from './finance/payout-pages.controller.js';
import { ResumptionApiController } from './finance/resumption-api.controller.js';
import { RunActs } from './finance/run-acts.js';
import { RunPagesController } from './finance/run-pages.controller.js';
import { HealthController } from './health.controller.js';
import { GatherMetrics } from './operations/gather-metrics.js';
import { MetricsController } from './operations/metrics.controller.js';
import { Readiness } from './operations/readiness.js';
import { RequestMetrics } from './operations/request-metrics.js';
import { KeptAnswers } from './kept/kept-answers.js';
import { PagesController } from './pages.controller.js';
import { PartnerCustomerPage } from './partner-customer-page.js';
import { ClaimDocumentController } from './partner-entries/claim-document.controller.js';
import { ClaimsApiController } from './partner-entries/claims-api.controller.js';
import { KeyedEntries } from './partner-entries/keyed-entries.js';
import { RegistrationApiController } from './partner-entries/registration-api.controller.js';
import { PartnerClaimsController } from './partner-entries/claims.controller.js';
import { PartnerRegistrationController } from './partner-entries/registration.controller.js';
import { PartnerPagesController } from './partner-pages.controller.js';
import { PartnerQuestionsController } from './partner-questions.controller.js';
import { PayeeController } from './payees/payee.controller.js';
import { PayeeSessions } from './payees/payee-sessions.js';
import { PayeeVisits } from './payees/payee-visits.js';
import { ProblemFilter } from './problem.filter.js';
import { TokenController } from './vendors/token.controller.js';
import { VendorController } from './vendors/vendor.controller.js';
import { TermsController } from './terms.controller.js';
import { AuditController } from './audit.controller.js';
import { LedgerController } from './ledger.controller.js';
import { SearchController } from './search.controller.js';
import { WorkListController } from './work-list.controller.js';
import { VendorGuard } from './vendors/vendor.guard.js';

/** What watches the process, made before the modules are. */
export interface HttpOperations {
  readonly metrics: RequestMetrics;
  readonly readiness: Readiness;
}

/** Health, API and pages; only the process that answers HTTP has it. */
@Module({})
export class PortalHttpModule {
  static register(environment: Environment, { metrics, readiness }: HttpOperations): DynamicModule {
    const { campaignsFolder } = environment;
    return {
      module: PortalHttpModule,
      imports: [
        AccessModule.register(environment),
        AskedWorkModule,
        CalculationModule,
        CampaignsModule,
        ClaimsModule.register(environment),
        IdempotencyModule,
        PayoutModule.register(environment),
        PortalModule.register(environment),
        QuestionsModule,
      ],
      controllers: [
        HealthController,
        MetricsController,
        SignInController,
        AccountController,
        ApiController,
        ListsController,
        PagesController,
        PartnerPagesController,
        PartnerQuestionsController,
        WorkListController,
        SearchController,
        LedgerController,
        AuditController,
        TermsController,
        PartnerClaimsController,
        ClaimsApiController,
        RegistrationApiController,
        ClaimDocumentController,
        PartnerRegistrationController,
        RunPagesController,
        PayoutPagesController,
        PayeePagesController,
        AdjustmentPagesController,
        AskedWorkPagesController,
        AskedWorkApiController,
        DecisionApiController,
        ProofApiController,
        ClaimPagesController,
        ClaimCaseApiController,
        ResumptionApiController,
        DocumentPagesController,
        DocumentApiController,
        FinanceApiController,
        PayeeApiController,
        TokenController,
        VendorController,
        PayeeController,
      ],
      providers: [
        CampaignReading,
        ResultReading,
        DocumentReading,
        PartnerReading,
        WorkReading,
        SearchReading,
        LedgerReading,
        AuditReading,
        TermsReading,
        PartnerCustomerPage,
        PartnerClaims,
        KeyedEntries,
        RunReading,
        RunActs,
        PayoutReading,
        PayoutActs,
        DocumentActs,
        ClaimReading,
        ClaimActs,
        AskedWorkReading,
        DecisionActs,
        ProofActs,
        PayeeReading,
        PayeeActs,
        AdjustmentReading,
        AdjustmentActs,
        VendorGuard,
        PayeeSessions,
        PayeeVisits,
        RequestLimits,
        GatherMetrics,
        { provide: RequestMetrics, useValue: metrics },
        { provide: KeptAnswers, useValue: new KeptAnswers(environment.keptPagesBytes) },
        { provide: Readiness, useValue: readiness },
        { provide: ENVIRONMENT, useValue: environment },
        { provide: CAMPAIGNS_FOLDER, useValue: campaignsFolder },
        { provide: APP_FILTER, useClass: ProblemFilter },
        AccessGuard,
        { provide: APP_GUARD, useExisting: AccessGuard },
        {
          provide: APP_INTERCEPTOR,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new StandardSchemaSerializerInterceptor(reflector),
        },
      ],
    };
  }
}
