export { AnswerClaims, type ReviewedClaim } from './answer-claims.js';
export { claimRecords, type ClaimRecord } from './claim-records.js';
export { ClaimsModule } from './claims.module.js';
export { answerDueAt, appealDueAt, standingOf, type ClaimStanding } from './due-claims.js';
export { REJECTION_REASONS } from './rejection-reasons.js';
