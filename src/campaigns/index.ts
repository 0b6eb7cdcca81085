import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { CampaignVersions } from './campaign-versions.js';

export * from './campaign-file.js';
export { campaignJsonSchemaText, JSON_SCHEMA_FILE } from './campaign-json-schema.js';
export * from './campaign-listing.js';
export { campaignFilesState, keptCampaigns } from './kept-listing.js';
export * from './campaign-versions.js';
export * from './check-campaign.js';
export * from './draft-variants.js';
export * from './stated-versions.js';
export * from './term-differences.js';
export * from './version-history.js';
export * from './reward-policy.js';
export * from './hold.js';
export * from './last-days.js';
export type { KnownProduct } from './contradictions/products.js';
export { notHeldAgainstRegister, type RegisterWords } from './contradictions/register-words.js';
export type { CampaignFile } from './parse-campaign.js';
export * from './reward-terms.js';
export * from './snapshot-nights.js';
export * from './term-confirmations.js';
export * from './terms.js';

@Module({ imports: [AuditModule], providers: [CampaignVersions], exports: [CampaignVersions] })
export class CampaignsModule {}
