export { partnerAccrual, type AccruedCampaign, type PartnerAccrual } from './exports/partner-accrual.js';
export { evidenceOf, withEvidence, type FoundEvidence } from './explanations/evidenced-explanation.js';
export { ProveCustomer } from './explanations/prove-customer.js';
export { CampaignOutput } from './exports/campaign-output.js';
export { knownCampaign } from './reading/known-campaign.js';
export { totalsOf } from './reading/totals.js';
export { makeOutputFolder } from './exports/output-files.js';
export { openQuestions } from './pages/words.js';
export { PortalModule } from './portal.module.js';
