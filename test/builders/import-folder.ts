import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A row of a CSV file by column. A value that is undefined is left empty. */
export type CsvRow = Readonly<Record<string, string | number | boolean | undefined>>;

/** Business Central Essentials: of the built-in catalogue, known to billing by its offer and to readings by its SKU. */
export const BUSINESS_CENTRAL = {
  offerId: '1a90ee13-2cb4-4785-bb0f-542813f00a37',
  skuId: '2880026b-2b0c-4251-8656-5d41ff11e3aa',
  partNumber: 'DYN365_BUSCENTRAL_ESSENTIAL',
} as const;

/** A tenant for each number. */
export function customerId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A British account for each number, with check digits that agree. */
export function ibanOf(number: number): string {
  const account = `BUKB202015${String(number).padStart(8, '0')}`;
  const digits = `${account}GB00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `GB${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account}`;
}

export interface SaleOptions {
  readonly partner?: string;
  readonly seats?: number;
  /** As many as billed, where it is left out. */
  readonly assigned?: number;
  readonly segment?: string;
  readonly readAt?: string;
  /** The legacy file that bills it, which is the invoice too. */
  readonly invoice?: string;
}

/**
 * The files of an import folder (import contract, section 3). `partner` and `sale` write rows that meet every rule of
 * the ordinary campaign; what a test is about is said by the rows that follow them.
 */
export class ImportFiles {
  readonly #rows = new Map<string, CsvRow[]>();
  readonly #whole = new Map<string, string | Buffer>();

  rows(file: string, ...rows: readonly CsvRow[]): this {
    this.#rows.set(file, [...(this.#rows.get(file) ?? []), ...rows]);
    return this;
  }

  /** What others have to say, too. */
  and(...others: readonly ImportFiles[]): this {
    for (const other of others) for (const [file, rows] of other.#rows) this.rows(file, ...rows);
    return this;
  }

  /** All but these files. */
  without(...files: readonly string[]): ImportFiles {
    const others = new ImportFiles();
    for (const [file, rows] of this.#rows) if (!files.includes(file)) others.rows(file, ...rows);
    return others;
  }

  /** A file as it stands. */
  file(name: string, content: string | Buffer): this {
    this.#whole.set(name, content);
    return this;
  }

  /** A partner with everything that earning and being paid asks for. */
  partner(partnerId: string, changes: { readonly profile?: CsvRow; readonly account?: CsvRow | null } = {}): this {
    const standing = (kind: string, name: string, level?: string): CsvRow => ({
      partner_id: partnerId,
      kind,
      name,
      level,
      valid_from: '2018-01-01',
      valid_to: undefined,
    });
    this.rows('partners.csv', {
      partner_id: partnerId,
      legal_name: `Partner ${partnerId} Ltd`,
      country: 'GB',
      street: 'High Street',
      building: '1',
      postcode: 'EC1A 1BB',
      town: 'London',
      ...changes.profile,
    });
    this.rows(
      'partner_standings.csv',
      standing('membership', 'mpn'),
      standing('agreement', 'microsoft-cloud-reseller-agreement'),
      standing('competency', 'cloud-platform', 'gold'),
      standing('enrolment', 'csp-indirect-reseller'),
      ...['account', 'agreements', 'payment-profile', 'tax-profile'].map((step) => standing('onboarding', step)),
    );
    this.rows('proofs.csv', {
      partner_id: partnerId,
      campaign_id: 'a-campaign',
      kind: 'case study',
      received_on: '2019-07-05',
    });
    if (changes.account === null) return this;
    return this.account(partnerId, changes.account);
  }

  account(partnerId: string, changes: CsvRow = {}): this {
    return this.rows('bank_accounts.csv', {
      partner_id: partnerId,
      account_name: `Partner ${partnerId} Ltd`,
      account_kind: 'business',
      iban: ibanOf(Number(partnerId.replace(/\D/g, ''))),
      account_number: undefined,
      bic: 'BUKBGB22',
      bank_country: 'GB',
      currency: 'GBP',
      ...changes,
    });
  }

  /** A tenant that bought seats of Business Central in June 2019 and has them assigned on the last evening. */
  sale(customer: number, options: SaleOptions = {}): this {
    const { partner = '1001', seats = 15, assigned = seats, segment = 'SMB' } = options;
    const { readAt = '2019-06-30T20:00:00Z', invoice = 'D2019-06' } = options;
    return this.rows('customers.csv', { customer_id: customerId(customer), name: `Customer ${customer}`, segment })
      .rows('seats.csv', {
        customer_id: customerId(customer),
        sku_part_number: BUSINESS_CENTRAL.partNumber,
        sku_id: BUSINESS_CENTRAL.skuId,
        assigned,
        purchased: seats,
        observed_at: readAt,
      })
      .rows(`billing/${invoice}.csv`, licenceLine(customer, { ResellerMpnId: partner, Quantity: seats }));
  }

  /** All that billing ever said, from the day on which own records prove that a customer is new. */
  billingIsKnown(): this {
    return this.rows('coverage.csv', { resource: 'billing', known_from: '2018-01-01', known_to: '2019-12-31' });
  }

  /** All that it says, for whoever wants to know whether another says the same. */
  toJSON(): unknown {
    return [...this.#rows, ...this.#whole];
  }

  /** @returns the folder */
  writeTo(folder: string): string {
    for (const [name, rows] of this.#rows) write(folder, name, csv(rows));
    for (const [name, content] of this.#whole) write(folder, name, content);
    return folder;
  }
}

/** A line of the licence-based file before new commerce. */
export function licenceLine(customer: number, changes: CsvRow = {}): CsvRow {
  return {
    CustomerId: customerId(customer),
    ResellerMpnId: '1001',
    DurableOfferID: BUSINESS_CENTRAL.offerId,
    SyndicationPartnerSubscriptionNumber: undefined,
    ChargeStartDate: '6/1/2019 0:00',
    ChargeEndDate: '6/30/2019 23:59',
    ChargeType: 'Cycle fee',
    Quantity: 15,
    Subtotal: '750.00',
    Currency: 'GBP',
    ...changes,
  };
}

/** A line of the new-commerce export. */
export function newCommerceLine(customer: number, changes: CsvRow = {}): CsvRow {
  return {
    CustomerId: customerId(customer),
    InvoiceNumber: 'G000000001',
    ResellerMpnId: '1001',
    ProductId: 'CFQ7TTC0LH18',
    SkuId: '0001',
    ChargeStartDate: '6/1/2019',
    ChargeEndDate: '6/30/2019',
    BillableQuantity: 15,
    Subtotal: '750.00',
    Currency: 'GBP',
    ...changes,
  };
}

export function csv(rows: readonly CsvRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: CsvRow[string]) => {
    const text = value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(cell).join(',')}\n`)
    .join('');
}

function write(folder: string, name: string, content: string | Buffer): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content);
}
