import type { CustomerCase } from '../../src/calculation/determine.js';
import {
  known,
  type CaseFacts,
  type CustomerFacts,
  type PartnerFacts,
  type RunFacts,
  type Standing,
} from '../../src/calculation/rules/index.js';
import type { SpokenTerms } from '../campaign-builder.js';
import { calendarDate, instant, type CalendarDate } from '../../src/kernel/index.js';

/** Terms beside the ordinary ones, so that every rule applies. Seats added are rewarded. */
export const EVERY_TERM: SpokenTerms = {
  territories: { of: 'customer', countries: ['GB', 'IE'] },
  'no billing before': { months: 6 },
  'baseline bill': { below: '450.00', currency: 'GBP', days: { from: '2018-12-01', to: '2018-12-31' } },
  'licence types': ['csp'],
  'maximum seats': { seats: 300, above: 'not eligible' },
  'seats added': { 'at least': 3, 'billed on': '2018-12-31' },
  exclusion: { name: 'managed-reseller-incentive', days: { from: '2019-01-01', to: '2019-06-30' } },
  registration: { days: { from: '2019-01-01', to: '2019-02-28' }, terms: '2019-1' },
  claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: ['mpn id', 'customer name'] },
  'customers needed': { 'at least': 2, 'those before': 'rewarded' },
  'reward for each customer': undefined,
  'reward for each seat': { amount: '10', currency: 'GBP', seats: 'added' },
};

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
    country: 'GB',
    globalPartnerId: null,
    standings: [MEMBERSHIP, AGREEMENT, COMPETENCY, ENROLMENT],
    proofReceivedOn: calendarDate('2019-07-10'),
    registration: { registeredOn: calendarDate('2019-02-01'), flaw: null },
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
    country: 'GB',
    firstPurchasedOn: calendarDate('2019-02-01'),
    declaredNeverPurchased: true,
    readAt: instant('2019-06-30T22:00:00Z'),
    noReading: null,
    lastBilledBefore: null,
    baselineBill: { amount: '0', currency: 'GBP', hasOtherCurrency: false },
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
    billingStretches: [{ from: calendarDate('2017-01-01'), to: calendarDate('2019-12-31') }],
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
    seatsAdded: known(15),
    revenue: { amount: '750.00', currency: 'GBP', hasOtherCurrency: false },
    licenceTypes: ['csp'],
    claim: { claimId: 'C-1', receivedOn: calendarDate('2019-07-10') },
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
  /** Billed in all, by product. */
  readonly revenue?: Readonly<Record<string, string>>;
}

/** A customer with one eligible SKU, its assigned seats, and all partners that sold to it. */
export function aCustomerCase(
  assigned: number | null,
  sales: readonly Sale[],
  changes: Partial<CustomerCase> = {},
): CustomerCase {
  const partners = sales.map(({ partnerId, firstStart, partner, revenue = {} }, index) => ({
    partnerKey: index + 1,
    partner: aPartner({ ...partner, partnerId }),
    firstStart: firstStart === null ? null : calendarDate(firstStart),
    licenceTypes: ['csp'] as const,
    productOfSku: new Map([[1, 'business-central']]),
    revenue: {
      byProduct: Object.entries(revenue).map(([product, amount]) => ({ product, amount })),
      currency: 'GBP',
      hasOtherCurrency: false,
    },
    claim: null,
  }));
  return {
    customerKey: 7,
    customer: aCustomer(assigned === null ? { noReading: 'never-read', readAt: null } : {}),
    seats: {
      assigned: assigned === null ? null : [{ skuKey: 1, seats: assigned, isEligible: true }],
      billed: sales.map(({ billed }, index) => ({ skuKey: 1, partnerKey: index + 1, seats: billed })),
    },
    comparedSeats: { bySeller: new Map(), together: 0 },
    partners,
    ...changes,
  };
}

export const days = (...texts: readonly string[]): CalendarDate[] => texts.map(calendarDate);
