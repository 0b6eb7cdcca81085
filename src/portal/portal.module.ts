import { Module, type DynamicModule } from '@nestjs/common';
import { CalculationModule } from '../calculation/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { ProveCustomer } from './explanations/prove-customer.js';
import { CampaignOutput } from './exports/campaign-output.js';
import { IssueDocuments } from './statements/issue-documents.js';

@Module({
  imports: [CampaignsModule, CalculationModule],
  providers: [CampaignOutput, ProveCustomer],
  exports: [CampaignOutput, ProveCustomer],
})
export class PortalModule {
  /** With what gives out documents. */
  static register(environment: Environment): DynamicModule {
    return {
      module: PortalModule,
      providers: [{ provide: ENVIRONMENT, useValue: environment }, IssueDocuments],
      exports: [IssueDocuments],
    };
  }
}
