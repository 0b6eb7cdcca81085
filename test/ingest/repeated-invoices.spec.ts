import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

describe('a licence-based invoice, which is called what its file is called,', () => {
  it('is not counted again when its file comes under another name', async () => {
    await imported({ june: [licenceLine(1)] });
    const again = await imported({ 'june-final': [licenceLine(1)] });
    expect(again.quarantined).toMatchObject([
      { file: 'billing/june-final.csv', line: 0, code: 'INVOICE_REPEATED', found: 'invoice june' },
    ]);
    expect(again.files).toMatchObject([{ rowsRead: 1, rowsTaken: 0, sameAs: 'invoice june' }]);
    expect(await seatsBilled()).toBe(15);
  });

  it('is not counted again in other bytes that say the same', async () => {
    await imported({ june: [licenceLine(1), licenceLine(2)] });
    const { CustomerId, ...rest } = licenceLine(1);
    await imported({ 'june-2': [{ ...rest, CustomerId, Remark: 'sent again' }, licenceLine(2)] });
    expect(await seatsBilled()).toBe(15);
  });

  it('is counted once where both files lie in one folder, by the first name, be its bytes the same or others', async () => {
    const same = await imported({ june: [licenceLine(1)], 'june (1)': [licenceLine(1)] });
    expect(same.files).toMatchObject([{ rowsTaken: 1 }, { rowsTaken: 0 }]);
    expect(await seatsBilled()).toBe(15);
    await seatback.database.clear();
    const other = await imported({ june: [licenceLine(1)], 'june (1)': [{ ...licenceLine(1), Remark: 'sent again' }] });
    expect(other.quarantined).toMatchObject([
      { file: 'billing/june (1).csv', line: 0, code: 'INVOICE_REPEATED', found: 'invoice june' },
    ]);
    expect(await seatsBilled()).toBe(15);
  });

  it('stays under the name that it had where a copy comes beside it', async () => {
    await imported({ june: [licenceLine(1)] });
    const again = await imported({ 'a copy': [licenceLine(1)], june: [licenceLine(1)] });
    expect(again.quarantined).toMatchObject([{ file: 'billing/a copy.csv', found: 'invoice june' }]);
    expect(await seatsBilled()).toBe(15);
  });

  it('counts beside another that differs in one line, or is longer', async () => {
    await imported({ june: [licenceLine(1)] });
    await imported({ 'june-b': [licenceLine(1, { Quantity: 5 })] });
    await imported({ 'june-c': [licenceLine(1), licenceLine(1)] });
    expect(await seatsBilled()).toBe(50);
  });

  it('is free again when its first name says something else', async () => {
    await imported({ may: [licenceLine(1)], june: [licenceLine(1, { Quantity: 4 })] });
    const exchanged = await imported({ may: [licenceLine(1, { Quantity: 4 })], june: [licenceLine(1)] });
    expect(exchanged.quarantined).toEqual([]);
    await imported({ june: [licenceLine(1, { Quantity: 6 })] });
    expect((await imported({ july: [licenceLine(1)] })).quarantined).toEqual([]);
    expect(await seatsBilled()).toBe(4 + 6 + 15);
  });

  it('changes nothing when the folder that repeats it comes twice', async () => {
    await imported({ june: [licenceLine(1)] });
    expect((await imported({ again: [licenceLine(1)] })).delivery).toBeDefined();
    expect((await imported({ again: [licenceLine(1)] })).delivery).toBeUndefined();
  });
});

async function imported(invoices: Readonly<Record<string, readonly CsvRow[]>>) {
  const files = new ImportFiles();
  for (const [name, lines] of Object.entries(invoices)) files.rows(`billing/${name}.csv`, ...lines);
  return seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

/** Of the first customer, on a day that every invoice charges. */
async function seatsBilled(): Promise<number> {
  return seatback.app.get(UnitOfWork).inSession(async (session) => {
    const { seats } = await session.one<{ seats: number }>(
      `SELECT COALESCE(sum(seats_billed), 0)::integer AS seats FROM billed_seat_history JOIN customer USING (customer_key)
       WHERE customer_id = $1 AND recorded_to IS NULL AND '2019-06-15' BETWEEN charged_from AND charged_to`,
      [customerId(1)],
    );
    return seats;
  });
}
