export { DecideAnswer } from './answers/decide-answer.js';
export { DECISION_WAYS, type AnswerDecision, type DecideOptions, type DecisionWay } from './answers/decision-ways.js';
export {
  factsOf,
  findAnswer,
  listAnswers,
  openQuestionsOf,
  type ListedAnswer,
  type ListedFact,
  type ListedQuestion,
} from './answers/list-answers.js';
export { paymentReason, paymentStatus, type ReportedStep, type SpokenText } from './answers/codes/index.js';
export { checkAnswers, type AnswerCheck } from './answers/check-answers.js';
export { ReadAnswers, type ReceivedReport } from './answers/read-answers.js';
export type { AnswerState, ReadAnswer } from './answers/read-kept-answer.js';
export { PayoutBatch, type BatchState } from './batches/batch.entity.js';
export { checkBatches, type BatchCheck } from './batches/check-batches.js';
export { listBatches } from './batches/list-batches.js';
export * from './batches/money-standing.js';
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
