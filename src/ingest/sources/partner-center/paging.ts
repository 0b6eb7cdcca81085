import { unreadable, type PartnerCenterError } from './partner-center-error.js';

/** A listing that does not end is a fault of the other side, not a large customer base. */
export const PAGES_AT_MOST = 20_000;

const ENDLESS = 'a list that ends';

export function isEndless({ report }: PartnerCenterError): boolean {
  return report.expected === ENDLESS;
}

export function endless(path: string): PartnerCenterError {
  return unreadable(path, ENDLESS, `the same page again, or more than ${String(PAGES_AT_MOST)} pages`);
}
