import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CalculateCampaign, determinationsOfRun } from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder, type FolderImport, type Quarantined } from '../../src/ingest/index.js';
import {
  BUSINESS_CENTRAL,
  csv,
  customerId,
  ibanOf,
  ImportFiles,
  licenceLine,
  newCommerceLine,
  type CsvRow,
} from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const AT = '2019-06-30T20:00:00Z';
/** Its last eight digits are found nowhere else. */
const ACCOUNT = 91827364;
const IBAN = ibanOf(ACCOUNT);

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

type BadValue = readonly [column: string, value: string | undefined, expected: string, found?: string];
interface FileCase {
  readonly file: string;
  readonly good: CsvRow;
  /** A row each: the good one, but for this value. `found` is the value in quotes, unless it says otherwise. */
  readonly bad: readonly BadValue[];
}

const GUID = 'a GUID such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301';
const DAY = 'a date YYYY-MM-DD';
const INSTANT = 'an instant in ISO 8601 with offset, such as 2019-06-30T23:00:00Z';
const DAY_OR_INSTANT = 'a date YYYY-MM-DD or an instant in ISO 8601 with offset';
const BILLING_DAY = 'a date M/D/YYYY with a year of four digits, or ISO 8601';
const BILLING_NUMBER = 'a decimal number, such as 12.5 or 5E-05';
const SEATS = 'a whole number of seats';
const PARTNER = 'a partner id, not 0 or -1';
const HIDDEN = 'a value that is not shown';
const customer_id = customerId(1);
const partner_id = '1001';

const FILES: readonly FileCase[] = [
  {
    file: 'products.csv',
    good: {
      product: 'sales',
      product_family: 'dynamics-365',
      sku_part_number: 'A_PART',
      sku_id: undefined,
      valid_from: '2019-01-01',
      valid_to: '2019-12-31',
    },
    bad: [
      ['product', '', 'text', 'nothing'],
      ['product_family', ' ', 'text', 'nothing'],
      ['sku_id', 'A_PART', GUID],
      ['valid_from', '2019-02-29', DAY],
      ['valid_to', '2018-12-31', 'a day on or after 2019-01-01'],
    ],
  },
  {
    file: 'partners.csv',
    good: { partner_id, legal_name: 'A', country: 'GB' },
    bad: [
      ['partner_id', '', PARTNER, 'nothing'],
      ['partner_id', '0', PARTNER],
      ['partner_id', '-1', PARTNER],
      ['legal_name', '', 'text', 'nothing'],
      ['country', '', 'text', 'nothing'],
    ],
  },
  {
    file: 'partner_standings.csv',
    good: { partner_id, kind: 'membership', name: 'mpn', valid_from: '2019-01-01', valid_to: '2019-01-01' },
    bad: [
      ['kind', 'Membership', 'membership, agreement, enrolment, competency, exclusion or onboarding'],
      ['name', '', 'text', 'nothing'],
      ['valid_from', '1/2/2019', DAY],
      ['valid_to', '2018-12-31', 'a day on or after 2019-01-01'],
    ],
  },
  {
    file: 'customers.csv',
    good: { customer_id, segment: 'SMB' },
    bad: [
      ['customer_id', '', GUID, 'nothing'],
      ['customer_id', `${customer_id}0`, GUID],
    ],
  },
  {
    file: 'prior_purchases.csv',
    good: { customer_id, product_family: 'dynamics-365', first_purchased_on: 'never' },
    bad: [
      ['product_family', '', 'text', 'nothing'],
      ['first_purchased_on', 'Never', 'a date YYYY-MM-DD, or never'],
      ['first_purchased_on', '', 'a date YYYY-MM-DD, or never', 'nothing'],
    ],
  },
  {
    file: 'subscriptions.csv',
    good: {
      customer_id,
      subscription_id: 's-1',
      offer_id: BUSINESS_CENTRAL.offerId,
      quantity: '15.0',
      is_trial: 'FALSE',
      effective_start: '2019-06-01',
      commitment_end: '2019-06-01',
      observed_at: AT,
    },
    bad: [
      ['subscription_id', '', 'text', 'nothing'],
      ['offer_id', '', 'text', 'nothing'],
      ['quantity', '14.5', SEATS],
      ['is_trial', 'no', 'true or false'],
      ['effective_start', 'soon', DAY_OR_INSTANT],
      ['commitment_end', '2019-05-31', 'an end that is not before 2019-06-01'],
      ['observed_at', '2019-06-30T20:00:00', INSTANT],
    ],
  },
  {
    file: 'seats.csv',
    good: { customer_id, sku_id: BUSINESS_CENTRAL.skuId, assigned: 15, purchased: 15, observed_at: AT },
    bad: [
      ['sku_id', '', 'a sku_id or a sku_part_number', 'neither'],
      ['assigned', '', `${SEATS}, 0 or more`, 'nothing'],
      ['assigned', '14.5', `${SEATS}, 0 or more`],
      ['assigned', '-1', `${SEATS}, 0 or more`],
      ['assigned', '1,000', `${SEATS}, 0 or more`],
      ['assigned', '1e3', `${SEATS}, 0 or more`],
      ['purchased', 'all', SEATS],
      ['observed_at', '2019-06-30', INSTANT],
    ],
  },
  {
    file: 'no_access.csv',
    good: { customer_id, resource: 'seats', observed_at: AT },
    bad: [
      ['resource', 'billing', 'seats or subscriptions'],
      ['observed_at', '', INSTANT, 'nothing'],
    ],
  },
  {
    file: 'coverage.csv',
    good: { resource: 'billing', known_from: '2019-01-01', known_to: '2019-01-01' },
    bad: [
      ['resource', 'Seats', 'subscriptions, seats or billing'],
      ['known_from', '2019-1-1', DAY],
      ['known_to', '2018-12-31', 'a day on or after 2019-01-01'],
    ],
  },
  {
    file: 'proofs.csv',
    good: { partner_id, campaign_id: 'a-campaign', received_on: '2019-07-01' },
    bad: [
      ['campaign_id', '', 'text', 'nothing'],
      ['received_on', '2019-07-01T10:00:00Z', DAY],
    ],
  },
  {
    file: 'registrations.csv',
    good: { partner_id, campaign_id: 'a-campaign', registered_at: AT, contact_email: 'a@b.example', company_name: 'A' },
    bad: [
      ['registered_at', '2019-06-30', INSTANT],
      ['contact_email', '', 'text', 'nothing'],
      ['company_name', '', 'text', 'nothing'],
    ],
  },
  {
    file: 'claims.csv',
    good: { claim_id: 'C-1', partner_id, campaign_id: 'a-campaign', received_at: AT },
    bad: [
      ['claim_id', '', 'text', 'nothing'],
      ['received_at', 'yesterday', INSTANT],
    ],
  },
  {
    file: 'bank_accounts.csv',
    good: { partner_id, account_name: 'A', account_kind: 'business', iban: IBAN, bank_country: 'GB', currency: 'GBP' },
    bad: [
      ['account_kind', 'Business', 'business or personal'],
      ['account_kind', IBAN, 'business or personal', HIDDEN],
      ['bic', IBAN, 'a BIC of 8 or 11 characters', HIDDEN],
      ['bic', '12345678', 'a BIC of 8 or 11 characters', HIDDEN],
      ['account_name', `Acme Ltd, ${IBAN}`, 'no number as long as an account number', HIDDEN],
      ['town', String(ACCOUNT), 'no number as long as an account number', HIDDEN],
      ['bank_country', '', 'text', 'nothing'],
      ['currency', '', 'text', 'nothing'],
    ],
  },
  {
    file: 'fx_rates.csv',
    good: { base: 'USD', quote: 'GBP', rate: '0.785', rate_on: '2019-06-28', source: 'ECB' },
    bad: [
      ['base', 'US$', 'an ISO 4217 currency code in use, such as USD'],
      ['quote', 'USD', 'another currency than the base', 'USD'],
      ['rate', '0', 'a decimal above 0 with a point and no grouping'],
      ['rate', '0,785', 'a decimal above 0 with a point and no grouping'],
      ['rate_on', '', DAY, 'nothing'],
      ['source', '', 'text', 'nothing'],
    ],
  },
  {
    file: 'billing/D1.csv',
    good: licenceLine(1, { Quantity: '15.0', Subtotal: '5E-05', ProductQualifiers: undefined }),
    bad: [
      ['CustomerId', 'contoso', GUID],
      ['DurableOfferID', '', 'text', 'nothing'],
      ['ChargeStartDate', '31/5/2019', BILLING_DAY],
      ['ChargeStartDate', '6/1/19', BILLING_DAY],
      ['ChargeStartDate', '0001-01-01', BILLING_DAY],
      ['ChargeEndDate', '5/31/2019', 'a day on or after 2019-06-01', '"2019-05-31"'],
      ['Subtotal', '', BILLING_NUMBER, 'nothing'],
      ['Quantity', '1,000', BILLING_NUMBER],
      ['ProductQualifiers', '["Trial"', 'a JSON list of words, or one word'],
      ['ProductQualifiers', 'Trial,AddOn', 'a JSON list of words, or one word'],
      // Last: what is wrong only because the product is one that is counted is found when the delivery closes.
      ['Quantity', '14.5', SEATS],
      ['Quantity', '1000000001', SEATS],
    ],
  },
  {
    file: 'billing/new-commerce.csv',
    good: newCommerceLine(1),
    bad: [
      ['InvoiceNumber', '', 'text', 'nothing'],
      ['ProductId', '', 'text', 'nothing'],
      ['SkuId', '', 'text', 'nothing'],
      ['BillableQuantity', '', BILLING_NUMBER, 'nothing'],
      ['ChargeEndDate', '2019-06-31', BILLING_DAY],
    ],
  },
];

describe('a value that cannot be read', () => {
  it.each(FILES)('sends its row to quarantine and keeps the others: $file', async ({ file, good, bad }) => {
    const rows = [good, ...bad.map(([column, value]) => ({ ...good, [column]: value })), good];
    const result = await imported(new ImportFiles().rows(file, ...rows));
    expect(result.quarantined).toEqual(
      bad.map(([column, value, expected, found], index) => ({
        file,
        line: index + 3,
        column: column.toLowerCase(),
        code: 'ROW_UNREADABLE',
        expected,
        found: found ?? `"${value ?? ''}"`,
      })),
    );
    expect(result.files).toEqual([expect.objectContaining({ file, rowsRead: rows.length, columnsIgnored: [] })]);
    expect(result.filesUnreadable).toEqual([]);
    expect(await stored()).toEqual(result.quarantined);
  });

  it('is named by its own column where seats of new commerce are not whole', async () => {
    const product: CsvRow = {
      product: 'sales',
      product_family: 'dynamics-365',
      sku_part_number: 'A_PART',
      offer_id: 'cfq7ttc0lh18:0001',
    };
    const result = await imported(
      new ImportFiles()
        .rows('products.csv', product)
        .rows('billing/a.csv', newCommerceLine(1, { BillableQuantity: '0.5' }), newCommerceLine(1)),
    );
    expect(result.quarantined).toMatchObject([{ line: 2, column: 'billablequantity', found: '"0.5"' }]);
  });

  it('is found later, where products.csv counts a product only then', async () => {
    await imported(
      new ImportFiles().rows('billing/a.csv', newCommerceLine(1, { BillableQuantity: '0.5' }), newCommerceLine(1)),
    );
    const mapping = new ImportFiles().rows('products.csv', {
      product: 'sales',
      product_family: 'dynamics-365',
      sku_part_number: 'A_PART',
      offer_id: 'cfq7ttc0lh18:0001',
    });
    const result = await imported(mapping);
    expect(result.quarantined).toMatchObject([
      { file: 'billing/a.csv (delivery 1)', line: 2, column: 'billablequantity', found: '"0.5"' },
    ]);
    expect(await query('SELECT seats_billed::integer AS seats FROM billed_seat_history')).toEqual([{ seats: 15 }]);
    expect((await imported(mapping)).quarantined).toEqual([]);
  });

  it('in JSON lines is found by its line, and numbers of many digits stay what they are', async () => {
    const line = (changes: Readonly<Record<string, unknown>>) => JSON.stringify({ ...newCommerceLine(1), ...changes });
    const digits = '12345678901234567890.123456789';
    const result = await imported(
      new ImportFiles().file(
        'billing/export.jsonl',
        [
          line({}),
          '{"CustomerId":',
          '["a list"]',
          line({ Subtotal: null }),
          line({ ProductQualifiers: ['Trial', 7] }),
          line({ ChargeStartDate: '' }),
          line({ Subtotal: 0 }).replace('"Subtotal":0', `"Subtotal":${digits}`),
          '',
        ].join('\n'),
      ),
    );
    expect(result.quarantined).toMatchObject([
      { line: 2, column: null, found: '{"CustomerId":' },
      { line: 3, column: null, found: '["a list"]' },
      { line: 4, column: 'subtotal', found: 'nothing' },
      { line: 5, column: 'productqualifiers', found: '"["Trial",7]"' },
      { line: 6, column: 'chargestartdate', found: 'nothing' },
    ]);
    expect(await query(`SELECT subtotal::text FROM billing_line ORDER BY line`)).toEqual([
      { subtotal: '750' },
      { subtotal: digits },
    ]);
  });

  it('is told from a row of another shape', async () => {
    const result = await imported(
      new ImportFiles().file(
        'customers.csv',
        `customer_id,segment\n${customer_id}\n${customer_id},SMB,more\n${customer_id},SMB\n`,
      ),
    );
    expect(result.quarantined).toMatchObject([
      { line: 2, column: null, expected: '2 values, as the header has', found: '1 values' },
      { line: 3, column: null, expected: '2 values, as the header has', found: '3 values' },
    ]);
    expect(result.files).toMatchObject([{ rowsTaken: 1 }]);
  });

  it('in every row, because a required column is missing, leaves the other files whole', async () => {
    const result = await imported(
      new ImportFiles()
        .rows('partners.csv', { partner_id, country: 'GB' }, { partner_id: '1002', country: 'GB' })
        .rows('customers.csv', { customer_id, segment: 'SMB' }),
    );
    expect(result.quarantined).toMatchObject([{ column: 'legal_name' }, { column: 'legal_name' }]);
    expect(await query('SELECT segment FROM customer_profile')).toEqual([{ segment: 'SMB' }]);
  });

  it('is on record once, however often the folder comes', async () => {
    const folder = new ImportFiles().rows('customers.csv', { customer_id: 'x' }).writeTo(seatbacks.newFolder());
    const first = await seatback.app.get(ImportFolder).execute(folder);
    const second = await seatback.app.get(ImportFolder).execute(folder);
    expect(second.quarantined).toEqual(first.quarantined);
    expect(second.delivery).toBeUndefined();
    expect(await stored()).toHaveLength(1);
  });
});

describe('a row of seats.csv that cannot be read', () => {
  const outcome = async () => {
    const { app } = seatback;
    const run = await app.get(CalculateCampaign).execute(aCampaign());
    return app.get(UnitOfWork).inTransaction(async (session) => {
      const rows = [];
      for await (const row of determinationsOfRun(session, run.campaignId, run.run)) rows.push(row);
      return rows.map((row) => ({ outcome: row.outcome, assigned: row.seatsAssigned }));
    });
  };
  const sale = () => new ImportFiles().partner(partner_id).sale(1).billingIsKnown();
  const other: CsvRow = { customer_id, sku_part_number: 'OTHER', assigned: 1, observed_at: AT };

  it('makes its reading a refusal', async () => {
    await imported(sale());
    expect(await outcome()).toEqual([{ outcome: 'qualified', assigned: 15 }]);
    await imported(new ImportFiles().rows('seats.csv', other, { ...other, assigned: 'x' }));
    expect(await outcome()).toEqual([{ outcome: 'undecided', assigned: null }]);
  });

  it('leaves its reading refused when it comes again in good order, and says so', async () => {
    await imported(sale());
    const mended = { ...other, sku_part_number: 'ANOTHER', assigned: 3 };
    await imported(new ImportFiles().rows('seats.csv', other, { ...mended, assigned: 'x' }));
    const folder = new ImportFiles().rows('seats.csv', other, mended).writeTo(seatbacks.newFolder());
    const expected = [
      {
        file: 'seats.csv',
        line: 2,
        column: 'observed_at',
        code: 'READING_REFUSED_BEFORE',
        expected: 'a reading of another instant: that of this one was refused in delivery 2',
        found: 'rows of the same customer and instant',
      },
    ];
    expect((await seatback.app.get(ImportFolder).execute(folder)).quarantined).toEqual(expected);
    expect(await outcome()).toEqual([{ outcome: 'undecided', assigned: null }]);
    const again = await seatback.app.get(ImportFolder).execute(folder);
    expect(again).toMatchObject({ delivery: undefined, quarantined: expected });
    // A reading of a later instant is what decides.
    const later = { ...other, sku_id: BUSINESS_CENTRAL.skuId, sku_part_number: undefined, assigned: 15 };
    await imported(new ImportFiles().rows('seats.csv', { ...later, observed_at: '2019-06-30T21:00:00Z' }));
    expect(await outcome()).toEqual([{ outcome: 'qualified', assigned: 15 }]);
  });

  it('is one whose sku_id and sku_part_number are known and different', async () => {
    await imported(sale());
    const products = ['A_PART', 'B_PART'].map((sku_part_number) => ({
      product: 'sales',
      product_family: 'dynamics-365',
      sku_part_number,
      valid_from: '2019-01-01',
      valid_to: '2019-06-30',
    }));
    const row = (sku_part_number: string, observed_at: string) => ({
      ...other,
      sku_id: BUSINESS_CENTRAL.skuId,
      sku_part_number,
      observed_at,
    });
    const result = await imported(
      new ImportFiles()
        .rows('products.csv', ...products)
        // Known and different; not known; and on a day that is one or the other, as the campaign's zone has it.
        .rows(
          'seats.csv',
          row('A_PART', '2019-06-30T09:00:00Z'),
          row('X_PART', AT),
          row('B_PART', '2019-07-01T02:00:00Z'),
        ),
    );
    expect(result.quarantined).toEqual([
      {
        file: 'seats.csv',
        line: 2,
        column: 'sku_part_number',
        code: 'ROW_UNREADABLE',
        expected: `a part number of the SKU ${BUSINESS_CENTRAL.skuId}`,
        found: '"a_part"',
      },
    ]);
    expect(await query('SELECT observed_at AS at, cause FROM refusal')).toEqual([
      { at: '2019-06-30T09:00:00.000000Z', cause: 'unreadable' },
    ]);
  });

  it('makes none where customer or instant cannot be read either', async () => {
    await imported(sale());
    await imported(
      new ImportFiles().rows('seats.csv', { ...other, customer_id: 'x' }, { ...other, observed_at: '30 June' }),
    );
    expect(await outcome()).toEqual([{ outcome: 'qualified', assigned: 15 }]);
  });

  it('that has one SKU twice: equal counts once, different is a refusal', async () => {
    const row: CsvRow = { customer_id, sku_id: BUSINESS_CENTRAL.skuId, sku_part_number: undefined, assigned: 20 };
    const byPart = { ...row, sku_id: undefined, sku_part_number: BUSINESS_CENTRAL.partNumber.toLowerCase() };
    const at = (observed_at: string, ...rows: CsvRow[]) => rows.map((each) => ({ ...each, observed_at }));
    await imported(sale());
    await imported(new ImportFiles().rows('seats.csv', ...at('2019-06-30T21:00:00Z', row, byPart)));
    expect(await outcome()).toEqual([{ outcome: 'qualified', assigned: 20 }]);
    await imported(
      new ImportFiles().rows('seats.csv', ...at('2019-06-30T22:00:00Z', row, { ...byPart, assigned: 21 })),
    );
    expect(await outcome()).toEqual([{ outcome: 'undecided', assigned: null }]);
  });
});

describe('a file that cannot be read', () => {
  const rows = [{ customer_id, segment: 'SMB' }];
  const text = csv(rows);
  const cases: readonly (readonly [what: string, name: string, content: string | Buffer, expected: string])[] = [
    ['is a gzip that was cut short', 'customers.csv.gz', gzipSync(text).subarray(0, 30), 'a whole gzip file'],
    ['is no gzip at all', 'customers.csv.gz', Buffer.from(text), 'a whole gzip file'],
    ['is not UTF-8', 'customers.csv', Buffer.concat([Buffer.from(text), Buffer.from([0x80, 0x0a])]), 'text in UTF-8'],
    [
      'does not close a quote',
      'customers.csv',
      `${text}${customerId(2)},"SMB\n${customerId(3)},SMB\n`,
      'CSV by RFC 4180',
    ],
    [
      'has no header',
      'customers.csv',
      `${customer_id},SMB\n`,
      'a header with columns such as customer_id, name, domain',
    ],
    ['is empty', 'customers.csv', '', 'a header line'],
    ['has a column twice', 'customers.csv', `segment,${text}`, 'each column once in the header'],
    [
      'is of no known billing form',
      'billing/x.csv',
      text,
      "the header of one of Microsoft's reconciliation files, or of a report of Open agreements",
    ],
    ['breaks off after good lines', 'billing/D1.csv', `${csv([licenceLine(1), licenceLine(2)])}"`, 'CSV by RFC 4180'],
  ];

  it.each(cases)(
    'is left out whole, and the rest of the folder is taken: it %s',
    async (_what, name, content, expected) => {
      const result = await imported(
        new ImportFiles().rows('partners.csv', { partner_id, legal_name: 'A', country: 'GB' }).file(name, content),
      );
      expect(result.filesUnreadable).toEqual([
        expect.objectContaining({ file: name, line: 0, column: null, code: 'FILE_UNREADABLE', expected }),
      ]);
      expect(await stored()).toEqual(result.filesUnreadable);
      expect(await query('SELECT legal_name AS name FROM partner_profile')).toEqual([{ name: 'A' }]);
      expect(await query('SELECT 1 FROM customer UNION ALL SELECT 1 FROM invoice')).toEqual([]);
    },
  );

  it('is read when it comes again in good order', async () => {
    await imported(new ImportFiles().file('customers.csv', ''));
    await imported(new ImportFiles().rows('customers.csv', ...rows));
    expect(await query('SELECT segment FROM customer_profile')).toEqual([{ segment: 'SMB' }]);
  });

  it('takes no line of an invoice with it that another file brings', async () => {
    const broken = `${csv([licenceLine(1), licenceLine(2)])}"`;
    await imported(new ImportFiles().file('billing/D1.csv', broken).rows('billing/D1.txt', licenceLine(3)));
    expect(
      await query('SELECT invoice_number AS invoice, line, file FROM billing_line JOIN invoice USING (invoice_key)'),
    ).toEqual([{ invoice: 'D1', line: 1, file: 'billing/D1.txt' }]);
  });

  it('is not missed: names that mean nothing are reported', async () => {
    const result = await imported(
      new ImportFiles().file('Customers.csv', text).file('notes.txt', 'x').file('.hidden', 'x'),
    );
    expect(result.filesIgnored).toEqual(['Customers.csv', 'notes.txt']);
  });
});

describe('billing that comes more than once in a folder', () => {
  const lines = () => query(`SELECT file, line, quantity::text FROM billing_line ORDER BY file, line`);

  it('counts once where two files are equal, packed or not', async () => {
    const content = csv([licenceLine(1), licenceLine(1)]);
    const result = await imported(new ImportFiles().file('billing/D1.csv', content).file('billing/D2.csv.gz', content));
    expect(result.files).toMatchObject([{ rowsTaken: 2 }, { rowsTaken: 0, sameAs: 'billing/D1.csv' }]);
    expect(await lines()).toEqual([
      { file: 'billing/D1.csv', line: 1, quantity: '15' },
      { file: 'billing/D1.csv', line: 2, quantity: '15' },
    ]);
  });

  it('is one invoice where two files of one form bring its lines', async () => {
    await imported(
      new ImportFiles()
        .rows('billing/a.csv', newCommerceLine(1))
        .rows('billing/b.csv', newCommerceLine(1, { BillableQuantity: 3 })),
    );
    expect(await lines()).toEqual([
      { file: 'billing/a.csv', line: 1, quantity: '15' },
      { file: 'billing/b.csv', line: 2, quantity: '3' },
    ]);
    expect(await query('SELECT line_count AS lines FROM invoice')).toEqual([{ lines: 2 }]);
  });

  it('is quarantined line by line where an invoice comes in a second form', async () => {
    const jsonLines = [newCommerceLine(1), newCommerceLine(2, { InvoiceNumber: 'G2' })].map(
      (line) => `${JSON.stringify(line)}\n`,
    );
    const result = await imported(
      new ImportFiles().rows('billing/a.csv', newCommerceLine(1)).file('billing/b.jsonl', jsonLines.join('')),
    );
    expect(result.quarantined).toEqual([
      {
        file: 'billing/b.jsonl',
        line: 1,
        column: null,
        code: 'INVOICE_IN_TWO_FORMS',
        expected: 'invoice G000000001 in one form',
        found: 'new-commerce-json-lines, after new-commerce-csv in the same folder',
      },
    ]);
    expect(await lines()).toMatchObject([{ file: 'billing/a.csv' }, { file: 'billing/b.jsonl' }]);
  });
});

describe('an account number', () => {
  const digits = String(ACCOUNT);
  /** As it could be found: as digits, in print form, in hexadecimal, and in base64 at each of its three offsets. */
  const forms = [
    digits,
    IBAN.replace(/(.{4})/g, '$1 ').trim(),
    IBAN.toLowerCase(),
    Buffer.from(digits).toString('hex'),
    ...[0, 1, 2].map((offset) =>
      Buffer.from('x'.repeat(offset) + digits)
        .toString('base64')
        .slice(4, -4),
    ),
  ];
  const accounts = () =>
    new ImportFiles()
      .partner(partner_id, { account: { iban: IBAN.replace(/(.{4})/g, '$1 ').trim() } })
      .partner('1002', {
        account: { iban: undefined, account_number: digits },
      });

  it('is found by this search where it does stand in the clear', async () => {
    await imported(new ImportFiles().rows('customers.csv', { customer_id, name: `pays to ${IBAN}` }));
    expect(await tablesThatShow(forms)).toEqual(['customer_profile', 'payload_chunk']);
  });

  it('stands in no table in the clear, and not in what an import says', async () => {
    const results = [
      await imported(accounts()),
      await imported(accounts().account('1003', { account_kind: IBAN, iban: IBAN })),
      await imported(accounts().account('1003', { bank_country: undefined, iban: IBAN })),
      await imported(accounts().account('1003', { submitted_at: digits, iban: IBAN })),
      await imported(
        new ImportFiles().file('bank_accounts.csv', `1001,A,business,${IBAN},GB,GBP\n1002,A,business,${IBAN},GB,GBP\n`),
      ),
      await imported(new ImportFiles().file('bank_accounts.csv', `1001,${IBAN},${IBAN}\n`)),
      await imported(new ImportFiles().file('bank_accounts.csv', `partner_id,iban\n1001,"${IBAN}\n`)),
      await imported(new ImportFiles().file('bank_accounts.csv', `partner_id,iban\n1001,"${IBAN}"0\n1001,${IBAN}"\n`)),
      await imported(
        new ImportFiles().file('bank_accounts.csv', Buffer.from(`partner_id,iban\n1001,${IBAN}\xff\n`, 'latin1')),
      ),
      await imported(
        new ImportFiles().file('bank_accounts.csv.gz', gzipSync(`partner_id,iban\n1001,${IBAN}\n`).subarray(0, 40)),
      ),
      // In the wrong folder, with and without a header; and in columns that are kept as they are.
      await imported(new ImportFiles().file('billing/bank_accounts.csv', `partner_id,iban\n1001,${IBAN}\n`)),
      await imported(new ImportFiles().file('billing/a.csv', `1001,acme,business,${IBAN.toLowerCase()},GB,GBP\n`)),
      await imported(new ImportFiles().file('billing/a.jsonl', `{"partner_id":"1001","iban":"${IBAN}"}\n`)),
      await imported(new ImportFiles().file('billing/b.jsonl', `{"iban":"${IBAN}"\n{"iban":"${IBAN}"\n`)),
      await imported(accounts().account('1003', { bic: IBAN })),
      await imported(accounts().account('1003', { account_name: `Acme Ltd, ${IBAN}` })),
      await imported(
        accounts().account('1003', { clearing_system: 'USABA', clearing_member_id: `021000021 ${digits}` }),
      ),
      await imported(accounts().account('1003', { clearing_member_id: digits })),
    ];
    expect(results.map(({ quarantined }) => quarantined.length)).toEqual([
      0, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1,
    ]);
    expect(results.map((result) => forms.filter((form) => JSON.stringify(result).includes(form)))).toEqual(
      results.map(() => []),
    );
    expect(await tablesThatShow(forms)).toEqual([]);
  });

  it('is not shown where it stands in place of a column name', async () => {
    const result = await imported(new ImportFiles().file('customers.csv', `customer_id,${digits}\n${customer_id},x\n`));
    expect(result.files).toMatchObject([{ rowsTaken: 1, columnsIgnored: ['(not shown)'] }]);
  });

  it('keeps its last four only where they do not give it away', async () => {
    const account = (account_number: string) => ({ account: { iban: undefined, account_number } });
    await imported(
      new ImportFiles()
        .partner('1', account('12345'))
        .partner('2', account('12-34-56'))
        .partner('3', account('12-34-567')),
    );
    expect(
      await query(
        'SELECT partner_id AS partner, account_last_four AS four FROM bank_account JOIN partner USING (partner_key) ORDER BY 1',
      ),
    ).toEqual([
      { partner: '1', four: '****' },
      { partner: '2', four: '****' },
      { partner: '3', four: '4567' },
    ]);
  });

  it('is sealed in the payload too, which its key opens', async () => {
    const content = csv([
      { partner_id, account_name: 'A', account_kind: 'business', iban: IBAN, bank_country: 'GB', currency: 'GBP' },
    ]);
    await imported(new ImportFiles().file('bank_accounts.csv', content));
    const [chunk] = await query<{ hash: Buffer; content: Buffer; key: string }>(
      'SELECT payload_hash AS hash, content, sealed_with AS key FROM payload JOIN payload_chunk USING (payload_hash)',
    );
    const vault = seatback.app.get(Vault);
    expect(chunk!.key).toBe(vault.keyId);
    const opened = vault.open(chunk!.content, `payload ${chunk!.hash.toString('hex')} chunk 0`);
    expect(gunzipSync(opened).toString()).toBe(content);
    expect(() => vault.open(chunk!.content, `payload ${chunk!.hash.toString('hex')} chunk 1`)).toThrow('SEAL_BROKEN');
  });
});

async function imported(files: ImportFiles): Promise<FolderImport> {
  return seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

async function stored(): Promise<Quarantined[]> {
  return query(
    'SELECT file, line, column_name AS column, code, expected, found FROM quarantined_row ORDER BY quarantined_row',
  );
}

/** Tables with one of the texts in the text of a row; of payloads that are not sealed, in what they unpack to. */
async function tablesThatShow(texts: readonly string[]): Promise<string[]> {
  const tables = await query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
  const shows = (text: string) => texts.some((each) => text.includes(each));
  const showing: string[] = [];
  for (const { name } of tables) {
    const rows = await query<{ whole: string }>(`SELECT t::text AS whole FROM ${name} AS t`);
    if (rows.some(({ whole }) => shows(whole))) showing.push(name);
  }
  const chunks = await query<{ content: Buffer }>(
    'SELECT content FROM payload JOIN payload_chunk USING (payload_hash) WHERE sealed_with IS NULL',
  );
  if (chunks.some(({ content }) => shows(gunzipSync(content).toString('latin1')))) showing.push('payload_chunk');
  return [...new Set(showing)].sort();
}
