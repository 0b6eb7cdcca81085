import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { RegistrationFlaw } from '../../partners/index.js';

/** Both included. */
export interface DayRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** What holds for everybody in a run. */
export interface RunFacts {
  /** First and last day of the window; the last is the snapshot's own day in a provisional run. */
  readonly windowFrom: CalendarDate;
  readonly lastDay: CalendarDate;
  readonly isProvisional: boolean;
  /** The day of `knownAt` in the campaign's zone. */
  readonly knownDay: CalendarDate;
  /** Whether our billing records are complete for the last day. */
  readonly billingKnown: boolean;
  /** Days for which our billing records are complete, by their first day; no two touch. */
  readonly billingStretches: readonly DayRange[];
  /** First day of the stretch of complete billing or subscription records that contains the first day of the window. */
  readonly recordsSince: CalendarDate | null;
}

export interface Standing {
  readonly kind: 'membership' | 'agreement' | 'enrolment' | 'competency' | 'exclusion' | 'onboarding';
  readonly name: string;
  readonly level: string | null;
  readonly validFrom: CalendarDate;
  /** Last day it holds; null: still */
  readonly validTo: CalendarDate | null;
}

/** The registration of a partner for the offer: the first that counts, else the first there is. */
export interface OfferRegistration {
  readonly registeredOn: CalendarDate;
  /** Why it does not count, or not before a person decided; null where it does. */
  readonly flaw: RegistrationFlaw | null;
}

export interface PartnerFacts {
  readonly partnerId: string;
  /** In partners.csv. Of others nothing is known, whatever standings there are. */
  readonly isRegistered: boolean;
  readonly country: string | null;
  /** Of the company that the location belongs to. */
  readonly globalPartnerId: string | null;
  readonly standings: readonly Standing[];
  /** First day on which a proof of performance for this campaign was received. */
  readonly proofReceivedOn: CalendarDate | null;
  /** Null where there is none, or the campaign asks for none. */
  readonly registration: OfferRegistration | null;
}

/** Why there is no usable seat reading. */
export type NoReading = 'never-read' | 'stale' | 'refused' | 'unreadable';

export interface CustomerFacts {
  readonly customerId: string;
  readonly segment: string | null;
  readonly country: string | null;
  /** Earliest known purchase of the family through CSP, from anybody. */
  readonly firstPurchasedOn: CalendarDate | null;
  readonly declaredNeverPurchased: boolean;
  /** The reading that the assigned seats come from; also a stale one. */
  readonly readAt: Instant | null;
  readonly noReading: NoReading | null;
  /** Last day charged for the family, by anybody, in the months before the window that the campaign asks about. */
  readonly lastBilledBefore: CalendarDate | null;
  /** What was billed for the family, by anybody, on the days of comparison; null where the campaign has no such term. */
  readonly baselineBill: BilledAmount | null;
}

/** Subtotals of billing lines, added. */
export interface BilledAmount {
  /** Exact decimal, of the lines in the currency of the term. */
  readonly amount: string;
  readonly currency: string;
  /** Some line is in another currency, or names none: what it adds is not known. */
  readonly hasOtherCurrency: boolean;
}

/** A claim of the partner for the customer that is whole and was received in time. */
export interface ValidClaim {
  readonly claimId: string;
  readonly receivedOn: CalendarDate;
  /** Where the campaign answers claims, and this one was not found valid. */
  readonly standing?: 'waiting' | 'rejected' | undefined;
}

export type LicenceType = 'csp' | 'open';

/** Seats that lie between two bounds; equal bounds are a known number. `most` may be Infinity. */
export interface SeatRange {
  readonly least: number;
  readonly most: number;
}

/** Everything that the rules see of one customer for one partner. */
export interface CaseFacts {
  readonly run: RunFacts;
  readonly partner: PartnerFacts;
  readonly customer: CustomerFacts;
  /** Of the tenant, over the eligible SKUs. */
  readonly seatsAssigned: SeatRange;
  /** By this partner, over the eligible SKUs. */
  readonly seatsBilled: SeatRange;
  readonly seatsQualifying: SeatRange;
  /** Against the campaign's day or days of comparison; unused where it has none. */
  readonly seatsAdded: SeatRange;
  /** Billed by this partner for eligible products within the window; null where it is not known. */
  readonly revenue: BilledAmount | null;
  /** Of what this partner sold to the customer. */
  readonly licenceTypes: readonly LicenceType[];
  /** The first that counts; null where there is none. */
  readonly claim: ValidClaim | null;
  /** Partners that sold to the customer before this one, in that order, by how they stand under all other rules. */
  readonly earlierPartners: readonly {
    readonly partnerId: string;
    readonly outcome: 'qualified' | 'not-qualified' | 'undecided';
  }[];
}

/** How a partner's customers stand under all rules that look at one customer. */
export interface PartnerCustomers {
  readonly qualified: number;
  readonly undecided: number;
  /** Each of the undecided is so only for what lies ahead. */
  readonly isPending: boolean;
}

export const known = (seats: number): SeatRange => ({ least: seats, most: seats });

export const isKnown = (range: SeatRange): boolean => range.least === range.most;

export function holdsOn(standing: Standing, day: CalendarDate): boolean {
  return standing.validFrom <= day && (standing.validTo === null || day <= standing.validTo);
}

/** Whether one of these stretches includes all of the days. */
export function includeAll(stretches: readonly DayRange[], { from, to }: DayRange): boolean {
  return stretches.some((stretch) => stretch.from <= from && to <= stretch.to);
}
