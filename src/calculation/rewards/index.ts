export * from './counted.js';
export { cutPartner, shareCampaignCap, type PartnerEarned } from './paid-caps.js';
export * from './partner-reward.js';
export * from './potential.js';
export { rewardPartner } from './reward-partner.js';
export { roundRewards } from './rounding.js';
