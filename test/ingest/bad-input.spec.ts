import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, type FolderImport } from '../../src/ingest/index.js';
import {
  BUSINESS_CENTRAL,
  csv,
  customerId,
  ImportFiles,
  licenceLine,
  newCommerceLine,
} from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

const MB = 1024 * 1024;

describe('bad input stops nothing else, and none of it is lost without trace or guessed:', () => {
  const good = () => new ImportFiles().rows('customers.csv', { customer_id: customerId(1), segment: 'SMB' });
  const goodIsTaken = async () =>
    expect(await query('SELECT segment FROM customer_profile')).toEqual([{ segment: 'SMB' }]);

  it('a gzip that was cut short', async () => {
    const whole = gzipSync(csv(Array.from({ length: 5_000 }, (_, row) => licenceLine(row))));
    const result = await imported(good().file('billing/D1.csv.gz', whole.subarray(0, whole.length / 2)));
    expect(result.filesUnreadable).toMatchObject([{ file: 'billing/D1.csv.gz', expected: 'a whole gzip file' }]);
    expect(await query('SELECT 1 FROM invoice')).toEqual([]);
    await goodIsTaken();
  });

  it('a JSON line cut in half, and a number where a text was', async () => {
    const line = (changes: Readonly<Record<string, unknown>>) => JSON.stringify({ ...newCommerceLine(1), ...changes });
    const result = await imported(
      good().file(
        'billing/export.jsonl',
        [
          line({}),
          line({}).slice(0, 70),
          line({ CustomerId: 17 }),
          line({ ChargeStartDate: 20190601 }),
          line({ InvoiceNumber: 7 }),
        ].join('\n'),
      ),
    );
    expect(result.quarantined).toMatchObject([
      { line: 2, column: null, expected: 'one JSON object a line' },
      { line: 3, column: 'customerid', found: '"17"' },
      { line: 4, column: 'chargestartdate', found: '"20190601"' },
    ]);
    expect(await query('SELECT invoice_number AS invoice FROM invoice ORDER BY 1')).toEqual([
      { invoice: '7' },
      { invoice: 'G000000001' },
    ]);
    await goodIsTaken();
  });

  it('days 0001-01-01, which means none, and 9999-12-31, which is a day', async () => {
    const result = await imported(
      good().rows(
        'billing/D1.csv',
        licenceLine(1, { ChargeStartDate: '0001-01-01' }),
        licenceLine(2, { ChargeEndDate: '9999-12-31' }),
        licenceLine(3, { ChargeStartDate: '12/31/9999', ChargeEndDate: '12/31/9999 23:59' }),
      ),
    );
    expect(result.quarantined).toMatchObject([{ line: 2, column: 'chargestartdate', found: '"0001-01-01"' }]);
    expect(
      await query('SELECT charged_from AS "from", charged_to AS "to" FROM billed_seat_history ORDER BY 1'),
    ).toEqual([
      { from: '2019-06-01', to: '9999-12-31' },
      { from: '9999-12-31', to: '9999-12-31' },
    ]);
    await goodIsTaken();
  });

  it('customers without an id', async () => {
    const result = await imported(
      good()
        .rows('billing/D1.csv', licenceLine(1, { CustomerId: undefined }), licenceLine(2))
        .file('billing/export.jsonl', JSON.stringify({ ...newCommerceLine(1), CustomerId: null })),
    );
    expect(result.quarantined).toMatchObject([
      { file: 'billing/D1.csv', line: 2, column: 'customerid', found: 'nothing' },
      { file: 'billing/export.jsonl', line: 1, column: 'customerid', found: 'nothing' },
    ]);
    await goodIsTaken();
  });

  it('two ids for one subscription: both are kept as they came, and neither is believed to be the other', async () => {
    const reading = (subscription_id: string) => ({
      customer_id: customerId(1),
      subscription_id,
      offer_id: BUSINESS_CENTRAL.offerId,
      quantity: 15,
      is_trial: false,
      effective_start: '2019-06-01',
      observed_at: '2019-06-30T20:00:00Z',
    });
    await imported(good().rows('subscriptions.csv', reading('S-1'), reading('fb977ab5-0000-4000-8000-24c8d9591708')));
    expect(await query('SELECT subscription_id AS id FROM subscription_history ORDER BY 1')).toEqual([
      { id: 'fb977ab5-0000-4000-8000-24c8d9591708' },
      { id: 's-1' },
    ]);
    await goodIsTaken();
  });

  it('10,000 columns, in the header and in a row', async () => {
    const many = Array.from({ length: 10_000 }, (_, column) => `extra ${String(column)}`);
    const result = await imported(
      good()
        .file(
          'partners.csv',
          `partner_id,legal_name,country,${many.join(',')}\n1001,A,GB,${many.join(',')}\n1002,B,GB\n`,
        )
        .file('proofs.csv', `partner_id,campaign_id,received_on\n1001,c,2019-07-01\n1001,c,${many.join(',')}\n`),
    );
    expect(result.files.find(({ file }) => file === 'partners.csv')).toMatchObject({ rowsTaken: 1 });
    expect(result.quarantined).toMatchObject([
      { file: 'partners.csv', line: 3, expected: '10003 values, as the header has', found: '3 values' },
      { file: 'proofs.csv', line: 3, expected: '3 values, as the header has', found: '10002 values' },
    ]);
    await goodIsTaken();
  });

  it('a line of 2 GB in a gzip of 2 MB: only that line is lost, and it is never held', async () => {
    const LONG_LINE_MB = 2_048;
    const [header, first] = csv([licenceLine(1)]).split('\n');
    // Packed in parts, each a megabyte of the line.
    const megabyte = gzipSync('x'.repeat(MB));
    const packed = Buffer.concat([
      gzipSync(`${header ?? ''}\n${first ?? ''}\n`),
      ...Array.from({ length: LONG_LINE_MB }, () => megabyte),
      gzipSync(`\n${first ?? ''}\n`),
    ]);
    const folder = good().file('billing/D1.csv.gz', packed).writeTo(seatbacks.newFolder());
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const result = await seatback.app.get(ImportFolder).execute(folder);
    clearInterval(watch);
    expect(result.quarantined).toMatchObject([
      { line: 3, expected: 'a record of at most 1048576 characters', found: 'a longer one' },
    ]);
    expect(result.files).toContainEqual(expect.objectContaining({ file: 'billing/D1.csv.gz', rowsTaken: 2 }));
    expect(most - before).toBeLessThan(300 * MB);
    await goodIsTaken();
  });

  it('a file that is bad from end to end: all of it is on record, and little of it at hand', async () => {
    const ROWS = 100_000;
    const bad = csv([licenceLine(1, { Subtotal: 'x' })]).split('\n')[1] ?? '';
    const result = await imported(good().file('billing/D1.csv', `${csv([licenceLine(1)])}${`${bad}\n`.repeat(ROWS)}`));
    expect(result).toMatchObject({ quarantinedCount: ROWS });
    expect(result.quarantined).toHaveLength(1_000);
    expect(await query('SELECT count(*)::integer AS rows, max(line) AS last FROM quarantined_row')).toEqual([
      { rows: ROWS, last: ROWS + 2 },
    ]);
    await goodIsTaken();
  });
});

async function imported(files: ImportFiles): Promise<FolderImport> {
  return seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
