import { calendarDate, instant } from '../../src/kernel/index.js';

/**
 * The campaign around which the stories are built: USD 2,000 for each new SMB customer on Dynamics 365, first half of
 * 2019.
 */
export const CAMPAIGN_ID = 'dynamics-365-smb-csp-2019h1';
export const PRODUCT_FAMILY = 'dynamics-365';

/** The state of the world is known from the first of these instants to the second, both included. */
export const WORLD_BEGINS = instant('2018-12-01T00:00:00Z');
export const WORLD_ENDS = instant('2019-10-01T00:00:00Z');

/**
 * Records of billing begin here: the day from which the distributor's own records count as proof of a first purchase.
 */
export const RECORDS_BEGIN = calendarDate('2018-01-01');

/** Midnight in London that ends the last day of the campaign. */
export const SNAPSHOT_AT = instant('2019-06-30T23:00:00Z');

/** June is billed, the deadline for proofs lies ahead. */
export const BEFORE_PROOF_DEADLINE = instant('2019-07-15T12:00:00Z');
/** The deadline for proofs has passed and July is billed: from here on nothing changes what was earned. */
export const SETTLED_AT = instant('2019-08-10T12:00:00Z');

/** The rules in the order in which reasons are printed. */
export const RULE_IDS = [
  'segment',
  'new-customer',
  'assigned-seats',
  'billed-seats',
  'qualifying-seats',
  'membership',
  'agreement',
  'competency',
  'eligibility-day',
  'enrolment',
  'proof-of-performance',
  'one-reward-per-customer',
] as const;

export type RuleId = (typeof RULE_IDS)[number];
