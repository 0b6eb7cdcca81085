import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { LedgerModule } from '../ledger/index.js';
import { ListUndecided } from './decisions/list-undecided.js';
import { OpenDecisions } from './decisions/open-decisions.js';
import { ExplainCustomer } from './explanation/explain-customer.js';
import { RestateCampaign } from './restatement/restate-campaign.js';
import { CalculateCampaign } from './runs/calculate-campaign.js';
import { RunApproval } from './runs/run-approval.js';

@Module({
  imports: [AuditModule, CampaignsModule, LedgerModule],
  providers: [CalculateCampaign, ExplainCustomer, ListUndecided, OpenDecisions, RestateCampaign, RunApproval],
  exports: [CalculateCampaign, ExplainCustomer, ListUndecided, OpenDecisions, RestateCampaign, RunApproval],
})
export class CalculationModule {}
