import type { CalendarDate, Instant } from '../../kernel/index.js';

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

export interface PartnerFacts {
  readonly partnerId: string;
  /** In partners.csv. Of others nothing is known, whatever standings there are. */
  readonly isRegistered: boolean;
  readonly standings: readonly Standing[];
  /** First day on which a proof of performance for this campaign was received. */
  readonly proofReceivedOn: CalendarDate | null;
}

/** Why there is no usable seat reading. */
export type NoReading = 'never-read' | 'stale' | 'refused' | 'unreadable';

export interface CustomerFacts {
  readonly customerId: string;
  readonly segment: string | null;
  /** Earliest known purchase of the family through CSP, from anybody. */
  readonly firstPurchasedOn: CalendarDate | null;
  readonly declaredNeverPurchased: boolean;
  /** The reading that the assigned seats come from; also a stale one. */
  readonly readAt: Instant | null;
  readonly noReading: NoReading | null;
}

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
  /** Partners that sold to the customer before this one, in that order, by how they stand under all other rules. */
  readonly earlierPartners: readonly {
    readonly partnerId: string;
    readonly outcome: 'qualified' | 'not-qualified' | 'undecided';
  }[];
}

export const known = (seats: number): SeatRange => ({ least: seats, most: seats });

export const isKnown = (range: SeatRange): boolean => range.least === range.most;

export function holdsOn(standing: Standing, day: CalendarDate): boolean {
  return standing.validFrom <= day && (standing.validTo === null || day <= standing.validTo);
}
