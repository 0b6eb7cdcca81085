import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { LedgerModule } from '../ledger/index.js';
import { CalculateCampaign } from './runs/calculate-campaign.js';
import { RunApproval } from './runs/run-approval.js';

@Module({
  imports: [AuditModule, CampaignsModule, LedgerModule],
  providers: [CalculateCampaign, RunApproval],
  exports: [CalculateCampaign, RunApproval],
})
export class CalculationModule {}
