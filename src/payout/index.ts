export { PayoutBatch, type BatchState } from './batches/batch.entity.js';
export { PreparePayout, type HeldPayment, type PreparedPayout } from './batches/prepare-payout.js';
export { ReleasePayout } from './batches/release-payout.js';
export { PayoutModule } from './payout.module.js';
export * from './thresholds/minimum-payout.js';
export * from './thresholds/pay-by.js';
