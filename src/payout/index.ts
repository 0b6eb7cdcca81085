export { AdjustByHand, type ProposedAdjustment } from './adjustments/adjust-by-hand.js';
export { listAdjustments, type AdjustmentState, type ManualAdjustment } from './adjustments/list-adjustments.js';
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
export { vendorRefusal, vendorStatuses, type VendorRefusal, type VendorStatuses } from './answers/messages/index.js';
export type { PaymentState } from './answers/payments/payment-states.js';
export { checkAnswers, type AnswerCheck } from './answers/check-answers.js';
export { ReadAnswers, type ReceivedReport } from './answers/read-answers.js';
export type { AnswerState, ReadAnswer } from './answers/read-kept-answer.js';
export { waitingPayments } from './batches/waiting-payments.js';
export { PayoutBatch, type BatchState } from './batches/batch.entity.js';
export { checkBatches, type BatchCheck } from './batches/check-batches.js';
export { batchesByNumber, listBatches } from './batches/list-batches.js';
export * from './batches/money-standing.js';
export * from './batches/payout-progress.js';
export type { HeldPayment } from './batches/decide-payables.js';
export { PreparePayout, type OverpaidPartner, type PreparedPayout } from './batches/prepare-payout.js';
export { FindLostFiles, type LostFile } from './batches/lost-file.js';
export { ReleasePayout, type FileWhereabouts } from './batches/release-payout.js';
export { batchPage, reportsOfBatch, voidingOf } from './batches/batch-lists.js';
export { ShowPayout, type ShownBlock } from './batches/show-payout.js';
export { paymentPage, paymentStatesOf, type ListedPayment, type ShownPayment } from './batches/shown-payments.js';
export { PAY_BY_WARNING_DAYS } from './thresholds/pay-by.js';
export { checkDocuments, type DocumentCheck } from './documents/check-documents.js';
export * from './documents/issued-documents.js';
export * from './documents/partner-payments.js';
export * from './documents/statement-numbers.js';
export {
  AnswerInvitation,
  type AskedPartner,
  type DetailsDoubt,
  type ReceivedDetails,
  type ReviewedDetails,
} from './payees/answer-invitation.js';
export type { NameOutcome } from '../partners/index.js';
export { isBic, type DetailsFault, type DetailsField, type FieldFault } from './payees/details-faults.js';
export { wireNeeds } from './instructions/index.js';
export { listRates } from './exchange/list-rates.js';
export { ApproveBankDetails, type DecidedDetails, type DecidedName } from './payees/approve-bank-details.js';
export { CarryOutNotices, type CarriedOutNotice, type NoticesRound } from './payees/carry-out-notices.js';
export { checkNotices, type NoticeCheck } from './payees/check-notices.js';
export { checkPayeeRecords, type PayeeCheck } from './payees/check-payee-records.js';
export { type DetailsFinding, type GivenBankDetails } from './payees/check-bank-details.js';
export { EnterBankDetails, type EnteredDetails } from './payees/enter-bank-details.js';
export { type ForfeitedAmount } from './payees/forfeit-payable.js';
export { InvitePayee, type IssuedLink } from './payees/invite-payee.js';
export { invitationSecrets } from './payees/tell-payees.js';
export { type CheckedName } from './payees/name-decisions.js';
export type { HoldReason } from './payees/payee.js';
export { readGivenDetails, type GivenDetails } from './payees/read-given-details.js';
export { openInvitations } from './payees/requests.js';
export { PersonHolds, type PersonHold } from './payees/person-holds.js';
export { ShowPayees, type PayeeList, type ShownDetails, type ShownPayee } from './payees/show-payees.js';
export { ConfirmPayeeName, type NameConfirmation } from './payees/name-confirmations.js';
export { PayoutModule } from './payout.module.js';
export { PAYOUT_SEALED_COLUMNS } from './sealed-columns.js';
export { checkVendors, type VendorCheck } from './vendors/check-vendors.js';
export { VendorBatches } from './vendors/vendor-batches.js';
export type { BatchPlace, TakenReports, VendorBatch, VendorBatchPayment } from './vendors/vendor-room.js';
export { VendorSignIn, type VendorCaller } from './vendors/vendor-sign-in.js';
export { Vendors, type ListedVendor } from './vendors/vendors.js';
export * from './thresholds/minimum-payout.js';
export * from './thresholds/pay-by.js';
