import type { PartnerScript } from '../script.js';

/** Partners with everything in order, so that a story about a customer is decided by the customer alone. */
export const HARBOURLINE = '5100101';
export const BRACKENFELL = '5100102';

export const PARTNERS_IN_GOOD_STANDING: readonly PartnerScript[] = [
  { id: HARBOURLINE, legalName: 'Harbourline Systems Ltd' },
  { id: BRACKENFELL, legalName: 'Brackenfell Managed IT Ltd' },
];
