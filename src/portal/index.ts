export { partnerAccrual, type PartnerAccrual } from './exports/partner-accrual.js';
export { CampaignOutput } from './exports/campaign-output.js';
export { makeOutputFolder } from './exports/output-files.js';
export { PortalModule } from './portal.module.js';
