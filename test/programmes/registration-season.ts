import { customerId, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { agreementLine } from './programme-world.js';

/** The offer for Open licences that asks for a registration alone; its days are those of Berlin. */
export const CLOUD_OPEN = 'cloud-open-10at5-2015';

/** A partner that was dealt, with what its partners' page says of each of its customers. */
export interface DealtPartner {
  readonly partner: string;
  /** What its registration, or its standing, keeps from it; undefined where nothing does. */
  readonly fate: PartnerFate | undefined;
  readonly customers: readonly DealtCustomer[];
}

export interface DealtCustomer {
  readonly customer: number;
  readonly soldOn: string;
  /** In cents. */
  readonly revenue: number;
  /** What is said of it in Swedish where it does not count. */
  readonly says: string | undefined;
}

export interface PartnerFate {
  readonly name: string;
  /** Undefined: it never registers. */
  readonly registration?: CsvRow | undefined;
  readonly standing?: { readonly from: string; readonly to: string };
  readonly country?: string;
  /** Sold on the first day after the window: it counts for nobody, and is on no list. */
  readonly fifthIsLate?: boolean;
  readonly says: string;
  /** A person finds that it is the same company. */
  readonly isDecided?: boolean;
}

const REGISTERED = '2015-08-01T08:00:00Z';

const MRI = 'managed-reseller-incentive';
const FATES: readonly PartnerFate[] = [
  { name: 'never registered', says: 'Ni registrerade er inte för erbjudandet' },
  {
    name: 'registered a minute early',
    registration: { registered_at: '2015-06-30T21:59:00Z' },
    says: 'Ni registrerade er den 30 juni 2015',
  },
  {
    name: 'registered a minute late',
    registration: { registered_at: '2015-12-14T23:00:00Z' },
    says: 'Ni registrerade er den 15 december 2015',
  },
  {
    name: 'of a consumer address',
    registration: { contact_email: 'pat@hotmail.com' },
    says: 'en e-postadress som vem som helst kan ha',
  },
  {
    name: 'by other terms',
    registration: { terms_version: 'of-another-offer' },
    says: 'godkänner inte erbjudandets villkor',
  },
  { name: 'without an agreement', registration: { agreement_number: undefined }, says: 'anger inget avtal' },
  {
    name: 'of another company',
    registration: { company_name: 'Quite Another Trading House' },
    says: 'anger ett annat företag än vårt register',
  },
  {
    name: 'of another name, and the same company',
    registration: { company_name: 'Quite Another Trading House' },
    says: 'Räknas som uppfyllt genom vårt beslut',
    isDecided: true,
  },
  {
    name: 'elsewhere on the first day',
    registration: {},
    standing: { from: '2015-01-01', to: '2015-07-01' },
    says: 'Ni var med i',
  },
  {
    name: 'elsewhere on the last day',
    registration: {},
    standing: { from: '2015-12-31', to: '2016-06-30' },
    says: 'Ni var med i',
  },
  {
    name: 'whose fifth customer came a day late',
    registration: {},
    fifthIsLate: true,
    says: 'Ni har 4 kvalificerade kunder: 1 för lite för 5',
  },
  { name: 'of another country', registration: {}, country: 'PL', says: 'Landet är' },
];

/** Registered in the first and in the last minute, and elsewhere until the day before and from the day after. */
const GOOD: readonly { readonly at: string; readonly standings: readonly (readonly [string, string])[] }[] = [
  { at: '2015-06-30T22:00:00Z', standings: [['2015-01-01', '2015-06-30']] },
  { at: '2015-12-14T22:59:00Z', standings: [['2016-01-01', '2016-12-31']] },
  { at: REGISTERED, standings: [] },
];

/** Customers that count for nobody, and what is said of them. */
const LEFT_OUT: readonly {
  readonly line?: CsvRow;
  readonly profile?: CsvRow;
  readonly earlier?: true;
  readonly says: string;
}[] = [
  { profile: { segment: 'Corporate' }, says: 'Kunden tillhör segmentet Corporate' },
  { earlier: true, says: 'Kunden köpte produktfamiljen första gången den' },
];

/** Registrations and sales, drawn by a seed, with what they are to come to. */
export function dealtRegistrations(seed: number): {
  readonly files: ImportFiles;
  readonly partners: readonly DealtPartner[];
} {
  const random = new SeededRandom(seed);
  const files = new ImportFiles()
    .rows(
      'products.csv',
      {
        product: 'office-365-open',
        product_family: 'office-365',
        offer_id: 'open:Q4Y-00003',
        sku_part_number: 'Q4Y-00003',
      },
      { product: 'office-open', product_family: 'office', offer_id: 'open:021-10257', sku_part_number: '021-10257' },
    )
    .rows('coverage.csv', { resource: 'billing', known_from: '2014-01-01', known_to: '2016-01-31' });
  let customers = 0;

  const sold = (partner: string, day: number, more: (typeof LEFT_OUT)[number] | undefined): DealtCustomer => {
    customers += 1;
    const customer = customers;
    // The first of July on the first day, the last of December on the last: both count.
    const soldOn = new Date(Date.UTC(2015, 6, 1 + day)).toISOString().slice(0, 10);
    const revenue = random.integer(10_000, 999_999);
    const line = (date: string, cents: number, agreement: string) =>
      agreementLine(customer, {
        AgreementNumber: agreement,
        SaleDate: date,
        Subtotal: (cents / 100).toFixed(2),
        ResellerMpnId: partner,
        Quantity: random.integer(1, 50),
      });
    files
      .rows('customers.csv', {
        customer_id: customerId(customer),
        name: `Customer ${String(customer)}`,
        segment: 'SMB',
        ...more?.profile,
      })
      .rows('billing/open.csv', line(soldOn, revenue, `A-${String(customer)}`));
    if (more?.earlier === true) files.rows('billing/earlier.csv', line('2015-06-30', 100, `E-${String(customer)}`));
    return { customer, soldOn, revenue, says: more?.says };
  };

  const register = (partner: string, changes: CsvRow | undefined, country = 'SE') => {
    files.partner(partner, {
      profile: { country, locale: 'sv-SE', contact_email: `pat@partner${partner}.example` },
      account: { currency: 'EUR' },
    });
    if (changes === undefined) return;
    const registered = {
      partner_id: partner,
      campaign_id: CLOUD_OPEN,
      registered_at: REGISTERED,
      contact_email: `pat@partner${partner}.example`,
      company_name: `Partner ${partner} Ltd`,
      terms_version: '10at5-2015',
      agreement_number: `A-${partner}`,
      ...changes,
    };
    files.rows('registrations.csv', { ...registered, terms_accepted_at: registered.registered_at });
  };
  const elsewhere = (partner: string, from: string, to: string) =>
    files.rows('partner_standings.csv', {
      partner_id: partner,
      kind: 'exclusion',
      name: MRI,
      valid_from: from,
      valid_to: to,
    });

  const good = GOOD.map(({ at, standings }, place): DealtPartner => {
    const partner = String(1001 + place);
    register(partner, { registered_at: at });
    for (const [from, to] of standings) elsewhere(partner, from, to);
    const days = random.shuffled(Array.from({ length: 182 }, (_, day) => day + 1)).slice(0, random.integer(5, 9));
    const counted = [0, ...days, 183].map((day) => sold(partner, day, undefined));
    return { partner, fate: undefined, customers: [...counted, ...LEFT_OUT.map((more) => sold(partner, 90, more))] };
  });
  const others = random.shuffled(FATES).map((fate, place): DealtPartner => {
    const partner = String(1101 + place);
    register(partner, fate.registration, fate.country);
    if (fate.standing !== undefined) elsewhere(partner, fate.standing.from, fate.standing.to);
    const days = random.shuffled(Array.from({ length: 182 }, (_, day) => day + 1)).slice(0, 5);
    const customers = days.map((day, index) =>
      sold(partner, fate.fifthIsLate === true && index === 4 ? 184 : day, undefined),
    );
    return { partner, fate, customers: fate.fifthIsLate === true ? customers.slice(0, 4) : customers };
  });
  return { files, partners: [...good, ...others] };
}

/** A tenth of what the fifth customer and each later one was billed, to the cent, half away from zero. */
export function earnedBy({ fate, customers }: DealtPartner): string {
  if (fate !== undefined && fate.isDecided !== true) return '0.00';
  const counted = customers
    .filter(({ says }) => says === undefined)
    .toSorted((a, b) => (a.soldOn < b.soldOn ? -1 : a.soldOn > b.soldOn ? 1 : 0));
  const revenue = counted.slice(4).reduce((sum, each) => sum + each.revenue, 0);
  return (Math.floor((revenue + 5) / 10) / 100).toFixed(2);
}
