export { partnerAccrual, type PartnerAccrual } from './exports/partner-accrual.js';
export { CampaignOutput, runSummary } from './exports/campaign-output.js';
export { PortalModule } from './portal.module.js';
