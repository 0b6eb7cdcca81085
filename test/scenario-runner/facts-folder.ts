import { calendarDate, Exact } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import type { Days, Facts, ProductWord } from './scenario-words.js';

type Standing = 'none' | Days | Days[];

/** Whom the ids of an import folder stand for. */
export interface Names {
  readonly partnerId: (name: string) => string;
  readonly customerId: (name: string) => string;
  readonly partnerName: (id: string) => string;
  readonly customerName: (id: string) => string;
}

/** Partners and customers in the order in which a scenario speaks of them: the first has the lowest id. */
export function namesOf({ partners = {}, customers = {} }: Facts): Names {
  const partnerIds = new Map(Object.keys(partners).map((name, index) => [name, String(1001 + index)]));
  const customerIds = new Map(Object.keys(customers).map((name, index) => [name, customerId(index + 1)]));
  const found = (ids: ReadonlyMap<string, string>, name: string) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`Broken invariant: "${name}" was looked for when the scenario was read`);
    return id;
  };
  const named = (ids: ReadonlyMap<string, string>, id: string) => [...ids].find((each) => each[1] === id)?.[0] ?? id;
  return {
    partnerId: (name) => (name === 'nobody' ? '' : found(partnerIds, name)),
    customerId: (name) => found(customerIds, name),
    partnerName: (id) => named(partnerIds, id),
    customerName: (id) => named(customerIds, id),
  };
}

const OFFERS: Readonly<Record<ProductWord, { readonly offerId: string; readonly skuId: string }>> = {
  'business central': BUSINESS_CENTRAL,
  sales: {
    offerId: '11111111-0000-4000-8000-000000000001',
    skuId: '22222222-0000-4000-8000-000000000001',
  },
  'team members': {
    offerId: '11111111-0000-4000-8000-000000000002',
    skuId: '22222222-0000-4000-8000-000000000002',
  },
  'another family': {
    offerId: '11111111-0000-4000-8000-000000000003',
    skuId: '22222222-0000-4000-8000-000000000003',
  },
};

/** What facts go by that a scenario leaves out. */
export interface Occasion {
  /** Of the reward. */
  readonly currency: string;
  /** On whose evening seats were read. */
  readonly lastDay: string;
  /** Nothing was received later. */
  readonly today: string;
}

const PRICE_OF_A_SEAT = '50';

/** The facts of a scenario as an import folder. */
export function factsFolder(facts: Facts, occasion: Occasion): ImportFiles {
  const names = namesOf(facts);
  const files = new ImportFiles();
  addProducts(files);
  addPartners(files, facts, names, occasion);
  addCustomers(files, facts, names, occasion);
  addBilling(files, facts, names, occasion);
  addReadings(files, facts, names, occasion);
  addSubscriptionsAndClaims(files, facts, names);
  addCoverage(files, 'billing', facts['complete billing'] ?? fixedDays('2017-01-01', '2019-12-31'));
  addCoverage(files, 'subscriptions', facts['complete subscriptions'] ?? 'none');
  return files;
}

function addProducts(files: ImportFiles): void {
  for (const [word, { offerId, skuId }] of Object.entries(OFFERS))
    if (word !== 'business central')
      files.rows('products.csv', {
        product: word.replaceAll(' ', '-'),
        product_family: word === 'another family' ? 'another-family' : 'dynamics-365',
        sku_id: skuId,
        offer_id: offerId,
      });
}

const PROOF_DAY = '2019-07-05';
const ALWAYS = fixedDays('2015-01-01');

function addPartners(files: ImportFiles, { partners = {} }: Facts, names: Names, { today }: Occasion): void {
  for (const [name, said] of Object.entries(partners)) {
    const partner = said ?? {};
    const partnerId = names.partnerId(name);
    if (partner['in the register'] !== false)
      files.rows('partners.csv', {
        partner_id: partnerId,
        legal_name: name,
        country: partner.country ?? 'GB',
        global_partner_id: partner.company,
      });
    const standing = (kind: string, word: string, held: Standing, level?: string) => {
      for (const { from, to } of listOf(held))
        files.rows('partner_standings.csv', {
          partner_id: partnerId,
          kind,
          name: word,
          level,
          valid_from: from,
          valid_to: to,
        });
    };
    standing('membership', 'mpn', partner.membership ?? ALWAYS);
    standing('agreement', 'microsoft-cloud-reseller-agreement', partner.agreement ?? ALWAYS);
    standing('enrolment', 'csp-indirect-reseller', partner.enrolment ?? ALWAYS);
    standing('exclusion', 'managed-reseller-incentive', partner.exclusion ?? 'none');
    if (partner.competency !== 'none') {
      const { name: word = 'cloud-platform', level = 'gold', days = ALWAYS } = partner.competency ?? {};
      standing('competency', word, days, level === 'none' ? undefined : level);
    }
    const { registration } = partner;
    if (registration !== undefined)
      files.rows('registrations.csv', {
        partner_id: partnerId,
        campaign_id: 'a-campaign',
        registered_at: `${registration.on}T12:00:00Z`,
        contact_email: registration.email ?? 'pat@reseller.example',
        company_name: registration.company ?? name,
        terms_version: registration.terms ?? '2019-1',
        terms_accepted_at: `${registration.on}T12:00:00Z`,
        agreement_number: registration.agreement,
      });
    if (partner.proof !== 'none')
      files.rows('proofs.csv', {
        partner_id: partnerId,
        campaign_id: 'a-campaign',
        kind: 'case study',
        received_on: partner.proof ?? (today < PROOF_DAY ? today : PROOF_DAY),
      });
  }
}

function addCustomers(files: ImportFiles, { customers = {} }: Facts, names: Names, occasion: Occasion): void {
  for (const [name, said] of Object.entries(customers)) {
    const customer = said ?? {};
    const id = names.customerId(name);
    const { seats = 15, assigned = seats, segment = 'SMB' } = customer;
    if (segment !== 'none') files.rows('customers.csv', { customer_id: id, name, segment, country: customer.country });
    else files.rows('customers.csv', { customer_id: id, name, country: customer.country });
    if (customer['first purchase'] !== undefined)
      files.rows('prior_purchases.csv', {
        customer_id: id,
        product_family: 'dynamics-365',
        first_purchased_on: customer['first purchase'],
      });
    if (customer['reading refused at'] !== undefined)
      files.rows('no_access.csv', { customer_id: id, resource: 'seats', observed_at: customer['reading refused at'] });
    if (assigned !== 'not read')
      files.rows('seats.csv', seatRow(id, 'business central', assigned, customer['read at'] ?? eveningOf(occasion)));
    if (customer['bought from'] === undefined) continue;
    files.rows(
      'billing/june.csv',
      charge({
        customer: id,
        partner: names.partnerId(customer['bought from']),
        product: 'business central',
        seats,
        amount: customer.amount,
        currency: occasion.currency,
        days: fixedDays(customer['sold on'] ?? `${occasion.lastDay.slice(0, 7)}-01`, '2019-06-30'),
      }),
    );
  }
}

function addBilling(files: ImportFiles, { billing = [] }: Facts, names: Names, { currency }: Occasion): void {
  for (const line of billing)
    files.rows(
      'billing/others.csv',
      charge({
        customer: names.customerId(line.customer),
        partner: names.partnerId(line['sold by'] ?? 'nobody'),
        product: line.product ?? 'business central',
        seats: line.seats ?? 1,
        amount: line.amount,
        currency: line.currency === 'none' ? undefined : (line.currency ?? currency),
        days: line.days,
      }),
    );
}

interface Charge {
  readonly customer: string;
  readonly partner: string;
  readonly product: ProductWord;
  readonly seats: number;
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  readonly days: Days;
}

function charge({ customer, partner, product, seats, amount, currency, days }: Charge): CsvRow {
  return licenceLine(0, {
    CustomerId: customer,
    ResellerMpnId: partner,
    DurableOfferID: OFFERS[product].offerId,
    ChargeStartDate: days.from,
    ChargeEndDate: days.to ?? days.from,
    Quantity: seats,
    Subtotal: amount ?? new Exact(PRICE_OF_A_SEAT).times(seats).toFixed(2),
    Currency: currency,
  });
}

function addReadings(files: ImportFiles, { readings = [] }: Facts, names: Names, occasion: Occasion): void {
  for (const { customer, product = 'business central', assigned, at = eveningOf(occasion) } of readings)
    files.rows('seats.csv', seatRow(names.customerId(customer), product, assigned, at));
}

function seatRow(customer: string, product: ProductWord, assigned: number, at: string): CsvRow {
  return { customer_id: customer, sku_id: OFFERS[product].skuId, assigned, observed_at: at };
}

function addSubscriptionsAndClaims(files: ImportFiles, { subscriptions = [], claims = [] }: Facts, names: Names): void {
  for (const { customer, 'sold by': soldBy = 'nobody', subscription, product, trial = false, from } of subscriptions)
    files.rows('subscriptions.csv', {
      customer_id: names.customerId(customer),
      subscription_id: subscription,
      partner_id: names.partnerId(soldBy),
      offer_id: OFFERS[product ?? 'business central'].offerId,
      is_trial: trial,
      effective_start: from,
      observed_at: `${from}T12:00:00Z`,
    });
  for (const claim of claims)
    files.rows('claims.csv', {
      claim_id: claim.claim,
      partner_id: names.partnerId(claim['made by']),
      campaign_id: 'a-campaign',
      received_at: `${claim.received}T12:00:00Z`,
      mpn_id: claim['mpn id'] === undefined ? undefined : names.partnerId(claim['mpn id']),
      subscription_id: claim['subscription id'],
      agreement_number: claim['agreement number'],
      customer_name: claim['customer name'],
      distributor_name: claim['distributor name'],
      invoice_file: claim['invoice file'],
    });
}

function addCoverage(files: ImportFiles, resource: string, complete: Standing): void {
  for (const { from, to } of listOf(complete))
    files.rows('coverage.csv', { resource, known_from: from, known_to: to ?? '2019-12-31' });
}

function eveningOf({ lastDay }: Occasion): string {
  return `${lastDay}T20:00:00Z`;
}

function fixedDays(from: string, to?: string): Days {
  return { from: calendarDate(from), to: to === undefined ? undefined : calendarDate(to) };
}

function listOf(days: Standing): readonly Days[] {
  if (days === 'none') return [];
  return Array.isArray(days) ? days : [days];
}
