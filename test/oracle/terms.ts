/** The terms of a campaign, as far as a determination and an earning rest on them. */
import type { Day } from './calendar.js';
import type { Caps, Reward, Rounding } from './reward-terms.js';
import type { RuleId } from './rule-ids.js';

export interface EligibleCompetency {
  readonly name: string;
  /** The competency's own first day; it counts on no eligibility day before it. */
  readonly from?: Day;
}

export interface OracleTerms {
  readonly campaignId: string;
  readonly productFamily: string;
  readonly eligibleProducts: readonly string[];
  /** Both days included. */
  readonly window: { readonly from: Day; readonly to: Day };
  readonly timeZone: string;
  readonly segments: readonly string[];
  readonly seatsMin: number;
  readonly reward: Reward;
  readonly caps?: Caps;
  readonly rounding?: Rounding;
  readonly currency: string;
  readonly minorUnits: number;
  /** Decimal text, of one partner. */
  readonly minimumPayout: string;
  readonly belowMinimum: 'forfeit' | 'carry' | 'convert';
  readonly minimumScope?: 'location' | 'company';
  readonly minimumBoundary?: 'at least' | 'more than';
  readonly minimumCompared?: 'after rounding' | 'before rounding';
  readonly ownRecordsSince: Day;
  readonly seatReadingMaxAgeHours: number;
  readonly membershipName: string;
  readonly agreementName: string;
  readonly enrolmentName: string;
  readonly competencyLevels: readonly string[];
  readonly competencies: readonly EligibleCompetency[];
  readonly eligibilityDays: readonly Day[];
  readonly proofDeadline: Day;
  readonly payByLimit: Day;
  /** "a campaign may let zero count": no folder is generated with it. */
  readonly zeroSubtotalCounts?: boolean;
  /** "A rule for which a campaign has no term is left out": of the twelve rules that the first campaign has. */
  readonly rulesWithoutTerm?: readonly RuleId[];

  readonly territories?: { readonly of: 'partner' | 'customer'; readonly countries: readonly string[] };
  readonly noBillingBeforeMonths?: number;
  readonly baselineBill?: {
    readonly limit: 'below' | 'at most';
    readonly amount: string;
    readonly currency: string;
    readonly days: Span;
  };
  readonly licenceTypes?: readonly string[];
  readonly maximumSeats?: { readonly seats: number; readonly above: 'not eligible' | 'the maximum counts' };
  readonly seatsAdded?: { readonly atLeast: number } & ({ readonly billedOn: Day } | { readonly mostBilledIn: Span });
  readonly exclusion?: { readonly name: string; readonly days: Span };
  readonly registration?: {
    readonly days: Span;
    /** The name of the wording that is to be accepted. */
    readonly terms: string;
    readonly needsAgreement: boolean;
  };
  readonly claim?: { readonly days: Span; readonly needs: readonly ClaimNeed[] };
  readonly customersNeeded?: { readonly atLeast: number; readonly thoseBefore: 'rewarded' | 'not rewarded' };
}

/** Both days included. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

export const CLAIM_NEEDS = [
  'mpn id',
  'subscription id',
  'agreement number',
  'customer name',
  'distributor name',
  'invoice file',
] as const;
export type ClaimNeed = (typeof CLAIM_NEEDS)[number];

export const FIRST_CAMPAIGN: OracleTerms = {
  campaignId: 'dynamics-365-smb-csp-2019h1',
  productFamily: 'dynamics-365',
  eligibleProducts: ['business-central', 'sales', 'customer-engagement'],
  window: { from: '2019-01-01', to: '2019-06-30' },
  timeZone: 'Europe/London',
  segments: ['SMB'],
  seatsMin: 15,
  reward: { kind: 'for each customer', amount: '2000' },
  currency: 'USD',
  minorUnits: 2,
  minimumPayout: '2000',
  belowMinimum: 'forfeit',
  ownRecordsSince: '2018-01-01',
  seatReadingMaxAgeHours: 48,
  membershipName: 'mpn',
  agreementName: 'microsoft-cloud-reseller-agreement',
  enrolmentName: 'csp-indirect-reseller',
  competencyLevels: ['gold', 'silver'],
  competencies: [
    { name: 'cloud-business-applications', from: '2018-07-01' },
    { name: 'cloud-customer-relationship-management' },
    { name: 'cloud-platform' },
    { name: 'cloud-productivity' },
    { name: 'data-analytics' },
    { name: 'data-platform' },
    { name: 'enterprise-mobility-management' },
    { name: 'enterprise-resource-planning', from: '2018-10-01' },
    { name: 'isv', from: '2018-07-01' },
    { name: 'small-and-midmarket-cloud-solutions' },
    { name: 'windows-and-devices' },
  ],
  eligibilityDays: ['2019-01-01', '2019-05-30'],
  proofDeadline: '2019-07-31',
  payByLimit: '2019-09-28',
};
