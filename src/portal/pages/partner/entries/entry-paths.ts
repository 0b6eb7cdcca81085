const OFFER = '/partners/:partnerId/campaigns/:campaignId';

/** Where a partner's people enter and give something: forms of pages, of which some bring a file. */
export const PARTNER_PAGE_ENTRIES: readonly string[] = [
  `${OFFER}/registration`,
  `${OFFER}/claims/new`,
  `${OFFER}/claims/:claimId/appeal`,
  `${OFFER}/claims/:claimId/documents`,
];

const CLAIMS = '/api/v1/campaigns/:campaignId/claims';

/** The same for programs. */
export const PARTNER_API_ENTRIES: readonly string[] = [CLAIMS, `${CLAIMS}/:claimId/documents`];
