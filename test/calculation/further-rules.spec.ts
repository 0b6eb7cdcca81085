import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  CalculateCampaign,
  determinationsOfRun,
  ExplainCustomer,
  rulesOfBits,
  type CalculationRequest,
} from '../../src/calculation/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, type Instant } from '../../src/kernel/index.js';
import { customerId, ImportFiles, licenceLine, type CsvRow, type SaleOptions } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
});
afterAll(() => seatbacks.end());

/** Terms that every customer and partner meets; what a test is about comes beside them. */
const ANYBODY: SpokenTerms = {
  segments: undefined,
  'new customer': undefined,
  'own records since': undefined,
  'minimum seats': undefined,
  membership: undefined,
  agreement: undefined,
  competencies: undefined,
  'eligibility days': undefined,
  enrolment: undefined,
  'proof of performance': undefined,
};

const BY_SEAT = (seats: 'all' | 'added'): SpokenTerms => ({
  ...ANYBODY,
  'reward for each customer': undefined,
  'reward for each seat': { amount: '10', currency: 'GBP', seats },
});

const OF_REVENUE: SpokenTerms = {
  ...ANYBODY,
  'reward for each customer': undefined,
  'reward of billed revenue': { percent: '10', currency: 'GBP' },
  rounding: { at: 'each customer', direction: 'half away from zero' },
};

/** Too long before the snapshot to go by. */
const UNREAD: SaleOptions = { readAt: '2019-06-01T20:00:00Z' };

const TEAM_MEMBERS = '11111111-0000-4000-8000-000000000001';
const OTHER_FAMILY = '11111111-0000-4000-8000-000000000002';
const SALES = '11111111-0000-4000-8000-000000000003';
const SALES_SKU = '22222222-0000-4000-8000-000000000003';

/** A product of the family that is not eligible, one of another family, and one more that is eligible. */
const EARLIER_PRODUCTS = new ImportFiles().rows(
  'products.csv',
  {
    product: 'team-members',
    product_family: 'dynamics-365',
    sku_id: '22222222-0000-4000-8000-000000000001',
    offer_id: TEAM_MEMBERS,
  },
  {
    product: 'something',
    product_family: 'another-family',
    sku_id: '22222222-0000-4000-8000-000000000002',
    offer_id: OTHER_FAMILY,
  },
  { product: 'sales', product_family: 'dynamics-365', sku_id: SALES_SKU, offer_id: SALES },
);

describe('a territory', () => {
  it('of the partner is where its register entry says', async () => {
    await imported(
      sales({ 1: { partner: '1001' }, 2: { partner: '1002' }, 3: { partner: '1003' } })
        .partner('1002', { profile: { country: 'US' } })
        .partner('1001')
        .billingIsKnown(),
    );
    const terms = { ...ANYBODY, territories: { of: 'partner', countries: ['GB', 'IE'] } };
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'not-qualified territory',
      3: 'undecided territory',
    });
  });

  it('of the customer is where customers.csv says, else where Partner Center lists it', async () => {
    const declared = (customer: number, country?: string): CsvRow => ({
      customer_id: customerId(customer),
      name: `Customer ${customer}`,
      segment: 'SMB',
      country,
    });
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {} }).rows(
        'customers.csv',
        declared(1, 'GB'),
        declared(2, 'US'),
        declared(4),
        declared(5, 'US'),
      ),
    );
    await listed(4, 'IE');
    await listed(5, 'IE');
    const terms = { ...ANYBODY, territories: { of: 'customer', countries: ['GB', 'IE'] } };
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'not-qualified territory',
      3: 'undecided territory',
      4: 'qualified',
      5: 'not-qualified territory',
    });
    expect(await sentence(3, 'territory', terms)).toContain('customers.csv declares it');
  });
});

describe('no billing in the six months before the window', () => {
  const terms = { ...ANYBODY, 'no billing before': { months: 6 } };

  it('is broken by one day of it, for anything of the family, by anybody', async () => {
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {}, 7: {} })
        .and(EARLIER_PRODUCTS)
        .rows(
          'billing/before.csv',
          charged(1, '6/1/2018', '6/30/2018'),
          charged(2, '6/2/2018', '7/1/2018'),
          charged(3, '12/31/2018', '12/31/2018', { ResellerMpnId: '2002' }),
          charged(4, '12/1/2018', '12/31/2018', { DurableOfferID: TEAM_MEMBERS }),
          charged(5, '12/1/2018', '12/31/2018', { DurableOfferID: OTHER_FAMILY }),
          charged(6, '12/1/2018', '12/31/2018', { Subtotal: '0' }),
          // Taken back again: it was billed all the same.
          charged(7, '12/1/2018', '12/31/2018'),
          charged(7, '12/1/2018', '12/31/2018', { Quantity: -15, Subtotal: '-750.00' }),
        ),
    );
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'not-qualified no-recent-billing',
      3: 'not-qualified no-recent-billing',
      4: 'not-qualified no-recent-billing',
      5: 'qualified',
      6: 'qualified',
      7: 'not-qualified no-recent-billing',
    });
    expect(await sentence(4, 'no-recent-billing', terms)).toBe(
      'Somebody billed the customer for the product family up to 2018-12-31; nobody may have from 2018-07-01 to 2018-12-31.',
    );
  });

  it('is not known where an invoice of these months may be missing, unless one decides', async () => {
    await imported(
      sales({ 1: {}, 2: {} })
        .partner('1001')
        .rows('coverage.csv', { resource: 'billing', known_from: '2018-07-02', known_to: '2019-12-31' })
        .rows('billing/before.csv', charged(2, '12/1/2018', '12/31/2018')),
    );
    expect(await outcomes(terms)).toEqual({
      1: 'undecided no-recent-billing',
      2: 'not-qualified no-recent-billing',
    });
  });
});

describe('the bill of comparison', () => {
  const bill = (limit: SpokenTerms) => ({
    ...ANYBODY,
    'baseline bill': { ...limit, currency: 'GBP', days: { from: '2018-12-01', to: '2018-12-31' } },
  });

  it('is what anybody billed for the family, whose charge begins on the days', async () => {
    const line = (customer: number, subtotal: string, changes: CsvRow = {}) =>
      charged(customer, '12/1/2018', '12/31/2018', { Subtotal: subtotal, ...changes });
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {}, 7: {}, 8: {} })
        .and(EARLIER_PRODUCTS)
        .rows(
          'billing/before.csv',
          line(1, '449.99'),
          line(2, '450.00'),
          line(3, '450.01'),
          // Three sellers, one of them nobody: 149.99 and 150 and 150.01.
          line(4, '149.99', { DurableOfferID: TEAM_MEMBERS }),
          line(4, '150', { ResellerMpnId: '2002' }),
          line(4, '150.01', { ResellerMpnId: undefined }),
          line(5, '900'),
          line(5, '-450.01', { Quantity: -5 }),
          charged(6, '11/30/2018', '12/31/2018', { Subtotal: '9000' }),
          line(7, '10', { Currency: 'EUR' }),
          line(8, '10', { Currency: undefined }),
        ),
    );
    const below = bill({ below: '450.00' });
    expect(await outcomes(below)).toEqual({
      1: 'qualified',
      2: 'not-qualified baseline-bill',
      3: 'not-qualified baseline-bill',
      4: 'not-qualified baseline-bill',
      5: 'qualified',
      6: 'qualified',
      7: 'undecided baseline-bill',
      8: 'undecided baseline-bill',
    });
    expect(await sentence(4, 'baseline-bill', below)).toBe(
      'The customer was billed 450.00 GBP for the product family from 2018-12-01 to 2018-12-31; it must be below 450.00 GBP.',
    );
    expect(await outcomes(bill({ 'at most': '450' }))).toMatchObject({
      1: 'qualified',
      2: 'qualified',
      3: 'not-qualified baseline-bill',
      4: 'qualified',
    });
  });

  it('is not known without all invoices of the days', async () => {
    await imported(
      sales({ 1: {} })
        .partner('1001')
        .rows('coverage.csv', { resource: 'billing', known_from: '2018-12-02', known_to: '2019-12-31' }),
    );
    expect(await outcomes(bill({ below: '450' }))).toEqual({ 1: 'undecided baseline-bill' });
  });
});

describe('a licence type', () => {
  it('is CSP for all that is billed through CSP', async () => {
    await imported(aSeason({ 1: {} }));
    expect(await outcomes({ ...ANYBODY, 'licence types': ['csp', 'open'] })).toEqual({ 1: 'qualified' });
    expect(await outcomes({ ...ANYBODY, 'licence types': ['open'] })).toEqual({ 1: 'not-qualified licence-type' });
  });
});

describe('a maximum of seats', () => {
  it('above which nobody is eligible counts those that qualify', async () => {
    await imported(
      aSeason({
        1: { seats: 299 },
        2: { seats: 300 },
        3: { seats: 301 },
        4: { seats: 301, assigned: 300 },
        5: { seats: 301, ...UNREAD },
        6: { seats: 300, ...UNREAD },
      }),
    );
    const terms = { ...ANYBODY, 'maximum seats': { seats: 300, above: 'not eligible' } };
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'qualified',
      3: 'not-qualified maximum-seats',
      4: 'qualified',
      5: 'undecided maximum-seats',
      // No more than 300 are billed, however many are assigned.
      6: 'qualified',
    });
    expect(await sentence(3, 'maximum-seats', terms)).toBe('301 seats: 1 seat more than 300.');
  });

  it('that counts cuts what is paid for', async () => {
    await imported(aSeason({ 1: { seats: 299 }, 2: { seats: 301 } }));
    const terms = { ...BY_SEAT('all'), 'maximum seats': { seats: 300, above: 'the maximum counts' } };
    expect(await rewards(terms)).toEqual({ 1: '2990.00', 2: '3000.00' });
  });
});

describe('seats added', () => {
  const since = (against: SpokenTerms) => ({ ...ANYBODY, 'seats added': { 'at least': 3, ...against } });
  const ON_NEW_YEARS_EVE = { 'billed on': '2018-12-31' };
  const MOST_OF_DECEMBER = { 'most billed in': { from: '2018-12-01', to: '2018-12-31' } };
  const before = (customer: number, seats: number, changes: CsvRow = {}) =>
    charged(customer, '12/1/2018', '12/31/2018', { Quantity: seats, ...changes });

  it('are those above what was billed on the day', async () => {
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: UNREAD, 7: UNREAD })
        .and(EARLIER_PRODUCTS)
        .rows(
          'billing/before.csv',
          before(1, 12),
          before(2, 13),
          // Others had sold 13 seats: here they only moved to this partner.
          before(3, 13, { ResellerMpnId: '2002' }),
          before(4, 13, { DurableOfferID: TEAM_MEMBERS }),
          charged(5, '12/1/2018', '12/30/2018'),
          before(6, 12),
        )
        .rows('billing/D7.csv', licenceLine(7, { Quantity: -13, Subtotal: '-650.00' })),
    );
    const terms = since(ON_NEW_YEARS_EVE);
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'not-qualified seats-added',
      3: 'not-qualified seats-added',
      4: 'qualified',
      5: 'qualified',
      6: 'undecided seats-added',
      // Not read, and only two seats are left to have been added.
      7: 'not-qualified seats-added',
    });
    expect(await sentence(2, 'seats-added', terms)).toBe('2 seats added: 1 seat short of 3.');
    expect(await sentence(7, 'seats-added', terms)).toBe(
      'At most 2 seats can have been added: at least 1 seat short of 3.',
    );
  });

  it('are those above the most that was billed on any of the days', async () => {
    await imported(
      aSeason({ 1: {}, 2: {} }).rows(
        'billing/before.csv',
        charged(1, '11/1/2018', '12/1/2018', { Quantity: 12 }),
        charged(1, '12/2/2018', '12/31/2018', { Quantity: 3 }),
        charged(2, '11/1/2018', '12/1/2018', { Quantity: 13 }),
        charged(2, '12/2/2018', '12/31/2018', { Quantity: 3 }),
      ),
    );
    expect(await outcomes(since(MOST_OF_DECEMBER))).toEqual({ 1: 'qualified', 2: 'not-qualified seats-added' });
    expect(await outcomes(since(ON_NEW_YEARS_EVE))).toEqual({ 1: 'qualified', 2: 'qualified' });
  });

  it.each([
    ['the first of the days', '2018-12-02', { 1: 'undecided seats-added' }, { 1: 'qualified' }],
    ['the last of them', '2019-01-01', { 1: 'undecided seats-added' }, { 1: 'undecided seats-added' }],
  ])('are not known without the invoices of %s', async (_, knownFrom, ofMost, ofDay) => {
    await imported(
      sales({ 1: {} })
        .partner('1001')
        .rows('coverage.csv', { resource: 'billing', known_from: knownFrom, known_to: '2019-12-31' }),
    );
    expect(await outcomes(since(MOST_OF_DECEMBER))).toEqual(ofMost);
    expect(await outcomes(since(ON_NEW_YEARS_EVE))).toEqual(ofDay);
  });

  it('are shared by the sellers who have more than before, and rewarded', async () => {
    // The customer went from 10 to 25 seats: 1001 from 10 to 5, 1002 to 12, and nobody to 8.
    await imported(
      sales({ 1: { seats: 5, assigned: 25 } })
        .partner('1001')
        .partner('1002')
        .billingIsKnown()
        .rows('billing/before.csv', before(1, 10))
        .rows(
          'billing/others.csv',
          licenceLine(1, { ResellerMpnId: '1002', Quantity: 12 }),
          licenceLine(1, { ResellerMpnId: undefined, Quantity: 8 }),
        ),
    );
    const terms = {
      ...BY_SEAT('added'),
      'seats added': { 'at least': 1, ...ON_NEW_YEARS_EVE },
      'rewards for one customer': undefined,
    };
    expect(await rewards(terms, '1001')).toEqual({ 1: '0.00' });
    expect(await rewards(terms, '1002')).toEqual({ 1: '90.00' });
  });
});

describe('an exclusion', () => {
  const terms = {
    ...ANYBODY,
    exclusion: { name: 'managed-reseller-incentive', days: { from: '2019-02-01', to: '2019-06-30' } },
  };
  const excluded = (partner: string, from: string, to?: string): CsvRow => ({
    partner_id: partner,
    kind: 'exclusion',
    name: 'managed-reseller-incentive',
    valid_from: from,
    valid_to: to,
  });

  it('keeps out whoever was in the programme on one of the days', async () => {
    await imported(
      sales({
        1: { partner: '1001' },
        2: { partner: '1002' },
        3: { partner: '1003' },
        4: { partner: '1004' },
        5: { partner: '1005' },
      })
        .partner('1001')
        .partner('1002')
        .partner('1003')
        .partner('1004')
        .rows(
          'partner_standings.csv',
          excluded('1001', '2018-01-01', '2019-01-31'),
          excluded('1002', '2018-01-01', '2019-02-01'),
          excluded('1003', '2019-06-30'),
          excluded('1004', '2019-07-01'),
        )
        .billingIsKnown(),
    );
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'not-qualified exclusion',
      3: 'not-qualified exclusion',
      4: 'qualified',
      5: 'undecided exclusion',
    });
    // Seen from the day before, what begins on the 30th lies ahead.
    expect(await outcomes(terms, { snapshotAt: instant('2019-06-29T22:00:00Z') })).toMatchObject({
      1: 'undecided exclusion (pending)',
      2: 'not-qualified exclusion',
      3: 'undecided exclusion (pending)',
    });
  });
});

describe('a claim', () => {
  const terms = {
    ...ANYBODY,
    claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: ['agreement number'] },
  };
  const claim = (claimId: string, changes: CsvRow): CsvRow => ({
    claim_id: claimId,
    partner_id: '1001',
    campaign_id: 'a-campaign',
    received_at: '2019-07-10T12:00:00Z',
    mpn_id: undefined,
    subscription_id: undefined,
    agreement_number: 'A-1',
    customer_name: undefined,
    ...changes,
  });
  const named = (customer: number) => ({ customer_name: `Customer ${customer}` });

  it('names the customer, by a subscription or by its name', async () => {
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {} })
        .rows('customers.csv', { customer_id: customerId(2), name: 'Åkermans Trädgård', segment: 'SMB' })
        .rows('billing/more.csv', licenceLine(3, { SyndicationPartnerSubscriptionNumber: 'SUB-3' }))
        .rows('subscriptions.csv', subscription(4, 'sub-4'), subscription(6, 'sub-6'))
        .rows(
          'claims.csv',
          claim('C-1', named(1)),
          claim('C-2', { customer_name: ' åKERMANS TRÄDGÅRD ' }),
          claim('C-3', { subscription_id: 'sub-3' }),
          claim('C-4', { subscription_id: 'SUB-4' }),
          // A subscription decides where there is one.
          claim('C-6', { subscription_id: 'sub-unknown', ...named(6) }),
        ),
    );
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'qualified',
      3: 'qualified',
      4: 'qualified',
      5: 'not-qualified claim',
      6: 'not-qualified claim',
    });
    expect(await sentence(4, 'claim', terms)).toBe('Claim C-4 was received on 2019-07-10.');
  });

  it('counts where it came in time, is whole, and is the partner’s own', async () => {
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {}, 7: {}, 8: {}, 9: {} }).rows(
        'claims.csv',
        // Midnight of London ends the last of the days; the first begins with it.
        claim('C-1', { ...named(1), received_at: '2019-07-31T22:59:59Z' }),
        claim('C-2', { ...named(2), received_at: '2019-07-31T23:00:00Z' }),
        claim('C-3', { ...named(3), received_at: '2019-01-01T00:00:00Z' }),
        claim('C-4', { ...named(4), received_at: '2018-12-31T23:59:59Z' }),
        claim('C-5', { ...named(5), agreement_number: undefined }),
        claim('C-6', { ...named(6), mpn_id: '1001' }),
        claim('C-7', { ...named(7), mpn_id: '1002' }),
        claim('C-8', { ...named(8), partner_id: '1002' }),
        claim('C-9', { ...named(9), campaign_id: 'another-campaign' }),
      ),
    );
    const not = 'not-qualified claim';
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: not,
      3: 'qualified',
      4: not,
      5: not,
      6: 'qualified',
      7: not,
      8: not,
      9: not,
    });
  });

  it('may still come until the last of the days is over, and is not seen before it was known', async () => {
    const early = instant('2019-07-31T22:00:00Z');
    const late = instant('2019-08-01T06:00:00Z');
    await imported(aSeason({ 1: {} }), instant('2019-07-20T00:00:00Z'));
    await imported(new ImportFiles().rows('claims.csv', claim('C-1', named(1))), instant('2019-08-02T00:00:00Z'));
    expect(await outcomes(terms, { knownAt: early })).toEqual({ 1: 'undecided claim' });
    expect(await outcomes(terms, { knownAt: late })).toEqual({ 1: 'not-qualified claim' });
    expect(await outcomes(terms)).toEqual({ 1: 'qualified' });
    const provisional = { snapshotAt: instant('2019-06-30T22:00:00Z'), knownAt: late };
    expect(await outcomes(terms, provisional)).toEqual({ 1: 'undecided claim (pending)' });
  });
});

describe('what the reward counts', () => {
  it('are seats, and nobody is paid for seats that nobody knows', async () => {
    await imported(aSeason({ 1: { seats: 7 }, 2: { seats: 7, ...UNREAD }, 3: { seats: 0 } }));
    const terms = BY_SEAT('all');
    expect(await outcomes(terms)).toEqual({ 1: 'qualified', 2: 'undecided reward-measure', 3: 'qualified' });
    expect(await rewards(terms)).toEqual({ 1: '70.00', 2: '0.00', 3: '0.00' });
    expect(await sentence(2, 'reward-measure', terms)).toContain('; the reward counts them.');
  });

  it('are seats of each product, up to its cap', async () => {
    await imported(
      aSeason({ 1: { seats: 7 } })
        .and(EARLIER_PRODUCTS)
        .rows('seats.csv', {
          customer_id: customerId(1),
          sku_id: SALES_SKU,
          assigned: 5,
          observed_at: '2019-06-30T20:00:00Z',
        })
        .rows('billing/sales.csv', licenceLine(1, { DurableOfferID: SALES, Quantity: 5 })),
    );
    const terms = BY_SEAT('all');
    expect(await rewards(terms)).toEqual({ 1: '120.00' });
    expect(await rewards({ ...terms, 'cap for each product': { amount: '60.00' } })).toEqual({ 1: '110.00' });
  });

  it('is what the partner billed for eligible products, of charges that begin in the window', async () => {
    await imported(
      aSeason({ 1: {}, 2: {}, 3: {}, 4: {} })
        .and(EARLIER_PRODUCTS)
        .rows(
          'billing/more.csv',
          charged(1, '12/31/2018', '1/30/2019', { Subtotal: '1000' }),
          charged(1, '1/1/2019', '1/31/2019', { Subtotal: '100.10' }),
          charged(1, '6/30/2019', '7/29/2019', { Subtotal: '10.20' }),
          charged(1, '7/1/2019', '7/31/2019', { Subtotal: '1000' }),
          charged(1, '2/1/2019', '2/28/2019', { Subtotal: '1000', ResellerMpnId: '1002' }),
          charged(1, '2/1/2019', '2/28/2019', { Subtotal: '1000', DurableOfferID: TEAM_MEMBERS }),
          charged(1, '2/1/2019', '2/28/2019', { Subtotal: '-0.30', Quantity: -1 }),
          charged(2, '2/1/2019', '2/28/2019', { Subtotal: '-5000', Quantity: -1 }),
          charged(3, '2/1/2019', '2/28/2019', { Subtotal: '10', Currency: 'EUR' }),
          charged(4, '2/1/2019', '2/28/2019', { Subtotal: '10', Currency: undefined }),
        ),
    );
    expect(await outcomes(OF_REVENUE, {}, '1001')).toEqual({
      1: 'qualified',
      2: 'qualified',
      3: 'undecided reward-measure',
      4: 'undecided reward-measure',
    });
    // 750.00 of June, and 110.00 of the lines that count: a tenth of it.
    expect(await rewards(OF_REVENUE, '1001')).toEqual({ 1: '86.00', 2: '0.00', 3: '0.00', 4: '0.00' });
    expect(await sentence(1, 'reward-measure', OF_REVENUE)).toBe(
      'The reward counts 860.00 GBP, billed from 2019-01-01 to 2019-06-30.',
    );
  });

  it.each([
    ['the first', '2019-01-02', '2019-06-30'],
    ['the last', '2019-01-01', '2019-06-29'],
  ])('is not known without the invoices of %s day of the window', async (_, from, to) => {
    await imported(
      sales({ 1: {} }).partner('1001').rows('coverage.csv', { resource: 'billing', known_from: from, known_to: to }),
    );
    expect(await outcomes(OF_REVENUE)).toEqual({ 1: 'undecided reward-measure' });
    expect(await outcomes(ANYBODY)).toEqual({ 1: 'qualified' });
  });
});

describe('customers needed', () => {
  it('are the qualified ones of the partner, and undecided ones leave it open', async () => {
    await imported(
      sales({
        1: { partner: '1001' },
        2: { partner: '1001' },
        3: { partner: '1002' },
        4: { partner: '1002', seats: 14 },
        5: { partner: '1003' },
        6: { partner: '1003', ...UNREAD },
      })
        .partner('1001')
        .partner('1002')
        .partner('1003')
        .billingIsKnown(),
    );
    const terms = {
      ...ANYBODY,
      'minimum seats': 15,
      'customers needed': { 'at least': 2, 'those before': 'rewarded' },
    };
    expect(await outcomes(terms)).toEqual({
      1: 'qualified',
      2: 'qualified',
      3: 'not-qualified customers-needed',
      4: 'not-qualified assigned-seats billed-seats qualifying-seats customers-needed',
      5: 'undecided customers-needed',
      6: 'undecided assigned-seats qualifying-seats customers-needed',
    });
  });
});

describe('the facts of a campaign', () => {
  it('are gathered only where it has a term that asks for them', async () => {
    await imported(aSeason({ 1: {} }));
    // Nobody may read the table now; the ordinary campaign does not miss it.
    await statement('REVOKE SELECT ON claim FROM seatback_service');
    try {
      expect(await outcomes({})).toEqual({ 1: 'qualified' });
      const claimed = { claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: [] } };
      await expect(outcomes(claimed)).rejects.toThrow('permission denied');
    } finally {
      await statement('GRANT SELECT ON claim TO seatback_service');
    }
  });
});

/** A sale of June for each customer, by its number. */
function sales(byCustomer: Readonly<Record<number, SaleOptions>>): ImportFiles {
  const files = new ImportFiles();
  for (const [customer, options] of Object.entries(byCustomer)) files.sale(Number(customer), options);
  return files;
}

/** Sales of a partner in good standing, with complete invoices. */
function aSeason(byCustomer: Readonly<Record<number, SaleOptions>>): ImportFiles {
  return sales(byCustomer).partner('1001').billingIsKnown();
}

function charged(customer: number, from: string, to: string, changes: CsvRow = {}): CsvRow {
  return licenceLine(customer, { ChargeStartDate: from, ChargeEndDate: to, ...changes });
}

function subscription(customer: number, subscriptionId: string): CsvRow {
  return {
    customer_id: customerId(customer),
    subscription_id: subscriptionId,
    partner_id: '1001',
    offer_id: '1a90ee13-2cb4-4785-bb0f-542813f00a37',
    is_trial: false,
    effective_start: '2019-06-01',
    observed_at: '2019-06-02T00:00:00Z',
  };
}

async function imported(files: ImportFiles, recordedAt?: Instant): Promise<void> {
  const { quarantined } = await seatback.app
    .get(ImportFolder)
    .execute(files.writeTo(seatbacks.newFolder()), recordedAt === undefined ? {} : { recordedAt });
  expect(quarantined).toEqual([]);
}

/** As Partner Center lists a customer. */
async function listed(customer: number, country: string): Promise<void> {
  await statement(
    `SET session_replication_role = 'replica'; INSERT INTO customer_listing (customer_key, country, recorded_from)
     SELECT customer_key, '${country}', 1 FROM customer WHERE customer_id = '${customerId(customer)}'`,
  );
}

async function statement(sql: string): Promise<void> {
  const client = new Client({ connectionString: seatback.database.adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

interface Result {
  readonly outcome: string;
  readonly reward: string;
}

async function calculated(
  terms: SpokenTerms,
  request: CalculationRequest,
  partnerId?: string,
): Promise<ReadonlyMap<number, Result>> {
  return seatback.app.get(CalculateCampaign).preview(aCampaign(terms), request, async (session, run) => {
    const results = new Map<number, Result>();
    for await (const row of determinationsOfRun(session, run.campaignId, run.run, partnerId)) {
      const reasons = rulesOfBits(row.rulesNotMet | row.rulesUnknown).map((rule) =>
        rulesOfBits(row.rulesPending).includes(rule) ? `${rule} (pending)` : rule,
      );
      results.set(Number(row.customerId.slice(-12)), {
        outcome: [row.outcome, ...reasons].join(' '),
        reward: row.reward,
      });
    }
    return results;
  });
}

/** Outcome and reasons of each customer, by its number. */
async function outcomes(
  terms: SpokenTerms,
  request: CalculationRequest = {},
  partnerId?: string,
): Promise<Record<number, string>> {
  const results = await calculated(terms, request, partnerId);
  return Object.fromEntries([...results].map(([customer, { outcome }]) => [customer, outcome]));
}

/** Reward of each customer, by its number. */
async function rewards(terms: SpokenTerms, partnerId?: string): Promise<Record<number, string>> {
  const results = await calculated(terms, {}, partnerId);
  return Object.fromEntries([...results].map(([customer, { reward }]) => [customer, Number(reward).toFixed(2)]));
}

/** What is said of a customer of the partner 1001 about a rule. */
async function sentence(customer: number, rule: string, terms: SpokenTerms): Promise<string | undefined> {
  await seatback.app.get(CalculateCampaign).execute(aCampaign(terms));
  const { determinations } = await seatback.app.get(ExplainCustomer).execute('a-campaign', customerId(customer));
  return determinations[0]?.findings.find((finding) => finding.rule === rule)?.sentence;
}
