export { checkAnswers, type AnswerCheck } from './answers/check-answers.js';
export { ReadAnswers, type ReceivedReport } from './answers/read-answers.js';
export type { AnswerState, ReadAnswer } from './answers/read-kept-answer.js';
export { PayoutBatch, type BatchState } from './batches/batch.entity.js';
export { checkBatches, type BatchCheck } from './batches/check-batches.js';
export { listBatches } from './batches/list-batches.js';
export * from './batches/payout-progress.js';
export {
  PreparePayout,
  type HeldPayment,
  type OverpaidPartner,
  type PreparedPayout,
} from './batches/prepare-payout.js';
export { ReleasePayout, type FileWhereabouts } from './batches/release-payout.js';
export { ShowPayout, type ShownPayment, type ShownPayout } from './batches/show-payout.js';
export { ConfirmPayeeName, type NameConfirmation } from './payees/name-confirmations.js';
export { PayoutModule } from './payout.module.js';
export * from './thresholds/minimum-payout.js';
export * from './thresholds/pay-by.js';
