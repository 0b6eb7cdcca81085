import { BUSINESS_CENTRAL, customerId, licenceLine, type CsvRow, type ImportFiles } from '../builders/import-folder.js';
import { SALES, TEAM_MEMBERS, type SaleChanges } from './dynamics-sales.js';

interface SoldTo {
  readonly customer: number;
  readonly partner: string;
}

/** What becomes of a customer, by itself, and what its partner reads of it. */
export interface CustomerFate {
  readonly name: string;
  readonly sale: SaleChanges;
  readonly notMet: readonly string[];
  readonly unknown: readonly string[];
  readonly says: readonly string[];
  /** Comes in July. */
  readonly more?: (files: ImportFiles, to: SoldTo) => void;
  /** By what was known in July nothing of it was open. */
  readonly isOpenSinceAugust?: true;
  /** As what a person counts everything that is unknown of it. */
  readonly decision?: 'met' | 'not-met' | undefined;
}

/** A customer of two partners: how the first stands, and what becomes of it for the second, a good one. */
export interface SharedFate {
  readonly name: string;
  /** The name of the fate of the first; or any good one. */
  readonly first: string;
  readonly second: CustomerFate;
}

const fine = { notMet: [], unknown: [] } as const;
const not = (...notMet: readonly string[]) => ({ notMet, unknown: [] }) as const;
const open = (...unknown: readonly string[]) => ({ notMet: [], unknown }) as const;

export const PLAIN: CustomerFate = {
  name: 'plain',
  sale: {},
  ...fine,
  says: [
    'Our own complete records show no purchase before the window.',
    'No partner that sold to this customer earlier',
  ],
};

const NEVER_READ = 'The seats of the tenant were never read before the snapshot; 15 seats are needed.';
const REFUSED = 'We were refused when the seats were last to be read; 15 seats are needed.';
const UNREADABLE = 'The last seat reading contradicts itself or could not be read; 15 seats are needed.';
const STALE = 'The last seat reading before the snapshot is too old to go by; 15 seats are needed.';

const subscribed =
  (start: string, changes: Record<string, string | boolean> = {}) =>
  (files: ImportFiles, { customer }: SoldTo) => {
    files.rows('subscriptions.csv', {
      customer_id: customerId(customer),
      subscription_id: `70000000-0000-4000-8000-${String(customer).padStart(12, '0')}`,
      // Of nobody: it says when the customer first bought, and makes nobody a seller.
      partner_id: undefined,
      offer_id: BUSINESS_CENTRAL.offerId,
      quantity: 15,
      status: 'active',
      is_trial: false,
      effective_start: start,
      observed_at: '2019-06-30T12:00:00Z',
      ...changes,
    });
  };
const refusedAt =
  (at: string) =>
  (files: ImportFiles, { customer }: SoldTo) => {
    files.rows('no_access.csv', { customer_id: customerId(customer), resource: 'seats', observed_at: at });
  };
const boughtBefore =
  (on: string) =>
  (files: ImportFiles, { customer }: SoldTo) => {
    files.rows('prior_purchases.csv', {
      customer_id: customerId(customer),
      product_family: 'dynamics-365',
      first_purchased_on: on,
      source: 'declaration',
    });
  };
const billedToo =
  (changes: CsvRow) =>
  (files: ImportFiles, { customer, partner }: SoldTo) => {
    files.rows('billing/others.csv', licenceLine(customer, { Currency: 'USD', ResellerMpnId: partner, ...changes }));
  };

/** Each of them sold by a good partner, and some by others too. */
export const CUSTOMERS: readonly CustomerFate[] = [
  // Such that count, some of them by a minute.
  { name: 'of exactly fifteen seats', sale: { seats: 15 }, ...fine, says: ['15 seats; 15 are needed.'] },
  {
    name: 'with more assigned than billed',
    sale: { seats: 15, assigned: 90 },
    ...fine,
    says: ['90 seats; 15 are needed.'],
  },
  {
    name: 'declared to be new',
    sale: {},
    ...fine,
    more: boughtBefore('never'),
    says: ['It is declared that the customer never bought the product family before.'],
  },
  { name: 'first bought in the first minute', sale: {}, ...fine, more: subscribed('2019-01-01T00:00:00Z'), says: [] },
  { name: 'on trial before', sale: {}, ...fine, more: subscribed('2018-11-01', { is_trial: true }), says: [] },
  {
    name: 'of two products, enough together',
    sale: {
      seats: 8,
      readings: [{ at: '2019-06-30T20:00:00Z' }, { at: '2019-06-30T20:00:00Z', assigned: 7, sku: SALES.skuId }],
    },
    ...fine,
    more: billedToo({ DurableOfferID: SALES.offerId, Quantity: 7 }),
    says: ['15 seats; 15 are needed.'],
  },
  { name: 'read at the snapshot itself', sale: { readings: [{ at: '2019-06-30T23:00:00Z' }] }, ...fine, says: [] },
  {
    name: 'read two days before to the minute',
    sale: { readings: [{ at: '2019-06-28T23:00:00Z' }] },
    ...fine,
    says: [],
  },
  {
    name: 'with fewer a minute after the snapshot',
    sale: { readings: [{ at: '2019-06-30T20:00:00Z' }, { at: '2019-06-30T23:01:00Z', assigned: 3 }] },
    ...fine,
    says: [],
  },
  { name: 'refused a minute after the snapshot', sale: {}, ...fine, more: refusedAt('2019-06-30T23:01:00Z'), says: [] },

  // Such that do not.
  {
    name: 'of another segment',
    sale: { segment: 'ENTERPRISE' },
    ...not('segment'),
    says: ['The customer is in segment ENTERPRISE; the campaign is for SMB.'],
  },
  {
    name: 'first bought in the minute before the window',
    sale: {},
    ...not('new-customer'),
    more: subscribed('2018-12-31T23:59:00Z'),
    says: ['The customer first bought the product family on 31 December 2018, before the window.'],
  },
  {
    name: 'that declared an earlier purchase',
    sale: {},
    ...not('new-customer'),
    more: boughtBefore('2017-05-04'),
    says: ['The customer first bought the product family on 4 May 2017, before the window.'],
  },
  {
    name: 'that had another product of the family from somebody',
    sale: {},
    ...not('new-customer'),
    more: billedToo({
      ResellerMpnId: '1999',
      DurableOfferID: TEAM_MEMBERS.offerId,
      ChargeStartDate: '11/1/2018 0:00',
      ChargeEndDate: '11/30/2018 23:59',
    }),
    says: ['The customer first bought the product family on 1 November 2018, before the window.'],
  },
  {
    name: 'of fourteen seats',
    sale: { seats: 14 },
    ...not('assigned-seats', 'billed-seats', 'qualifying-seats'),
    says: ['14 seats: 1 seat short of 15.'],
  },
  {
    name: 'with fourteen assigned',
    sale: { seats: 40, assigned: 14 },
    ...not('assigned-seats', 'qualifying-seats'),
    says: ['40 seats; 15 are needed.', '14 seats: 1 seat short of 15.'],
  },
  {
    name: 'with fourteen billed',
    sale: { seats: 14, assigned: 40 },
    ...not('billed-seats', 'qualifying-seats'),
    says: ['40 seats; 15 are needed.', '14 seats: 1 seat short of 15.'],
  },
  {
    name: 'billed for one product, and using another',
    sale: { seats: 20, assigned: 20, readings: [{ at: '2019-06-30T20:00:00Z', sku: SALES.skuId }] },
    ...not('qualifying-seats'),
    says: ['20 seats; 15 are needed.', '0 seats: 15 seats short of 15.'],
  },
  {
    name: 'with one fewer in the last minute',
    sale: { seats: 30, readings: [{ at: '2019-06-30T20:00:00Z' }, { at: '2019-06-30T22:59:00Z', assigned: 14 }] },
    ...not('assigned-seats', 'qualifying-seats'),
    says: ['14 seats: 1 seat short of 15.'],
  },
  {
    name: 'that cancels a day before the end',
    sale: { june: { ChargeEndDate: '6/29/2019 23:59' } },
    ...not('billed-seats', 'qualifying-seats'),
    says: ['0 seats: 15 seats short of 15.'],
  },

  // Such of which something is not known.
  {
    name: 'of no known segment',
    sale: { segment: undefined },
    ...open('segment'),
    says: ['The segment of the customer is not known.'],
  },
  {
    name: 'of no known segment, and a person knows it',
    sale: { segment: undefined },
    ...open('segment'),
    decision: 'met',
    says: [
      'Counted as met by our decision. By the facts alone it is unknown: The segment of the customer is not known.',
    ],
  },
  {
    name: 'never read',
    sale: { isNeverRead: true },
    ...open('assigned-seats', 'qualifying-seats'),
    says: [NEVER_READ],
  },
  {
    name: 'first read a minute after the snapshot',
    sale: { isNeverRead: true, readings: [{ at: '2019-06-30T23:01:00Z' }] },
    ...open('assigned-seats', 'qualifying-seats'),
    says: [NEVER_READ],
  },
  {
    name: 'read too early by a minute',
    sale: { readings: [{ at: '2019-06-28T22:59:00Z' }] },
    ...open('assigned-seats', 'qualifying-seats'),
    says: [STALE],
  },
  {
    name: 'read too early by a minute, and a person knows that seats were gone',
    sale: { readings: [{ at: '2019-06-28T22:59:00Z' }] },
    ...open('assigned-seats', 'qualifying-seats'),
    decision: 'not-met',
    says: [`Counted as not met by our decision. By the facts alone it is unknown: ${STALE}`],
  },
  {
    name: 'refused at the snapshot itself',
    sale: {},
    ...open('assigned-seats', 'qualifying-seats'),
    more: refusedAt('2019-06-30T23:00:00Z'),
    says: [REFUSED],
  },
  {
    name: 'read twice at one instant, and differently',
    sale: { readings: [{ at: '2019-06-30T20:00:00Z' }, { at: '2019-06-30T20:00:00Z', assigned: 14 }] },
    ...open('assigned-seats', 'qualifying-seats'),
    says: [REFUSED],
  },
  {
    name: 'read under two names of one product, as is known since August',
    sale: {
      readings: [
        { at: '2019-06-30T20:00:00Z' },
        { at: '2019-06-30T20:00:00Z', assigned: 2, sku: SALES.skuId },
        { at: '2019-06-30T20:00:00Z', assigned: 3, sku: SALES.formerName },
      ],
    },
    ...open('assigned-seats', 'qualifying-seats'),
    isOpenSinceAugust: true,
    says: [UNREADABLE],
  },
];

/** Each by two partners; the one that comes second sees what the first one's standing makes of it. */
export const SHARED: readonly SharedFate[] = [
  {
    name: 'sold by another before',
    first: 'good',
    second: {
      name: 'sold by another before',
      sale: {},
      ...not('one-reward-per-customer'),
      says: ['Another partner sold to this customer earlier and qualifies.'],
    },
  },
  {
    name: 'sold before by one of whom nothing is known',
    first: 'that is not in the register',
    second: {
      name: 'sold before by one of whom nothing is known',
      sale: {},
      ...open('one-reward-per-customer'),
      says: ['Another partner sold to this customer earlier, and its outcome is still open.'],
    },
  },
  {
    name: 'sold before by one that does not earn',
    first: 'that never enrolled',
    second: { ...PLAIN, name: 'sold before by one that does not earn' },
  },
];
