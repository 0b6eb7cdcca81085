import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenDecisions, type Run } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, RecordDecision } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { comparedNight, type ComparedNight } from '../nightly/whole-run.js';

/** A delivery that is being closed: what is recorded in its transaction begins and ends with it. */
const NEXT_DELIVERY = `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at)
  SELECT delivery + 1, 're-reading', 'of what was read wrongly', recorded_at, recorded_at FROM delivery ORDER BY delivery DESC LIMIT 1`;

const FIRST_NIGHT = instant('2019-06-10T20:00:00Z');
const FIRST_SNAPSHOT = instant('2019-06-10T21:00:00Z');
const SECOND_NIGHT = instant('2019-06-11T20:00:00Z');
const SECOND_SNAPSHOT = instant('2019-06-11T21:00:00Z');
const CUSTOMERS = [1, 2, 3, 4, 5, 6];
const REVENUE: SpokenTerms = {
  'reward for each customer': undefined,
  'reward of billed revenue': { percent: '10', currency: 'GBP' },
  rounding: { at: 'each partner', direction: 'half away from zero' },
};
const CLAIM: SpokenTerms = { claim: { days: { from: '2019-06-01', to: '2019-06-25' }, needs: ['mpn id'] } };
const OLD_READINGS: SpokenTerms = { 'oldest seat reading': { hours: 24 } };

const OTHER_OFFER = '11111111-0000-4000-8000-00000000000f';
const MAPPED: CsvRow = {
  product_family: 'dynamics-365',
  sku_part_number: BUSINESS_CENTRAL.partNumber,
  sku_id: BUSINESS_CENTRAL.skuId,
  offer_id: BUSINESS_CENTRAL.offerId,
};

interface Change {
  readonly terms?: SpokenTerms;
  /** Beside what everybody has, before the first night. */
  readonly before?: ImportFiles;
  /** What comes between the nights; nothing, where only time goes by. */
  readonly between?: ImportFiles;
  /** Customers that are not read in the first, and in the second night. */
  readonly unread?: readonly [readonly number[], readonly number[]];
  readonly act?: () => Promise<void>;
}

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
afterAll(() => seatbacks.end());

/** Each of them changes the result of customer 1 or 2, and concerns few: what is looked for is what finds them. */
const CHANGES: Readonly<Record<string, Change>> = {
  'other seats': { between: read(1, 3, SECOND_NIGHT), unread: [[], [1]] },
  'seats of an earlier reading, told late': {
    between: read(1, 3, '2019-06-10T20:30:00Z'),
    unread: [[], [1]],
  },
  'seats that had been misread': {
    before: read(1, 15, '2019-06-01T20:00:00Z'),
    act: async () => {
      // As a re-reading records it: what was read wrongly ends with its delivery, and what is right begins with it.
      const [ofCustomer, newest] = [
        `customer_key = (SELECT customer_key FROM customer WHERE customer_id = '${customerId(1)}')`,
        '(SELECT max(delivery) FROM delivery)',
      ];
      await seatback.app.get(UnitOfWork).inTransaction(async (session) => {
        await session.execute(NEXT_DELIVERY);
        await session.execute(
          `UPDATE seat_history SET recorded_to = ${newest} WHERE ${ofCustomer} AND recorded_to IS NULL`,
        );
        await session.execute(
          `INSERT INTO seat_history (customer_key, observed_sku_key, seats_assigned, observed_from, recorded_from)
           SELECT customer_key, observed_sku_key, 3, observed_from, ${newest} FROM seat_history WHERE ${ofCustomer} AND recorded_to = ${newest}`,
        );
      });
    },
  },
  'a reading that has become too old': { terms: OLD_READINGS, unread: [[], [1]] },
  'the first reading': { unread: [[1], []] },
  'a refusal': { between: refused(1, SECOND_NIGHT), unread: [[], [1]] },
  'a reading after a refusal': { before: refused(1, '2019-06-10T20:30:00Z') },
  'a reading that contradicts itself': {
    between: read(1, 15, SECOND_NIGHT).and(read(1, 14, SECOND_NIGHT)),
    unread: [[], [1]],
  },
  'a reading that was void all the time': {
    between: read(1, 16, FIRST_NIGHT),
    unread: [[], [1]],
  },
  'a late invoice': { between: billed('late', 1, { Quantity: 10 }) },
  'a corrected invoice': { between: billed('sale-1', 1, { Quantity: 3 }) },
  'a charge that ends': {
    before: billed('sale-1', 1, { ChargeEndDate: '6/10/2019 23:59' }),
  },
  'a charge that begins': {
    before: billed('later', 1, { ChargeStartDate: '6/11/2019 0:00', Quantity: 9 }),
  },
  'a subscription': { between: subscribed(1, '2019-02-01') },
  'a subscription that begins on its day': { before: subscribed(1, '2019-06-11') },
  'a subscription that begins at its instant': { before: subscribed(1, '2019-06-10T23:30:00Z') },
  'a purchase before the window': {
    between: new ImportFiles().rows('prior_purchases.csv', {
      customer_id: customerId(1),
      product_family: 'dynamics-365',
      first_purchased_on: '2018-03-01',
    }),
  },
  'another segment': {
    between: new ImportFiles().rows('customers.csv', { customer_id: customerId(1), segment: 'ENTERPRISE' }),
  },
  'a country that is listed': {
    terms: { territories: { of: 'customer', countries: ['GB'] } },
    act: async () => {
      await seatback.app.get(UnitOfWork).inTransaction(async (session) => {
        await session.execute(NEXT_DELIVERY);
        await session.execute(
          `INSERT INTO customer_listing (customer_key, company_name, country, recorded_from)
           SELECT customer_key, 'As listed', 'GB', (SELECT max(delivery) FROM delivery) FROM customer WHERE customer_id = '${customerId(1)}'`,
        );
      });
    },
  },
  'a decision': {
    unread: [[1], [1]],
    act: async () => {
      const pair = await seatback.app.get(OpenDecisions).expectDecidable({
        campaignId: 'a-campaign',
        customer: customerId(1),
        partnerId: '1001',
        rule: 'assigned-seats',
        countedAs: 'met',
      });
      await seatback.app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Asked the customer' });
    },
  },
  'a claim by name': { terms: CLAIM, between: claimed({ customer_name: 'Customer 1' }) },
  'a claim by subscription': {
    terms: CLAIM,
    before: billed('sale-1', 1, { SyndicationPartnerSubscriptionNumber: 'sub-1' }),
    between: claimed({ subscription_id: 'sub-1' }),
  },
  'a subscription that was claimed': {
    terms: CLAIM,
    before: claimed({ subscription_id: 'sub-1' }),
    between: billed('sale-1', 1, { SyndicationPartnerSubscriptionNumber: 'sub-1' }),
  },
  'a name that was claimed': {
    terms: CLAIM,
    before: claimed({ customer_name: 'New name' }),
    between: new ImportFiles().rows('customers.csv', {
      customer_id: customerId(1),
      name: 'New name',
      segment: 'SMB',
    }),
  },
  'a proof': {
    before: soldBySomebodyElse(),
    between: new ImportFiles().rows('proofs.csv', {
      partner_id: '1004',
      campaign_id: 'a-campaign',
      kind: 'case study',
      received_on: '2019-06-11',
    }),
  },
  'a partner in another country': {
    terms: { territories: { of: 'partner', countries: ['GB'] } },
    between: new ImportFiles().rows('partners.csv', { partner_id: '1001', legal_name: 'Partner 1001', country: 'FR' }),
  },
  'a standing that is taken back': { between: standing('1001', 'membership', 'none', '2018-01-01') },
  'a standing that ends': {
    before: soldBySomebodyElse().and(standing('1004', 'membership', 'mpn', '2018-01-01', '2019-06-10')),
  },
  'a standing that begins': {
    before: soldBySomebodyElse().and(standing('1004', 'membership', 'mpn', '2019-06-11')),
  },
  'other revenue of the same seats': { terms: REVENUE, between: billed('sale-1', 1, { Subtotal: '999.99' }) },
  'revenue of a charge that begins': {
    terms: REVENUE,
    before: billed('later', 1, {
      ChargeStartDate: '6/11/2019 0:00',
      ChargeEndDate: '6/11/2019 23:59',
      Quantity: 1,
    }).and(
      billed('later', 1, {
        ChargeStartDate: '6/11/2019 0:00',
        ChargeEndDate: '6/11/2019 23:59',
        Quantity: 1,
        Subtotal: '-1.00',
      }),
    ),
  },
  'another bill of comparison': {
    terms: {
      'baseline bill': { below: '100', currency: 'GBP', days: { from: '2018-10-01', to: '2018-12-31' } },
      'new customer': undefined,
    },
    before: comparison('10.00'),
    between: comparison('500.00'),
  },
  'a customer that is new': { between: billed('new', 9).and(read(9, 15, SECOND_NIGHT)) },
};

/** What concerns everybody, or what nobody can tell of by looking at few. */
const FOR_EVERYBODY: Readonly<Record<string, Change & { readonly until?: string }>> = {
  'a product mapped otherwise': {
    between: new ImportFiles().rows('products.csv', { ...MAPPED, product: 'talent' }),
  },
  'an offer of a product known by another offer': {
    before: billed('other', 1, { DurableOfferID: OTHER_OFFER, Quantity: 9 }),
    between: new ImportFiles().rows('products.csv', {
      ...MAPPED,
      product: 'business-central',
      offer_id: OTHER_OFFER,
    }),
  },
  'a product that is mapped from a day on': {
    before: new ImportFiles().rows(
      'products.csv',
      { ...MAPPED, product: 'business-central', valid_from: undefined, valid_to: '2019-06-10' },
      { ...MAPPED, product: 'talent', valid_from: '2019-06-11', valid_to: undefined },
    ),
  },
  'days of which billing is not known': { terms: {}, until: '2019-06-10' },
  'a deadline that passes': {
    terms: { ...CLAIM, claim: { days: { from: '2019-06-01', to: '2019-06-10' }, needs: [] } },
  },
  'a cap for the campaign': {
    terms: { 'cap for the campaign': { amount: '5000', shared: 'in proportion' } },
    between: read(1, 3, SECOND_NIGHT),
    unread: [[], [1]],
  },
  'a minimum payout of the company': {
    terms: { 'minimum payout': { amount: '4000', below: 'carry', scope: 'company' } },
    between: read(1, 3, SECOND_NIGHT),
    unread: [[], [1]],
  },
};

describe('a night that brings', () => {
  it.each(Object.keys(CHANGES))('%s is made of the customers that it concerns', async (name) => {
    const { first, second } = await nights(CHANGES[name] ?? {});
    expect(second.differences).toEqual([]);
    expect(second.run).toMatchObject({ basedOn: first.run });
    expect(second.run.customersEvaluated).toBeLessThan(CUSTOMERS.length);
    // Without a difference nothing was shown.
    expect(second.run.digest).not.toBe(first.digest);
  });

  it.each(Object.keys(FOR_EVERYBODY))('%s is made of all customers', async (name) => {
    const { first, second } = await nights(FOR_EVERYBODY[name] ?? {}, FOR_EVERYBODY[name]?.until);
    expect(second.differences).toEqual([]);
    expect(second.run).toMatchObject({ basedOn: null, customersEvaluated: null });
    expect(second.run.digest).not.toBe(first.digest);
  });

  it('nothing new evaluates nobody', async () => {
    const { first, second } = await nights({});
    expect(second.differences).toEqual([]);
    expect(second.run).toMatchObject({ basedOn: first.run, customersEvaluated: 0, digest: first.digest });
    expect(second.run.counts).toEqual(first.counts);
  });
});

async function nights(change: Change, billingKnownTo = '2019-12-31'): Promise<{ first: Run; second: ComparedNight }> {
  await seatback.database.clear();
  const { terms = {}, before = new ImportFiles(), between = new ImportFiles(), unread = [[], []], act } = change;
  const campaign = aCampaign(terms);
  const [notFirst, notSecond] = unread;
  await imported(season(billingKnownTo).and(before, ...readings(FIRST_NIGHT, notFirst)), '2019-06-10T20:45:00Z');
  const { run: first } = await night(campaign, FIRST_SNAPSHOT);
  // A file that comes again is the invoice that it was: it is written once, with all that it says.
  await imported(between.and(...readings(SECOND_NIGHT, notSecond)), '2019-06-11T20:45:00Z');
  await act?.();
  return { first, second: await night(campaign, SECOND_SNAPSHOT) };
}

async function night(
  campaign: ReturnType<typeof aCampaign>,
  snapshotAt: typeof FIRST_SNAPSHOT,
): Promise<ComparedNight> {
  seatback.clock.moveTo(snapshotAt);
  return comparedNight(seatbacks, seatback, campaign, { snapshotAt, knownAt: snapshotAt });
}

async function imported(files: ImportFiles, at: string): Promise<void> {
  seatback.clock.moveTo(instant(at));
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

/** Two partners with two customers each and a third with the others, all of whom qualify but for what lies ahead. */
function season(billingKnownTo: string): ImportFiles {
  const files = new ImportFiles();
  for (const partner of ['1001', '1002', '1003']) files.partner(partner);
  return files
    .and(...CUSTOMERS.map((customer) => sold(customer)))
    .rows('coverage.csv', { resource: 'billing', known_from: '2018-01-01', known_to: billingKnownTo });
}

function sold(customer: number): ImportFiles {
  return new ImportFiles()
    .rows('customers.csv', { customer_id: customerId(customer), name: `Customer ${String(customer)}`, segment: 'SMB' })
    .and(billed(`sale-${String(customer)}`, customer));
}

function billed(invoice: string, customer: number, changes: CsvRow = {}): ImportFiles {
  const partner = String(1001 + Math.floor((customer - 1) / 2));
  return new ImportFiles().rows(
    `billing/${invoice}.csv`,
    licenceLine(customer, { ResellerMpnId: partner, ...changes }),
  );
}

/** A partner in the register with nothing else, and its customer. */
function soldBySomebodyElse(): ImportFiles {
  return new ImportFiles()
    .rows('partners.csv', { partner_id: '1004', legal_name: 'Partner 1004', country: 'GB' })
    .and(billed('sale-7', 7, { ResellerMpnId: '1004' }));
}

function comparison(subtotal: string): ImportFiles {
  return billed('comparison', 1, {
    ChargeStartDate: '11/1/2018 0:00',
    ChargeEndDate: '11/30/2018 23:59',
    Subtotal: subtotal,
  });
}

function read(customer: number, assigned: number, observedAt: string): ImportFiles {
  return new ImportFiles().rows('seats.csv', {
    customer_id: customerId(customer),
    sku_part_number: BUSINESS_CENTRAL.partNumber,
    sku_id: BUSINESS_CENTRAL.skuId,
    assigned,
    purchased: assigned,
    observed_at: observedAt,
  });
}

function readings(at: string, unread: readonly number[]): ImportFiles[] {
  return CUSTOMERS.filter((customer) => !unread.includes(customer)).map((customer) => read(customer, 15, at));
}

function refused(customer: number, at: string): ImportFiles {
  return new ImportFiles().rows('no_access.csv', {
    customer_id: customerId(customer),
    resource: 'seats',
    observed_at: at,
  });
}

/** By another partner than the one that bills. */
function subscribed(customer: number, start: string): ImportFiles {
  return new ImportFiles().rows('subscriptions.csv', {
    customer_id: customerId(customer),
    subscription_id: `sub-${String(customer)}`,
    partner_id: '1003',
    offer_id: BUSINESS_CENTRAL.offerId,
    is_trial: false,
    effective_start: start,
    observed_at: '2019-06-10T12:00:00Z',
  });
}

function claimed(names: CsvRow): ImportFiles {
  return new ImportFiles().rows('claims.csv', {
    claim_id: 'C-1',
    partner_id: '1001',
    campaign_id: 'a-campaign',
    received_at: '2019-06-09T12:00:00Z',
    mpn_id: '1001',
    ...names,
  });
}

function standing(partner: string, kind: string, name: string, from: string, to?: string): ImportFiles {
  return new ImportFiles().rows('partner_standings.csv', {
    partner_id: partner,
    kind,
    name,
    valid_from: from,
    valid_to: to,
  });
}
