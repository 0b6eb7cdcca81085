import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import type { SeededRandom } from '../oracle/seeded-random.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SPRING = instant('2019-04-25T00:00:00Z');
const PARTNERS = Array.from({ length: 10 }, (_, index) => String(1001 + index));
const KINDS = ['membership', 'agreement', 'competency', 'enrolment', 'exclusion'] as const;

const PREMIUM = {
  offerId: '11111111-0000-4000-8000-000000000001',
  skuId: '22222222-0000-4000-8000-000000000001',
  partNumber: 'SALES_PRO_TEST',
};

/** Something that a night may bring, with how likely it is. */
interface Happening {
  readonly name: string;
  readonly likely: number;
  readonly happen: (files: ImportFiles, at: Instant) => void;
}

/** What sources tell in a row of nights; the seed decides everything. */
export class NightlyHistory {
  readonly happened = new Map<string, number>();
  readonly #random: SeededRandom;
  readonly #customers: readonly number[];
  readonly #seats = new Map<number, number>();
  /** Customers that are not read until the night of this number. */
  readonly #missing = new Map<number, number>();
  readonly #invoices: { readonly name: string; readonly customers: readonly number[] }[] = [];
  #night = 0;
  #numbered = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#customers = Array.from({ length: random.integer(12, 36) }, (_, index) => index + 1);
  }

  /** What was known before the first night. */
  beginning(): ImportFiles {
    const random = this.#random;
    const files = new ImportFiles().rows('coverage.csv', {
      resource: 'billing',
      known_from: '2018-01-01',
      known_to: random.pick(['2019-06-30', '2019-12-31', '2019-05-31']),
    });
    files.rows('products.csv', productRow(BUSINESS_CENTRAL, 'business-central'), productRow(PREMIUM, 'sales'));
    for (const partner of PARTNERS) {
      if (!random.chance(0.1)) this.#register(files, partner);
      for (const kind of KINDS) this.#state(files, partner, kind, random.chance(0.85));
    }
    for (const customer of this.#customers) {
      this.#seats.set(customer, random.integer(8, 24));
      if (random.chance(0.9)) this.#profile(files, customer);
      if (random.chance(0.4)) this.#bought(files, customer);
      if (random.chance(0.85)) this.#invoice(files, [customer]);
      if (random.chance(0.3)) this.#subscribe(files, customer, '2019-01-05T12:00:00Z');
    }
    return files;
  }

  /** What a night tells that begins at `at`: a reading of nearly everybody, and now and then something else. */
  night(at: Instant, quiet: boolean): ImportFiles {
    this.#night += 1;
    const files = new ImportFiles();
    this.#readings(files, at, quiet);
    if (quiet) this.#count('a night without news');
    else
      for (const { name, likely, happen } of this.#happenings) {
        if (!this.#random.chance(likely)) continue;
        this.#count(name);
        happen(files, at);
      }
    return files;
  }

  get customerIds(): readonly string[] {
    return this.#customers.map(customerId);
  }

  #count(name: string): void {
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
  }

  readonly #happenings: readonly Happening[] = [
    {
      name: 'a late invoice',
      likely: 0.15,
      happen: (files) => {
        this.#invoice(files, [this.#anyone(), this.#anyone()]);
      },
    },
    {
      name: 'a corrected invoice',
      likely: 0.12,
      happen: (files) => {
        if (this.#invoices.length === 0) return;
        const { name, customers } = this.#random.pick(this.#invoices);
        files.rows(`billing/${name}.csv`, ...customers.map((customer) => this.#line(customer)));
      },
    },
    {
      name: 'a standing that changed',
      likely: 0.15,
      happen: (files) => {
        this.#state(files, this.#random.pick(PARTNERS), this.#random.pick(KINDS), this.#random.chance(0.5));
      },
    },
    {
      name: 'a partner registered otherwise',
      likely: 0.1,
      happen: (files) => {
        this.#register(files, this.#random.pick(PARTNERS));
      },
    },
    {
      name: 'a proof',
      likely: 0.15,
      happen: (files, at) => {
        files.rows('proofs.csv', {
          partner_id: this.#random.pick(PARTNERS),
          campaign_id: 'a-campaign',
          kind: this.#random.pick(['case study', 'screenshots']),
          received_on: at.slice(0, 10),
        });
      },
    },
    {
      name: 'a claim',
      likely: 0.2,
      happen: (files, at) => {
        const [partner, customer] = [this.#random.pick(PARTNERS), this.#anyone()];
        files.rows('claims.csv', {
          claim_id: `C-${String(this.#random.integer(1, 8))}`,
          partner_id: partner,
          campaign_id: 'a-campaign',
          received_at: at,
          mpn_id: partner,
          ...this.#random.pick<CsvRow>([
            { customer_name: `Customer ${String(customer)}` },
            { subscription_id: subscriptionOf(customer) },
          ]),
        });
      },
    },
    {
      name: 'a customer described otherwise',
      likely: 0.15,
      happen: (files) => {
        this.#profile(files, this.#anyone());
      },
    },
    {
      name: 'a prior purchase',
      likely: 0.1,
      happen: (files) => {
        this.#bought(files, this.#anyone());
      },
    },
    {
      name: 'a subscription',
      likely: 0.15,
      happen: (files, at) => {
        this.#subscribe(files, this.#anyone(), plusMillis(at, this.#random.integer(-40, 6) * DAY_MS));
      },
    },
    {
      name: 'billing known for other days',
      likely: 0.04,
      happen: (files) => {
        files.rows('coverage.csv', {
          resource: 'billing',
          known_from: '2018-01-01',
          known_to: this.#random.pick(['2019-06-30', '2019-07-31', '2019-12-31']),
        });
      },
    },
    {
      name: 'a product mapped otherwise',
      likely: 0.04,
      happen: (files) => {
        files.rows('products.csv', {
          ...productRow(PREMIUM, this.#random.pick(['sales', 'customer-engagement', 'talent'])),
          valid_from: this.#random.pick(['2019-01-01', '2019-05-10', '2019-06-20']),
        });
      },
    },
    {
      name: 'a reading that comes late',
      likely: 0.12,
      happen: (files, at) => {
        const customer = this.#anyone();
        files.rows(
          'seats.csv',
          seatRow(customer, this.#random.integer(5, 25), plusMillis(at, -this.#random.integer(2, 90) * HOUR_MS)),
        );
      },
    },
    {
      name: 'a reading known to be void',
      likely: 0.1,
      happen: (files, at) => {
        const [customer, back] = [this.#anyone(), this.#random.pick([0, 0, DAY_MS])];
        const read = plusMillis(at, -back);
        files.rows('seats.csv', seatRow(customer, 3, read), seatRow(customer, 4, read));
      },
    },
  ];

  #readings(files: ImportFiles, at: Instant, quiet: boolean): void {
    for (const customer of this.#customers) {
      if ((this.#missing.get(customer) ?? 0) > this.#night) continue;
      if (!quiet && this.#random.chance(0.02)) {
        this.#count('a customer that is missed');
        this.#missing.set(customer, this.#night + this.#random.integer(1, 4));
        continue;
      }
      if (!quiet && this.#random.chance(0.02)) {
        this.#count('a customer that refuses');
        files.rows('no_access.csv', { customer_id: customerId(customer), resource: 'seats', observed_at: at });
        continue;
      }
      if (!quiet && this.#random.chance(0.04)) {
        this.#count('other seats');
        this.#seats.set(customer, this.#random.integer(8, 24));
      }
      const seats = this.#seats.get(customer) ?? 0;
      files.rows('seats.csv', seatRow(customer, seats, at), seatRow(customer, Math.floor(seats / 2), at, PREMIUM));
    }
  }

  #anyone(): number {
    return this.#random.pick(this.#customers);
  }

  #invoice(files: ImportFiles, customers: readonly number[]): void {
    this.#numbered += 1;
    const name = `D${String(this.#numbered)}`;
    this.#invoices.push({ name, customers });
    files.rows(`billing/${name}.csv`, ...customers.map((customer) => this.#line(customer)));
  }

  #line(customer: number): CsvRow {
    const random = this.#random;
    const month = random.integer(1, 7);
    const first = random.pick([1, 1, 1, 10, 22]);
    const days = random.pick([5, 30, 30, 90, 180]);
    const start = new Date(Date.UTC(2019, random.chance(0.1) ? -random.integer(1, 6) : month - 1, first));
    const end = new Date(start.getTime() + days * DAY_MS);
    return licenceLine(customer, {
      ResellerMpnId: random.pick([PARTNERS[customer % PARTNERS.length] ?? '1001', random.pick(PARTNERS)]),
      DurableOfferID: random.pick([BUSINESS_CENTRAL, BUSINESS_CENTRAL, PREMIUM]).offerId,
      SyndicationPartnerSubscriptionNumber: random.chance(0.5) ? subscriptionOf(customer) : undefined,
      ChargeStartDate: american(start),
      ChargeEndDate: american(end),
      Quantity: random.integer(6, 24),
      Subtotal: random.pick(['750.00', '120.50', '33.33', '-60.00']),
    });
  }

  #subscribe(files: ImportFiles, customer: number, start: string): void {
    files.rows('subscriptions.csv', {
      customer_id: customerId(customer),
      subscription_id: subscriptionOf(customer),
      partner_id: this.#random.pick(PARTNERS),
      offer_id: this.#random.pick([BUSINESS_CENTRAL, PREMIUM]).offerId,
      is_trial: this.#random.chance(0.1),
      effective_start: this.#random.chance(0.5) ? start : start.slice(0, 10),
      observed_at: start,
    });
  }

  #profile(files: ImportFiles, customer: number): void {
    files.rows('customers.csv', {
      customer_id: customerId(customer),
      name: `Customer ${String(this.#random.chance(0.8) ? customer : this.#anyone())}`,
      country: this.#random.pick(['GB', 'GB', 'IE', 'FR']),
      segment: this.#random.pick(['SMB', 'SMB', 'SMB', 'ENTERPRISE', undefined]),
    });
  }

  #bought(files: ImportFiles, customer: number): void {
    files.rows('prior_purchases.csv', {
      customer_id: customerId(customer),
      product_family: 'dynamics-365',
      first_purchased_on: this.#random.pick(['never', 'never', '2018-11-01']),
    });
  }

  #register(files: ImportFiles, partner: string): void {
    files.rows('partners.csv', {
      partner_id: partner,
      legal_name: `Partner ${partner} Ltd`,
      country: this.#random.pick(['GB', 'GB', 'IE', 'FR']),
      global_partner_id: this.#random.pick(['9001', '9002', undefined]),
    });
  }

  /** A delivery states all standings of a partner and kind: here one, which may begin or end on a night to come. */
  #state(files: ImportFiles, partner: string, kind: (typeof KINDS)[number], holds: boolean): void {
    const random = this.#random;
    const dayAfterSpring = (days: number) => plusMillis(SPRING, days * DAY_MS).slice(0, 10);
    const from = holds || random.chance(0.5) ? '2018-01-01' : dayAfterSpring(random.integer(0, 60));
    const names = {
      membership: 'mpn',
      agreement: 'microsoft-cloud-reseller-agreement',
      competency: 'cloud-platform',
      enrolment: 'csp-indirect-reseller',
      exclusion: holds ? 'no-such-programme' : 'another-programme',
    };
    const to = dayAfterSpring(random.integer(0, 66));
    files.rows('partner_standings.csv', {
      partner_id: partner,
      kind,
      name: names[kind],
      level: kind === 'competency' ? random.pick(['gold', 'silver']) : undefined,
      valid_from: from,
      valid_to: holds || to < from ? undefined : to,
    });
  }
}

const subscriptionOf = (customer: number): string => `sub-${String(customer)}`;

function productRow({ offerId, skuId, partNumber }: typeof BUSINESS_CENTRAL | typeof PREMIUM, product: string): CsvRow {
  return {
    product,
    product_family: 'dynamics-365',
    sku_part_number: partNumber,
    sku_id: skuId,
    offer_id: offerId,
    valid_from: undefined,
  };
}

function seatRow(
  customer: number,
  assigned: number,
  observedAt: Instant,
  { partNumber, skuId }: typeof BUSINESS_CENTRAL | typeof PREMIUM = BUSINESS_CENTRAL,
): CsvRow {
  return {
    customer_id: customerId(customer),
    sku_part_number: partNumber,
    sku_id: skuId,
    assigned,
    purchased: assigned,
    observed_at: observedAt,
  };
}

const american = (day: Date): string =>
  `${String(day.getUTCMonth() + 1)}/${String(day.getUTCDate())}/${String(day.getUTCFullYear())}`;
