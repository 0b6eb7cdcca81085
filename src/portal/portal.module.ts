import { Module } from '@nestjs/common';
import { CalculationModule } from '../calculation/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { ProveCustomer } from './explanations/prove-customer.js';
import { CampaignOutput } from './exports/campaign-output.js';

@Module({
  imports: [CampaignsModule, CalculationModule],
  providers: [CampaignOutput, ProveCustomer],
  exports: [CampaignOutput, ProveCustomer],
})
export class PortalModule {}
