import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant, Money } from '../../src/kernel/index.js';
import { Ledger, type NewJournal } from '../../src/ledger/index.js';
import { writeJournals, type JournalExport } from '../../src/portal/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
let folder: string;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatback-journals-'));
  seatback.clock.moveTo(instant('2019-08-05T09:00:00Z'));
  await seatback.database.clear();
  await seatback.app.get(ImportFolder).execute(new ImportFiles().partner('0042').writeTo(seatbacks.newFolder()));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await seatbacks.end();
});

describe('the journals of a month', () => {
  it('come a row for each posting, with control totals and hash beside them', async () => {
    await posted(accrual('a', 'USD', '2000.00'), accrual('b', 'JPY', '750'), {
      ...accrual('c', 'USD', '-10.50'),
      corrects: 1,
    });

    const exported = await written('2019-08');

    expect(csv()).toBe(
      'journal,line,accounting_date,kind,account,campaign_id,partner_id,customer_id,debit,credit,currency,reason,corrects,reference\n' +
        '1,1,2019-08-05,status,expense,a-campaign,,,2000.00,,USD,about a,,a\n' +
        '1,2,2019-08-05,status,accrued,a-campaign,0042,,,2000.00,USD,about a,,a\n' +
        '2,1,2019-08-05,status,expense,a-campaign,,,750,,JPY,about b,,b\n' +
        '2,2,2019-08-05,status,accrued,a-campaign,0042,,,750,JPY,about b,,b\n' +
        '3,1,2019-08-05,status,accrued,a-campaign,0042,,10.50,,USD,about c,1,c\n' +
        '3,2,2019-08-05,status,expense,a-campaign,,,,10.50,USD,about c,1,c\n',
    );
    expect(exported).toEqual({
      period: '2019-08',
      state: 'open',
      journals: 3,
      postings: 6,
      totals: [
        { currency: 'JPY', debit: '750', credit: '750' },
        { currency: 'USD', debit: '2010.50', credit: '2010.50' },
      ],
      sha256: createHash('sha256').update(csv()).digest('hex'),
    });
    expect(JSON.parse(readFileSync(join(folder, 'journals.csv.json'), 'utf8'))).toEqual(exported);
    expect(readdirSync(folder).sort()).toEqual(['journals.csv', 'journals.csv.json']);
  });

  it('are those of its days, from the first instant to the last', async () => {
    for (const [cause, at] of [
      ['before', '2019-07-31T23:59:59.999Z'],
      ['first', '2019-08-01T00:00:00Z'],
      ['last', '2019-08-31T23:59:59.999Z'],
      ['after', '2019-09-01T00:00:00Z'],
    ] as const) {
      seatback.clock.moveTo(instant(at));
      await posted(accrual(cause, 'USD', '1.00'));
    }
    await written('2019-08');
    expect(references()).toEqual(['first', 'first', 'last', 'last']);
    expect((await written('2018-02')).totals).toEqual([]);
    expect(references()).toEqual([]);
  });

  it('are the same bytes for ever once it is closed, whatever is posted and corrected later', async () => {
    await posted(accrual('a', 'USD', '2000.00'));
    const open = await written('2019-08');
    seatback.clock.moveTo(instant('2019-09-02T00:00:00Z'));
    await inTransaction((session) => seatback.app.get(Ledger).closeMonth(session, calendarDate('2019-08-01'), 'fay'));
    const closed = await written('2019-08');
    const bytes = csv();
    expect(closed).toEqual({ ...open, state: 'closed' });

    await posted({ ...accrual('b', 'USD', '-2000.00'), corrects: 1 });
    await seatback.app
      .get(ImportFolder)
      .execute(
        new ImportFiles()
          .partner('0042', { profile: { legal_name: 'Another Name Ltd' } })
          .writeTo(seatbacks.newFolder()),
      );
    seatback.clock.moveTo(instant('2029-09-02T00:00:00Z'));
    expect(await written('2019-08')).toEqual(closed);
    expect(csv()).toBe(bytes);
  });

  it('are text to a spreadsheet, also where a reason would be computed there', async () => {
    const reason = '=HYPERLINK("https://example.org"), or\nsome such';
    await posted({ ...accrual('-2+3', 'USD', '1.00'), description: reason });
    await written('2019-08');
    const [row] = parse<Record<string, string>>(csv(), { columns: true });
    expect(row).toMatchObject({ reason: `'${reason}`, reference: `'-2+3`, debit: '1.00', partner_id: '' });
  });
});

function accrual(cause: string, currency: string, amount: string): NewJournal {
  const campaignId = 'a-campaign';
  const expense = { kind: 'expense', campaignId, partnerKey: null } as const;
  const accrued = { kind: 'accrued', campaignId, partnerKey: 1 } as const;
  return {
    kind: 'status',
    cause,
    campaignId,
    transfers: [
      amount.startsWith('-')
        ? { debit: accrued, credit: expense, amount: Money.of(amount.slice(1), currency) }
        : { debit: expense, credit: accrued, amount: Money.of(amount, currency) },
    ],
    description: `about ${cause}`,
  };
}

function inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return seatback.app.get(UnitOfWork).inTransaction(work);
}

async function posted(...journals: readonly NewJournal[]): Promise<void> {
  await inTransaction((session) => seatback.app.get(Ledger).post(session, journals));
}

function written(month: string): Promise<JournalExport> {
  return inTransaction((session) => writeJournals(session, calendarDate(`${month}-01`), join(folder, 'journals.csv')));
}

const csv = (): string => readFileSync(join(folder, 'journals.csv'), 'utf8');

function references(): string[] {
  return parse<Record<string, string>>(csv(), { columns: true }).map(({ reference = '' }) => reference);
}
