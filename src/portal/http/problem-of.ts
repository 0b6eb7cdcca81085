import { HttpException } from '@nestjs/common';
import { SeatbackError } from '../../kernel/index.js';
import type { ProblemAnswer } from '../answers/problem.js';

/** Statuses of failures that were foreseen; one that is not named here is ours to mend. */
const STATUS_OF: Readonly<Record<string, number>> = {
  INPUT_INVALID: 400,
  IDEMPOTENCY_KEY_MISSING: 400,
  IDEMPOTENCY_KEY_INVALID: 400,
  VENDOR_TOKEN_INVALID: 401,
  METRICS_TOKEN_INVALID: 401,
  METRICS_NOT_SET_UP: 404,
  TOKEN_INVALID: 401,
  FOREIGN_PAGE_REFUSED: 403,
  SAME_PERSON: 403,
  DECIDER_APPROVES: 403,
  SIGN_IN_NEEDED: 401,
  SIGN_IN_FAILED: 401,
  ACCESS_UNDECLARED: 403,
  ROLE_MISSING: 403,
  SIGN_IN_NOT_SET_UP: 404,
  CAMPAIGN_UNKNOWN: 404,
  CUSTOMER_UNKNOWN: 404,
  PARTNER_UNKNOWN: 404,
  CLAIM_UNKNOWN: 404,
  CLAIMS_NOT_ASKED: 404,
  REGISTRATION_NOT_ASKED: 404,
  CLAIM_DOCUMENT_UNKNOWN: 404,
  CLAIM_DOCUMENT_ERASED: 410,
  DOCUMENT_UNKNOWN: 404,
  RUN_UNKNOWN: 404,
  BATCH_UNKNOWN: 404,
  BANK_DETAILS_UNKNOWN: 404,
  ADJUSTMENT_UNKNOWN: 404,
  NO_RUN: 404,
  NO_DETERMINATION: 404,
  QUESTION_UNKNOWN: 404,
  VERSION_UNKNOWN: 404,
  ACCOUNT_UNKNOWN: 404,
  JOURNAL_UNKNOWN: 404,
  METHOD_REFUSED: 405,
  IDEMPOTENCY_KEY_BUSY: 409,
  RUN_STATE: 409,
  RUN_PROVISIONAL: 409,
  RUN_OUTDATED: 409,
  RUN_CHANGED: 409,
  WINDOW_NOT_OVER: 409,
  CAMPAIGN_HAS_RUN: 409,
  CAMPAIGN_EDITED: 409,
  TERMS_UNCONFIRMED: 409,
  VERSION_OTHER: 409,
  NO_POSTED_RUN: 409,
  NO_STATEMENT: 409,
  RUN_NOT_POSTED: 409,
  STATEMENT_NOT_ISSUED: 409,
  ACCOUNTING_MONTH_CLOSED: 409,
  LEDGER_OVERDRAWN: 409,
  BATCH_STATE: 409,
  BATCH_OF_SUPERSEDED_RUN: 409,
  OUTCOME_FOREIGN: 409,
  WIRE_FILE_CHANGED: 409,
  WIRE_FILE_REFUSED: 409,
  WIRE_FILE_UNCERTAIN: 409,
  EXECUTION_DATE_PAST: 409,
  DEBTOR_ACCOUNT_GONE: 409,
  RATE_CORRECTED: 409,
  PAYEE_CHANGED: 409,
  BANK_DETAILS_DECIDED: 409,
  BANK_DETAILS_REPLACED: 409,
  BANK_DETAILS_CHANGED: 409,
  BANK_DETAILS_UNDECIDED: 409,
  INVITATION_OVER: 409,
  NAME_NOT_TO_DECIDE: 409,
  PERSONAL_ACCOUNT: 409,
  ADJUSTMENT_STATE: 409,
  HOLD_STATE: 409,
  BATCH_ANSWERED: 409,
  QUESTION_ENDED: 409,
  QUESTIONS_TOO_MANY: 409,
  DECISION_MEANWHILE: 409,
  NOTHING_TO_DECIDE: 409,
  NOTHING_TO_WITHDRAW: 409,
  BATCH_NOT_ACKNOWLEDGED: 409,
  CONTENT_DIGEST_MISSING: 400,
  CONTENT_DIGEST_DIFFERS: 422,
  OUTSIDE_CLAIMING_PERIOD: 409,
  OUTSIDE_REGISTRATION_PERIOD: 409,
  CLAIMED_BEFORE: 409,
  REGISTERED_BEFORE: 409,
  APPEAL_REFUSED: 409,
  CLAIMS_NOT_ANSWERED: 409,
  CLAIM_ANSWERED: 409,
  CLAIM_CORRECTED: 409,
  DOCUMENTS_TOO_MANY: 409,
  DOCUMENT_IS_NO_PROOF: 409,
  PROOF_NOT_ASKED: 409,
  PROOF_ACCEPTED_BEFORE: 409,
  DOCUMENT_TOO_LARGE: 413,
  DOCUMENT_KIND_REFUSED: 415,
  MEDIA_TYPE_REFUSED: 415,
  CLAIM_INCOMPLETE: 422,
  PROOF_KIND_INVALID: 422,
  PROOF_HANDED_IN_LATER: 422,
  REGISTRATION_INVALID: 422,
  DOCUMENT_EMPTY: 422,
  DOCUMENT_DAMAGED: 422,
  DOCUMENT_MACROS_REFUSED: 422,
  DOCUMENT_UNPACKS_TOO_LARGE: 422,
  HOST_REFUSED: 421,
  IDEMPOTENCY_KEY_REUSED: 422,
  BATCH_DIFFERS: 422,
  QUESTION_TEXT_INVALID: 422,
  REASON_INVALID: 422,
  KNOWN_AT_AHEAD: 422,
  REJECTION_REASON_INVALID: 422,
  RULE_UNKNOWN: 422,
  PARTNER_NOT_NAMED: 422,
  BANK_DETAILS_INVALID: 422,
  ADJUSTMENT_INVALID: 422,
  ACTOR_INVALID: 422,
  PAYMENT_UNKNOWN: 422,
  TERM_NOT_ASSUMED: 422,
  TOO_MANY_REQUESTS: 429,
  PROVIDER_UNREACHABLE: 503,
  PROCESS_ENDING: 503,
  DATABASE_UNREACHABLE: 503,
  SCHEMA_NOT_CURRENT: 503,
};

/** Problem details of a failure; of a bug only that there was one. */
export function problemOf(
  error: unknown,
  instance: string,
): { readonly problem: ProblemAnswer; readonly isBug: boolean } {
  if (error instanceof SeatbackError) {
    const { code, expected, found, where, next } = error.report;
    const detail = `Expected ${expected}; found ${found}.`;
    const problem = { ...named(code, STATUS_OF[code] ?? 500, instance), detail, expected, found, where, next };
    return { problem, isBug: false };
  }
  const status = statusOf(error);
  if (status === 404) {
    const next = instance.startsWith('/api/') ? 'See /api/v1/openapi.json.' : 'Begin at the list of campaigns, /.';
    return { problem: { ...named('ROUTE_UNKNOWN', status, instance), next }, isBug: false };
  }
  if (status < 500) return { problem: named('REQUEST_INVALID', status, instance), isBug: false };
  return {
    problem: {
      ...named('INTERNAL', 500, instance),
      next: 'This is a fault of ours. The log of the process says more.',
    },
    isBug: true,
  };
}

/** Failures of the framework and of the HTTP server below it carry their status. */
function statusOf(error: unknown): number {
  const status: unknown =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function named(code: string, status: number, instance: string): ProblemAnswer {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return {
    type: `urn:seatback:problem:${code}`,
    title: `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    status,
    instance,
    code,
  };
}
