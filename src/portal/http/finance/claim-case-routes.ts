import { z } from 'zod';
import { REJECTION_REASONS, type ClaimRecord } from '../../../claims/index.js';
import {
  claimCaseAnswer,
  claimQueueAnswer,
  claimShow,
  type ClaimCaseAnswer,
  type ClaimQueueAnswer,
} from '../../answers/claim-case-answers.js';
import { named, partnerId } from '../../answers/values.js';
import type { ClaimCase, ClaimQueue, QueuedClaim } from '../../reading/claim-reading.js';
import { claimParameters } from '../partner-entries/entry-routes.js';
import { campaignParameters, pageQuery, type ApiRoute } from '../routes.js';
import { ACTS, NO_CAMPAIGN, reason, reasonBody } from './finance-routes.js';

const CAMPAIGN = '/api/v1/campaigns/:campaignId';
const CLAIM = `${CAMPAIGN}/claims/:claimId`;
const NO_CLAIM = { 404: 'No such campaign, or it has no claim of this number' };

export const queueQuery = pageQuery.extend({
  show: claimShow.default('open').describe('open: those that wait for an answer, or for one to their appeal'),
  partner: partnerId.optional().describe('Only of this partner'),
});
export const rejectionReason = z.enum(Object.keys(REJECTION_REASONS) as [string, ...string[]]);
export const seenDelivery = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const seen = seenDelivery
  .optional()
  .describe('The last delivery in `history` that brought something of the claim; what was corrected since is refused');
export const claimAcceptanceBody = named('ClaimAcceptance', z.strictObject({ reason, seen }));
export const claimRejectionBody = named(
  'ClaimRejection',
  z.strictObject({
    because: z.array(rejectionReason).min(1).describe('Why it is rejected; the partner is told'),
    reason,
    seen,
  }),
);

const ofClaim = { method: 'POST', parameters: claimParameters, answer: claimCaseAnswer } as const;

/** Answering claims, for programs that work with a person's token. */
export const CLAIM_CASE_ROUTES = {
  claimQueue: {
    operationId: 'claimQueue',
    path: `${CAMPAIGN}/claim-queue`,
    summary: 'Claims for an offer, what is due first on top',
    parameters: campaignParameters,
    query: queueQuery,
    isTagged: true,
    answer: claimQueueAnswer,
    problems: NO_CAMPAIGN,
  },
  claimCase: {
    operationId: 'claimCase',
    path: CLAIM,
    summary: 'A claim with what checks say of it, its documents, and what was done with it',
    parameters: claimParameters,
    isTagged: true,
    answer: claimCaseAnswer,
    problems: NO_CLAIM,
  },
  claimAcceptance: {
    ...ofClaim,
    operationId: 'acceptClaim',
    path: `${CLAIM}/acceptance`,
    summary: 'Find a claim, or its appeal, valid; takes the role finance-maker or finance-checker',
    body: claimAcceptanceBody,
    problems: { ...NO_CLAIM, ...ACTS },
  },
  claimRejection: {
    ...ofClaim,
    operationId: 'rejectClaim',
    path: `${CLAIM}/rejection`,
    summary: 'Reject a claim, or its appeal; takes the role finance-maker or finance-checker',
    body: claimRejectionBody,
    problems: { ...NO_CLAIM, ...ACTS },
  },
  appealTaking: {
    ...ofClaim,
    operationId: 'takeAppeal',
    path: `${CLAIM}/received-appeal`,
    summary: 'Take an appeal that came by mail or telephone, once; takes the role finance-maker or finance-checker',
    body: reasonBody,
    problems: { ...NO_CLAIM, ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;

export function queueAnswerOf({ campaignId, waiting, claims, nextCursor }: ClaimQueue): ClaimQueueAnswer {
  return { campaignId, waiting, claims: claims.map(queuedOf), nextCursor };
}

export function caseAnswerOf(found: ClaimCase): ClaimCaseAnswer {
  const { claim, appealBefore, checks, documents, history } = found;
  const { campaignId, mpnId, subscriptionId, agreementNumber, distributorName, invoiceFile } = claim;
  return {
    ...queuedOf(found),
    campaignId,
    mpnId,
    subscriptionId,
    agreementNumber,
    distributorName,
    invoiceFile,
    appealBefore,
    checks: checks === null ? null : { rejected: checks.rejected, open: checks.open },
    documents: documents.map(
      ({ document, kind, format, fileName, byteCount, sha256, givenAt, keptUntil, erasedAt }) => ({
        document,
        kind,
        format,
        fileName,
        byteCount,
        sha256,
        givenAt,
        keptUntil,
        erasedAt,
      }),
    ),
    history: [...history],
  };
}

function queuedOf({ claim, standing, answerDueAt }: QueuedClaim): ClaimQueueAnswer['claims'][number] {
  const { claimId, partnerId: partner, receivedAt, customerName } = claim;
  const answer = inForce(claim, standing);
  return {
    claimId,
    partnerId: partner,
    standing,
    receivedAt,
    customerName,
    answerDueAt,
    reasons: answer?.reasons ?? [],
    answeredBy: answer?.answeredBy ?? null,
  };
}

/** What was answered to something that was corrected since, or is appealed, is answered anew. */
function inForce({ answer }: ClaimRecord, standing: QueuedClaim['standing']): ClaimRecord['answer'] {
  return standing === 'valid' || standing === 'rejected' ? answer : null;
}
