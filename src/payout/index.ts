export * from './thresholds/minimum-payout.js';
export * from './thresholds/pay-by.js';
