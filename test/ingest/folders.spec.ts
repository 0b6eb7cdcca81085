import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, type FolderImport } from '../../src/ingest/index.js';
import { csv, customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

// The first file of a run makes the server and its template.
jest.setTimeout(30_000);

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
