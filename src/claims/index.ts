export { AnswerClaims, type ReviewedClaim } from './answer-claims.js';
export { checkClaim, type CheckedClaim } from './check-claim.js';
export { claimHistory, type ClaimEvent, type CorrectedField } from './claim-history.js';
export { claimUnknown } from './claim-errors.js';
export { claimRecords, groundOfClaim, type ClaimRecord } from './claim-records.js';
export { openPointText, type OpenPoint } from './open-points.js';
export {
  AcceptProof,
  checkClaimDocuments,
  CLAIM_SEALED_COLUMNS,
  ClaimDocuments,
  DOCUMENT_KINDS,
  givenDocuments,
  openProofs,
  type DocumentKind,
  type GivenDocument,
  type OpenProof,
} from './documents/index.js';
export {
  askedFields,
  asksForInvoice,
  CLAIM_FIELDS,
  claimFaults,
  claimingPeriod,
  EnterClaim,
  EnterRegistration,
  isWithin,
  LONGEST_CLAIM_FIELD,
  registrationFields,
  registrationPeriod,
  type ClaimFault,
  type ClaimField,
  type EnteredClaim,
  type Period,
  type RegistrationFault,
  type RegistrationField,
  type RegistrationStanding,
  type TypedClaim,
  type TypedRegistration,
} from './entries/index.js';
export { ClaimsModule } from './claims.module.js';
export { answerDueAt, appealDueAt, standingOf, type ClaimStanding } from './due-claims.js';
export { REJECTION_REASONS } from './rejection-reasons.js';
