import type { CustomerCase } from '../../src/calculation/determine.js';
import {
  known,
  type CaseFacts,
  type CustomerFacts,
  type PartnerFacts,
  type RunFacts,
  type Standing,
} from '../../src/calculation/rules/index.js';
import { calendarDate, instant, type CalendarDate } from '../../src/kernel/index.js';

/** Facts for specs of rules. Left alone they are a case that qualifies under every rule; a spec changes what it is about. */

export type StandingKind = Standing['kind'];

/** A standing from a day on; it still holds where no last day is given. */
export function aStanding(
  kind: StandingKind,
  name: string,
  { from = '2018-01-01', to, level }: { from?: string; to?: string; level?: string } = {},
): Standing {
  return {
    kind,
    name,
    level: level ?? null,
    validFrom: calendarDate(from),
    validTo: to === undefined ? null : calendarDate(to),
  };
}

const MEMBERSHIP = aStanding('membership', 'mpn');
const AGREEMENT = aStanding('agreement', 'microsoft-cloud-reseller-agreement');
const COMPETENCY = aStanding('competency', 'cloud-platform', { level: 'gold' });
const ENROLMENT = aStanding('enrolment', 'csp-indirect-reseller');

/** A partner in good standing that handed its proof in. */
export function aPartner(changes: Partial<PartnerFacts> = {}): PartnerFacts {
  return {
    partnerId: '1001',
    isRegistered: true,
    standings: [MEMBERSHIP, AGREEMENT, COMPETENCY, ENROLMENT],
    proofReceivedOn: calendarDate('2019-07-10'),
    ...changes,
  };
}

/** A partner with these standings in the place of all that it had of their kinds. */
export function aPartnerWith(...standings: readonly Standing[]): PartnerFacts {
  return aPartnerWithout(...standings.map(({ kind }) => kind))(...standings);
}

/** A partner without any standing of these kinds. */
export function aPartnerWithout(...kinds: readonly StandingKind[]): (...others: readonly Standing[]) => PartnerFacts {
  const kept = aPartner().standings.filter(({ kind }) => !kinds.includes(kind));
  return (...others) => aPartner({ standings: [...kept, ...others] });
}

/** A partner that is not in `partners.csv`, though somebody delivered standings of it. */
export const unregisteredPartner: PartnerFacts = aPartner({ isRegistered: false });

/** A new customer of the SMB segment whose seats were read an hour before the snapshot. */
export function aCustomer(changes: Partial<CustomerFacts> = {}): CustomerFacts {
  return {
    customerId: '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    segment: 'SMB',
    firstPurchasedOn: calendarDate('2019-02-01'),
    declaredNeverPurchased: true,
    readAt: instant('2019-06-30T22:00:00Z'),
    noReading: null,
    ...changes,
  };
}

/** The official run of the first campaign, known in the middle of August. */
export function officialRun(changes: Partial<RunFacts> = {}): RunFacts {
  return {
    windowFrom: calendarDate('2019-01-01'),
    lastDay: calendarDate('2019-06-30'),
    isProvisional: false,
    knownDay: calendarDate('2019-08-15'),
    billingKnown: true,
    recordsSince: calendarDate('2017-01-01'),
    ...changes,
  };
}

/** A run "if it ended today", known on that same day. */
export function provisionalRun(day: string, changes: Partial<RunFacts> = {}): RunFacts {
  return officialRun({ isProvisional: true, lastDay: calendarDate(day), knownDay: calendarDate(day), ...changes });
}

/** Everything the rules see of one customer for one partner. */
export function caseFacts(changes: Partial<CaseFacts> = {}): CaseFacts {
  return {
    run: officialRun(),
    partner: aPartner(),
    customer: aCustomer(),
    seatsAssigned: known(15),
    seatsBilled: known(15),
    seatsQualifying: known(15),
    earlierPartners: [],
    ...changes,
  };
}

export const UNKNOWN_SEATS = { least: 0, most: Number.POSITIVE_INFINITY } as const;

export interface Sale {
  readonly partnerId: string;
  /** Null: only lines that take something back. */
  readonly firstStart: string | null;
  /** Seats billed on the last day. */
  readonly billed: number;
  readonly partner?: Partial<PartnerFacts>;
}

/** A customer with one eligible SKU, its assigned seats, and all partners that sold to it. */
export function aCustomerCase(
  assigned: number | null,
  sales: readonly Sale[],
  changes: Partial<CustomerCase> = {},
): CustomerCase {
  const partners = sales.map(({ partnerId, firstStart, partner }, index) => ({
    partnerKey: index + 1,
    partner: aPartner({ ...partner, partnerId }),
    firstStart: firstStart === null ? null : calendarDate(firstStart),
  }));
  return {
    customerKey: 7,
    customer: aCustomer(assigned === null ? { noReading: 'never-read', readAt: null } : {}),
    seats: {
      assigned: assigned === null ? null : [{ skuKey: 1, seats: assigned, isEligible: true }],
      billed: sales.map(({ billed }, index) => ({ skuKey: 1, partnerKey: index + 1, seats: billed })),
    },
    partners,
    ...changes,
  };
}

export const days = (...texts: readonly string[]): CalendarDate[] => texts.map(calendarDate);
