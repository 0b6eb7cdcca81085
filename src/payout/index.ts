export { PayoutBatch, type BatchState } from './batches/batch.entity.js';
export { checkBatches } from './batches/check-batches.js';
export { listBatches } from './batches/list-batches.js';
export * from './batches/payout-progress.js';
export { PreparePayout, type HeldPayment, type PreparedPayout } from './batches/prepare-payout.js';
export { ReleasePayout } from './batches/release-payout.js';
export { PayoutModule } from './payout.module.js';
export * from './thresholds/minimum-payout.js';
export * from './thresholds/pay-by.js';
