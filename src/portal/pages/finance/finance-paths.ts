/** Where finance closes and pays a campaign: the same names below the pages and below the API. */
const RUN = '/campaigns/:campaignId/runs/:run';
const PAYOUT = '/campaigns/:campaignId/payout';
const BATCH = '/payout/batches/:batch';

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
