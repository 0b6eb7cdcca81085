import { Module } from '@nestjs/common';
import { CalculationModule } from '../calculation/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { CampaignOutput } from './exports/campaign-output.js';

@Module({
  imports: [CampaignsModule, CalculationModule],
  providers: [CampaignOutput],
  exports: [CampaignOutput],
})
export class PortalModule {}
