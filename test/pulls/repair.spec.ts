import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder, listQuarantine, writeQuarantine, type FolderImport } from '../../src/ingest/index.js';
import { customerId, ibanOf, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

const DANA = { actor: 'dana', reason: 'typing errors of the distributor' };

describe('quarantined rows of a file', () => {
  const withTwoBad = () =>
    new ImportFiles().rows(
      'customers.csv',
      { customer_id: customerId(1), name: 'One', segment: 'SMB' },
      { customer_id: 'two', name: 'Two, "the second"', segment: 'SMB' },
      { customer_id: customerId(3), name: 'Three', segment: 'SMB' },
      { customer_id: '', name: 'Four', segment: 'SMB' },
    );

  it('are written in the columns of the file, each with its reason; corrected and imported, they are shown as repaired', async () => {
    await imported(withTwoBad());
    const folder = await written(1);
    expect(read(folder, 'customers.csv')).toBe(
      [
        'customer_id,name,segment,quarantine_reason',
        'two,"Two, ""the second""",SMB,"customer_id: a GUID such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301, found ""two"""',
        ',Four,SMB,"customer_id: a GUID such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301, found nothing"',
        '',
      ].join('\n'),
    );
    const corrected = read(folder, 'customers.csv')
      .replace('\ntwo,', `\n${customerId(2)},`)
      .replace('\n,', `\n${customerId(4)},`);

    const repair = await imported(new ImportFiles().file('customers.csv', corrected), { repairs: 1, ...DANA });
    expect(repair).toMatchObject({ rowsRepaired: 2, quarantinedCount: 0, delivery: { delivery: 2 } });
    expect(await query('SELECT name FROM customer_profile ORDER BY name')).toMatchObject(
      ['Four', 'One', 'Three', 'Two, "the second"'].map((name) => ({ name })),
    );
    expect(await listing()).toMatchObject({
      count: 2,
      repairedCount: 2,
      rows: [
        { line: 3, repairedBy: 2, repairActor: 'dana', repairReason: DANA.reason },
        { line: 5, repairedBy: 2 },
      ],
    });
    expect(await query('SELECT actor, act, subject, detail FROM audit_entry')).toEqual([
      {
        actor: 'dana',
        act: 'quarantine.repair',
        subject: 'delivery 1',
        detail: { delivery: 2, reason: DANA.reason, rows: 2 },
      },
    ]);
  });

  it('stay open while something in the file is still bad, and while nobody says that they are repaired', async () => {
    await imported(withTwoBad());
    const folder = await written(1);
    const half = read(folder, 'customers.csv').replace('\ntwo,', `\n${customerId(2)},`);
    expect(await imported(new ImportFiles().file('customers.csv', half), { repairs: 1, ...DANA })).toMatchObject({
      rowsRepaired: 0,
      quarantinedCount: 1,
    });
    await imported(new ImportFiles().rows('customers.csv', { customer_id: customerId(4), name: 'Four' }));
    expect(await listing(1)).toMatchObject({ count: 2, repairedCount: 0 });
  });

  it('are linked also when the corrected rows were imported before without saying what they repair', async () => {
    await imported(withTwoBad());
    const good = new ImportFiles().rows('customers.csv', { customer_id: customerId(2), name: 'Two' });
    await imported(good);
    expect(await imported(good, { repairs: 1, ...DANA })).toMatchObject({ rowsRepaired: 2, delivery: { delivery: 3 } });
  });

  it('of an invoice are written together with its good ones: it comes again whole', async () => {
    await imported(new ImportFiles().rows('billing/D1.csv', licenceLine(1), licenceLine(2, { Subtotal: 'x' })));
    const folder = await written(1);
    expect(read(folder, 'billing/D1.csv').split('\n')).toHaveLength(4);
    const corrected = read(folder, 'billing/D1.csv').replace(',x,', ',750.00,');
    expect(await imported(new ImportFiles().file('billing/D1.csv', corrected), { repairs: 1, ...DANA })).toMatchObject({
      rowsRepaired: 1,
    });
    expect(
      await query(
        `SELECT line FROM billing_line JOIN invoice USING (invoice_key) WHERE recorded_to IS NULL ORDER BY 1`,
      ),
    ).toEqual([{ line: 1 }, { line: 2 }]);
  });

  it('show no account number, and a masked one is not taken for one', async () => {
    const account = (number: number, changes = {}) => ({
      partner_id: `100${String(number)}`,
      account_name: `Partner ${ibanOf(number + 10_000_000)}`,
      account_kind: 'business',
      iban: ibanOf(number + 20_000_000),
      bank_country: 'GB',
      currency: 'GBP',
      ...changes,
    });
    await imported(
      new ImportFiles().rows(
        'bank_accounts.csv',
        account(1, { account_name: 'Partner One Ltd' }),
        account(2, { account_kind: 'shared' }),
      ),
    );
    const folder = await written(1);
    const text = read(folder, 'bank_accounts.csv');
    expect(text).toContain('1002,****0002,shared,****0002,GB,GBP');
    expect(text).not.toMatch(/\d{8}/);
    const careless = text.replace('shared', 'business');
    expect(
      await imported(new ImportFiles().file('bank_accounts.csv', careless), { repairs: 1, ...DANA }),
    ).toMatchObject({
      rowsRepaired: 0,
      quarantined: [{ column: 'iban', expected: 'an account number in full', found: 'a value that is not shown' }],
    });
  });

  it('are repaired by somebody, for a reason, and only where there are some', async () => {
    await expect(imported(withTwoBad(), { repairs: 1, actor: 'dana' })).rejects.toThrow('REASON_MISSING');
    await expect(imported(withTwoBad(), { repairs: 1, reason: 'x' })).rejects.toThrow('REASON_MISSING');
    await expect(imported(withTwoBad(), { repairs: 1, actor: 'dana', reason: 'ok' })).rejects.toThrow('REASON_INVALID');
    await expect(imported(withTwoBad(), { repairs: 1, ...DANA })).rejects.toThrow('DELIVERY_UNKNOWN');
  });

  it('are not said to be none of a delivery that there never was', async () => {
    await expect(listing(99)).rejects.toMatchObject({
      report: { code: 'DELIVERY_UNKNOWN', expected: 'a delivery, of which there is none yet', found: 'delivery 99' },
    });
  });
});

describe('a file that shrinks', () => {
  const customers = (count: number) =>
    new ImportFiles().rows(
      'customers.csv',
      ...Array.from({ length: count }, (_, index) => ({ customer_id: customerId(index + 1), segment: 'SMB' })),
    );

  it('by more than a fifth stops the import, and nothing of it is recorded', async () => {
    await imported(customers(100));
    await expect(
      imported(customers(79).rows('partners.csv', { partner_id: '1', legal_name: 'A', country: 'GB' })),
    ).rejects.toMatchObject({
      report: {
        code: 'FILE_SHRANK',
        expected: 'at most 20 % fewer rows than the last time',
        found: 'customers.csv with 79 rows, after 100 in delivery 1',
      },
    });
    expect(await query('SELECT 1 FROM delivery WHERE delivery > 1 UNION ALL SELECT 1 FROM partner')).toEqual([]);
    expect(await imported(customers(80).rows('customers.csv', { customer_id: customerId(500) }))).toMatchObject({
      delivery: { delivery: 2 },
    });
  });

  it('is taken where somebody answers for it, which is on record', async () => {
    await imported(customers(100));
    const smaller = () => customers(20).rows('customers.csv', { customer_id: customerId(500) });
    await expect(imported(smaller(), { acceptShrunk: ['customers.csv'] })).rejects.toThrow('REASON_MISSING');
    await expect(imported(smaller(), { acceptShrunk: ['partners.csv'], ...DANA })).rejects.toThrow('FILE_SHRANK');
    await imported(smaller(), { acceptShrunk: ['customers.csv'], ...DANA });
    expect(await query('SELECT actor, act, subject FROM audit_entry')).toEqual([
      { actor: 'dana', act: 'file.accept-shrunk', subject: 'customers.csv of delivery 2' },
    ]);
    // From now on the smaller one is what the next is measured by.
    expect(await imported(smaller().rows('customers.csv', { customer_id: customerId(501) }))).toMatchObject({
      delivery: { delivery: 3 },
    });
  });

  it('is no question for billing, for few rows, or for the rows of a repair', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => licenceLine(index + 1));
    await imported(
      customers(100)
        .rows('customers.csv', { customer_id: 'x' })
        .rows('billing/D1.csv', ...lines(50))
        .partner('1001')
        .partner('1002'),
    );
    await imported(new ImportFiles().rows('billing/D1.csv', ...lines(2)).partner('1003'));
    const repair = new ImportFiles().rows('customers.csv', { customer_id: customerId(600) });
    expect(await imported(repair, { repairs: 1, ...DANA })).toMatchObject({ rowsRepaired: 1 });
    // A repair is no measure for the next whole file either.
    await expect(imported(customers(50))).rejects.toThrow('FILE_SHRANK');
  });
});

async function imported(
  files: ImportFiles,
  options: Parameters<ImportFolder['execute']>[1] = {},
): Promise<FolderImport> {
  return seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()), options);
}

async function written(delivery: number): Promise<string> {
  const folder = seatbacks.newFolder();
  const { app } = seatback;
  await app.get(UnitOfWork).inTransaction((session) => writeQuarantine(session, app.get(Vault), delivery, folder));
  return folder;
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

const listing = (delivery?: number) =>
  seatback.app.get(UnitOfWork).inTransaction((session) => listQuarantine(session, delivery));

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
