/** Where finance closes and pays a campaign: the same names below the pages and below the API. */
const RUN = '/campaigns/:campaignId/runs/:run';
const PAYOUT = '/campaigns/:campaignId/payout';
const BATCH = '/payout/batches/:batch';
const PAYEE = '/payout/payees/:partnerId';
const CLAIM = '/campaigns/:campaignId/claims/:claimId';
const ADJUSTMENTS = '/campaigns/:campaignId/adjustments';

const ACTS = [
  `${RUN}/confirmation`,
  `${RUN}/submission`,
  `${RUN}/approval`,
  `${RUN}/rejection`,
  `${RUN}/posting`,
  `${PAYOUT}/preparation`,
  `${BATCH}/approval`,
  `${BATCH}/release`,
  `${BATCH}/voiding`,
  `${BATCH}/resumption`,
  `${BATCH}/advices`,
  '/campaigns/:campaignId/partners/:partnerId/statement',
  '/campaigns/:campaignId/work-list/decisions',
  '/campaigns/:campaignId/work-list/proofs',
  '/campaigns/:campaignId/calculation',
  '/campaigns/:campaignId/restatement',
  '/campaigns/:campaignId/statements',
  `${CLAIM}/acceptance`,
  `${CLAIM}/rejection`,
  `${CLAIM}/received-appeal`,
  `${PAYEE}/details/:details/approval`,
  `${PAYEE}/details/:details/refusal`,
  `${PAYEE}/name-decision`,
  `${PAYEE}/invitation`,
  `${PAYEE}/hold/placing`,
  `${PAYEE}/hold/release`,
  `${ADJUSTMENTS}/proposal`,
  `${ADJUSTMENTS}/:adjustment/approval`,
  `${ADJUSTMENTS}/:adjustment/refusal`,
] as const;

/** Forms of pages that change something. */
export const FINANCE_PAGE_ACTS: readonly string[] = ACTS;
/** The same for programs. */
export const FINANCE_API_ACTS: readonly string[] = ACTS.map((path) => `/api/v1${path}`);

export function runsHref(campaignId: string): string {
  return `/campaigns/${campaignId}/runs`;
}

export function runHref(campaignId: string, run: number): string {
  return `${runsHref(campaignId)}/${String(run)}`;
}

export function payoutHref(campaignId: string): string {
  return `/campaigns/${campaignId}/payout`;
}

export function batchHref(batch: number): string {
  return `/payout/batches/${String(batch)}`;
}

/** Details of all partners that wait for a second person. */
export const PAYEES_PATH = '/payout/payees';

export function payeeHref(partnerId: string): string {
  return `${PAYEES_PATH}/${encodeURIComponent(partnerId)}`;
}

/** Claims for an offer. */
export function claimsHref(campaignId: string): string {
  return `/campaigns/${campaignId}/claims`;
}

export function claimHref(campaignId: string, claimId: string): string {
  return `${claimsHref(campaignId)}/${encodeURIComponent(claimId)}`;
}

/** What a partner sees of its claims: of a claim it is known before anything is calculated. */
export function partnersClaimsHref(campaignId: string, partnerId: string): string {
  return `/partners/${encodeURIComponent(partnerId)}/campaigns/${campaignId}/claims`;
}

export function adjustmentsHref(campaignId: string): string {
  return `/campaigns/${campaignId}/adjustments`;
}
