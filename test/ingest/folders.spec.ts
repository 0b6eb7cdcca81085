import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, type FolderImport } from '../../src/ingest/index.js';
import { csv, customerId, ImportFiles, licenceLine, newCommerceLine } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

const UNREACHABLE = { line: 0, code: 'FILE_UNREADABLE', expected: 'a file that can be reached by its name' };

describe('a folder with an entry that cannot be reached', () => {
  it('brings its other billing files: a link that leads nowhere', async () => {
    const folder = new ImportFiles().rows('billing/D1.csv', licenceLine(1)).writeTo(seatbacks.newFolder());
    symlinkSync(join(folder, 'not-there'), join(folder, 'billing', 'gone.csv'));
    const result = await importedFrom(folder);
    expect(result.filesUnreadable).toMatchObject([{ file: 'billing/gone.csv', ...UNREACHABLE }]);
    expect(await invoices()).toEqual(['D1']);
    expect(await query('SELECT file, code FROM quarantined_row')).toEqual([
      { file: 'billing/gone.csv', code: 'FILE_UNREADABLE' },
    ]);
  });

  // Not every system lets a name be written that is not UTF-8.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('brings its other billing files: a name that is not UTF-8', async () => {
    const folder = new ImportFiles().rows('billing/D1.csv', licenceLine(1)).writeTo(seatbacks.newFolder());
    const latin1 = Buffer.concat([
      Buffer.from(join(folder, 'billing', 'M')),
      Buffer.from([0xe4]),
      Buffer.from('rz.csv'),
    ]);
    writeFileSync(latin1, csv([licenceLine(2)]));
    const result = await importedFrom(folder);
    expect(result.filesUnreadable).toMatchObject([{ file: 'billing/M\ufffdrz.csv', ...UNREACHABLE }]);
    expect(await invoices()).toEqual(['D1']);
  });

  it('says so of a known file, and of the billing folder itself', async () => {
    const folder = seatbacks.newFolder();
    for (const name of ['customers.csv', 'billing', 'notes.txt'])
      symlinkSync(join(folder, 'not-there'), join(folder, name));
    const result = await importedFrom(folder);
    expect(result.filesUnreadable).toMatchObject([
      { file: 'customers.csv', ...UNREACHABLE },
      { file: 'billing', ...UNREACHABLE },
    ]);
    expect(result.filesIgnored).toEqual(['notes.txt']);
  });

  it('is whole once the entry is mended', async () => {
    const folder = new ImportFiles().rows('billing/D1.csv', licenceLine(1)).writeTo(seatbacks.newFolder());
    symlinkSync(join(folder, 'D2.csv'), join(folder, 'billing', 'D2.csv'));
    await importedFrom(folder);
    writeFileSync(join(folder, 'D2.csv'), csv([licenceLine(2)]));
    expect((await importedFrom(folder)).filesUnreadable).toEqual([]);
    expect(await invoices()).toEqual(['D1', 'D2']);
  });
});

describe('a folder in a folder', () => {
  it('that is not billing is named, also where it differs by its case alone', async () => {
    const result = await importedFrom(
      new ImportFiles()
        .rows('Billing/D1.csv', licenceLine(1))
        .rows('seats/seats.csv', { customer_id: customerId(1) })
        .rows('billing/D2.csv', licenceLine(2))
        .rows('billing/2019/D3.csv', licenceLine(3))
        .writeTo(seatbacks.newFolder()),
    );
    expect(result.foldersIgnored).toEqual(['Billing/', 'seats/', 'billing/2019/']);
    expect(result.filesUnreadable).toEqual([]);
    expect(await invoices()).toEqual(['D2']);
  });

  it('that is hidden is passed over in silence, as hidden files are', async () => {
    const folder = seatbacks.newFolder();
    mkdirSync(join(folder, '.cache'));
    expect(await importedFrom(folder)).toMatchObject({ foldersIgnored: [], filesIgnored: [] });
  });

  it('is none where billing is a file', async () => {
    const result = await importedFrom(new ImportFiles().file('billing', 'x').writeTo(seatbacks.newFolder()));
    expect(result).toMatchObject({ filesIgnored: ['billing'], foldersIgnored: [], filesUnreadable: [] });
  });
});

describe('an invoice of which one file is broken', () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => newCommerceLine(from + index));
  const known = () => new ImportFiles().rows('billing/a.csv', ...lines(1, 3)).rows('billing/b.csv', ...lines(4, 5));
  const broken = `${csv(lines(4, 5))}"`;
  const customersBilled = async () =>
    (
      await query<{ customers: number }>(
        `SELECT count(*)::integer AS customers FROM billing_line JOIN invoice USING (invoice_key) WHERE recorded_to IS NULL`,
      )
    )[0]?.customers;

  it('is not superseded by its other half', async () => {
    await importedFrom(known().writeTo(seatbacks.newFolder()));
    const folder = new ImportFiles()
      .rows('billing/a.csv', ...lines(1, 3))
      .file('billing/b.csv', broken)
      .writeTo(seatbacks.newFolder());
    const result = await importedFrom(folder);
    expect(result.filesUnreadable).toMatchObject([{ file: 'billing/b.csv' }]);
    expect(result.quarantined).toMatchObject([
      { file: 'billing/b.csv', line: 0, code: 'FILE_UNREADABLE' },
      {
        file: 'billing/a.csv',
        line: 2,
        code: 'INVOICE_INCOMPLETE',
        expected: 'invoice G000000001 whole, as the 5 lines that are known of it',
        found: '3 lines, and billing/b.csv, which could not be read',
      },
    ]);
    expect(await customersBilled()).toBe(5);
    expect((await importedFrom(folder)).delivery).toBeUndefined();
  });

  it('is superseded once the folder comes whole', async () => {
    await importedFrom(known().writeTo(seatbacks.newFolder()));
    const files = () => new ImportFiles().rows('billing/a.csv', ...lines(1, 2));
    await importedFrom(files().file('billing/b.csv', broken).writeTo(seatbacks.newFolder()));
    await importedFrom(
      files()
        .rows('billing/b.csv', ...lines(4, 4))
        .writeTo(seatbacks.newFolder()),
    );
    expect(await customersBilled()).toBe(3);
  });

  it('is taken as far as it came where nobody knew it, and legacy invoices of other files are taken', async () => {
    await importedFrom(
      new ImportFiles().rows('billing/D1.csv', licenceLine(1), licenceLine(2)).writeTo(seatbacks.newFolder()),
    );
    await importedFrom(
      new ImportFiles()
        .rows('billing/D1.csv', licenceLine(1))
        .rows('billing/a.csv', ...lines(1, 3))
        .file('billing/b.csv', broken)
        .writeTo(seatbacks.newFolder()),
    );
    expect(await customersBilled()).toBe(4);
  });

  it('is not superseded either where a legacy file of its name is broken', async () => {
    await importedFrom(
      new ImportFiles()
        .rows('billing/D1.csv', licenceLine(1))
        .rows('billing/D1.txt', licenceLine(2))
        .writeTo(seatbacks.newFolder()),
    );
    const result = await importedFrom(
      new ImportFiles()
        .rows('billing/D1.csv', licenceLine(1))
        .file('billing/D1.txt', `${csv([licenceLine(2)])}"`)
        .writeTo(seatbacks.newFolder()),
    );
    expect(result.quarantined).toMatchObject([{ file: 'billing/D1.txt' }, { code: 'INVOICE_INCOMPLETE' }]);
    expect(await customersBilled()).toBe(2);
  });
});

describe('a quote too many in seats.csv', () => {
  const [one, two, three] = [customerId(1), customerId(2), customerId(3)];
  const HEADER = 'customer_id,sku_part_number,assigned,observed_at\n';
  const AT = '2019-06-30T20:00:00Z';
  const before = () =>
    new ImportFiles().rows(
      'seats.csv',
      ...[one, two, three].map((customer_id) => ({
        customer_id,
        sku_part_number: 'A_PART',
        assigned: 15,
        observed_at: '2019-06-29T20:00:00Z',
      })),
    );

  it.each([
    ['closed by the next quote', `${one},"A_PART,15,${AT}\n${two},A_PART,15,${AT}\n${three},"A_PART",15,${AT}\n`],
    [
      'and another that makes one whole value of three rows',
      `${one},"A_PART,15,${AT}\n${two},A_PART,15,${AT}\n${three},A_PART",15,${AT}\n`,
    ],
    [
      'and another that makes a count of seats of two rows',
      `${one},A_PART,"15,${AT}\n${two},A_PART,15",${AT}\n${three},A_PART,15,${AT}\n`,
    ],
  ])('%s, takes nobody’s seats away: nothing of the file is believed', async (_what, rows) => {
    await importedFrom(before().writeTo(seatbacks.newFolder()));
    const result = await importedFrom(
      new ImportFiles().file('seats.csv', HEADER + rows).writeTo(seatbacks.newFolder()),
    );
    expect(result.filesUnreadable).toMatchObject([{ file: 'seats.csv', line: 0, code: 'FILE_UNREADABLE' }]);
    expect(await query('SELECT count(*)::integer AS rows FROM seat_history WHERE observed_to IS NULL')).toEqual([
      { rows: 3 },
    ]);
    expect(await query('SELECT DISTINCT observed_from AS at FROM reading_coverage')).toHaveLength(1);
  });
});

describe('a header', () => {
  it('may end in commas, as a spreadsheet writes it', async () => {
    const result = await importedFrom(
      new ImportFiles()
        .file('customers.csv', `customer_id,segment,,\n${customerId(1)},SMB,,\n`)
        .writeTo(seatbacks.newFolder()),
    );
    expect(result).toMatchObject({
      quarantined: [],
      files: [{ file: 'customers.csv', rowsRead: 1, rowsTaken: 1, columnsIgnored: [] }],
    });
  });

  it('has no column that only JavaScript knows', async () => {
    const result = await importedFrom(
      new ImportFiles()
        .file('customers.csv', 'constructor,__proto__\nx,y\n')
        .file('partners.csv', 'partner_id,legal_name,country,constructor\n1001,A,GB,x\n')
        .writeTo(seatbacks.newFolder()),
    );
    expect(result.filesUnreadable).toMatchObject([{ file: 'customers.csv', found: 'a first line without any' }]);
    expect(result.files).toMatchObject([
      { file: 'customers.csv' },
      { file: 'partners.csv', rowsTaken: 1, columnsIgnored: ['constructor'] },
    ]);
  });
});

async function importedFrom(folder: string): Promise<FolderImport> {
  return seatback.app.get(ImportFolder).execute(folder);
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

async function invoices(): Promise<string[]> {
  const rows = await query<{ invoice: string }>('SELECT invoice_number AS invoice FROM invoice ORDER BY 1');
  return rows.map(({ invoice }) => invoice);
}
