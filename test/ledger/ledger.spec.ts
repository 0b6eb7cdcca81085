import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client, type DatabaseError } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant, Money } from '../../src/kernel/index.js';
import { checkLedger, Ledger, ledgerBalances, type AccountKind, type NewJournal } from '../../src/ledger/index.js';
import { PreparePayout, ReleasePayout } from '../../src/payout/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');
const CAMPAIGN = 'a-campaign';
const CHECK = '23514';
const UNIQUE = '23505';
const REFERENCE = '23503';
const NO_RIGHT = '42501';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  const settings = join(seatbacks.newFolder(), 'settings.yaml');
  writeFileSync(settings, PAYER_SETTINGS);
  seatback = await seatbacks.start({ variables: { SEATBACK_SETTINGS: settings } });
});
beforeEach(async () => {
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
  await imported(new ImportFiles().partner('1001').partner('1002'));
});
afterAll(() => seatbacks.end());

describe('journals', () => {
  it('are numbered one after the other, in the order in which they are given', async () => {
    expect(await posted(entry('a', '10.00'), entry('b', '20.00'))).toEqual([1, 2]);
    await expect(
      inTransaction(async (session) => {
        await ledger().post(session, [entry('c', '30.00')]);
        throw new Error('something else failed');
      }),
    ).rejects.toThrow('something else failed');
    expect(await posted()).toEqual([]);
    expect(await posted(entry('d', '40.00'))).toEqual([3]);
    expect(await query('SELECT journal, cause, accounting_date AS date FROM journal ORDER BY journal')).toEqual([
      { journal: 1, cause: 'a', date: '2019-08-05' },
      { journal: 2, cause: 'b', date: '2019-08-05' },
      { journal: 3, cause: 'd', date: '2019-08-05' },
    ]);
  });

  it('that are posted at once follow one another without a gap', async () => {
    const numbers = await Promise.all([1, 2, 3, 4, 5].map((number) => posted(entry(`cause ${number}`, '1.00'))));
    expect(numbers.flat().sort()).toEqual([1, 2, 3, 4, 5]);
    expect((await checked()).problems).toEqual([]);
  });

  it('of the same cause are posted once, also by two at once', async () => {
    await posted(entry('the cause', '10.00'));
    await expect(posted(entry('another', '5.00'), entry('the cause', '10.00'))).rejects.toMatchObject({
      code: UNIQUE,
    });
    const both = await Promise.allSettled([1, 2].map(() => posted(entry('at once', '1.00'))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await query('SELECT cause FROM journal ORDER BY journal')).toEqual([
      { cause: 'the cause' },
      { cause: 'at once' },
    ]);
    expect((await checked()).problems).toEqual([]);
  });

  it('are not dated into a closed month', async () => {
    seatback.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    await inTransaction((session) => ledger().closeMonth(session, calendarDate('2019-08-01'), 'fay'));
    // On a machine whose clock is behind.
    seatback.clock.moveTo(NOW);
    await expect(posted(entry('a', '10.00'))).rejects.toMatchObject({ code: 'ACCOUNTING_MONTH_CLOSED' });
    seatback.clock.moveTo(instant('2019-08-31T23:59:59.999999Z'));
    await expect(posted(entry('a', '10.00'))).rejects.toMatchObject({ code: 'ACCOUNTING_MONTH_CLOSED' });
    seatback.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    expect(await posted(entry('a', '10.00'))).toEqual([1]);
  });

  it('close a month once it is over, once, and in somebody’s name', async () => {
    const close = (month: string, actor: string) =>
      inTransaction((session) => ledger().closeMonth(session, calendarDate(`${month}-01`), actor));
    for (const month of ['2019-08', '2019-09', '2020-07'])
      await expect(close(month, 'fay')).rejects.toMatchObject({ code: 'MONTH_NOT_OVER' });
    await expect(close('2019-07', ' ')).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
    expect(await close('2019-07', ' Fay ')).toBe(true);
    expect(await close('2019-07', 'guy')).toBe(false);
    expect(await query('SELECT month::text, closed_by AS by FROM accounting_month')).toEqual([
      { month: '2019-07-01', by: 'Fay' },
    ]);
    expect(await query(`SELECT actor, act, subject FROM audit_entry WHERE act LIKE 'ledger%'`)).toEqual([
      { actor: 'Fay', act: 'ledger.close-month', subject: 'month 2019-07' },
    ]);
    expect((await checked()).problems).toEqual([]);
    await damage(`DELETE FROM audit_entry WHERE act = 'ledger.close-month'`);
    expect((await checked()).problems).toEqual(['month 2019-07 was closed by Fay, and the audit log does not know it']);
  });

  it('move nothing of amount zero', async () => {
    await expect(posted(entry('a', '0.00'))).rejects.toThrow('a transfer moves something');
  });

  it('of any transfers leave accounts that add up to nothing, in each currency', async () => {
    const kinds = ['expense', 'accrued', 'payable', 'held', 'in-transit'] as const;
    const transfer = fc.record({
      from: fc.constantFrom(...kinds),
      to: fc.constantFrom(...kinds),
      amount: fc.integer({ min: -100_000, max: 100_000 }).filter((amount) => amount !== 0),
      currency: fc.constantFrom('USD', 'JPY', 'KWD'),
    });
    let cause = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(transfer, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        async (journals) => {
          await posted(
            ...journals.map((transfers): NewJournal => ({
              ...entry(`cause ${(cause += 1)}`, '1.00'),
              transfers: transfers.map(({ from, to, amount, currency }) => ({
                debit: account(to),
                credit: account(from),
                amount: Money.of(String(amount), currency),
              })),
            })),
          );
          expect(await query('SELECT currency FROM posting GROUP BY currency HAVING sum(amount) <> 0')).toEqual([]);
        },
      ),
      { numRuns: 20, seed: 20190630 },
    );
    expect((await checked()).problems.filter((problem) => problem.includes('balance'))).toEqual([]);
  });
});

describe('the database refuses', () => {
  const journal = (number: number, date = '2019-08-05', cause = `sql ${number}`) =>
    `INSERT INTO journal VALUES (${number}, 'accrual', '${cause}', '${CAMPAIGN}', '${date}', now(), NULL, 'x')`;
  const posting = (number: number, line: number, amount: string, account = 1, currency = 'USD') =>
    `INSERT INTO posting VALUES (${number}, ${line}, ${account}, ${amount}, '${currency}')`;
  const whole = (number: number) => [posting(number, 1, '5'), posting(number, 2, '-5', 2)];

  const cases: readonly (readonly [what: string, statements: readonly string[], code: string])[] = [
    ['a journal out of balance', [journal(3), posting(3, 1, '5'), posting(3, 2, '-4', 2)], CHECK],
    [
      'a journal that balances only across currencies',
      [journal(3), posting(3, 1, '5'), posting(3, 2, '-5', 3, 'EUR')],
      CHECK,
    ],
    ['a journal with one posting', [journal(3), posting(3, 1, '5')], CHECK],
    ['a journal without postings', [journal(3)], CHECK],
    ['a posting of nothing', [journal(3), posting(3, 1, '0')], CHECK],
    ['a posting of nothing countable', [journal(3), posting(3, 1, `'NaN'`), posting(3, 2, `'NaN'`, 2)], CHECK],
    ['a posting of everything', [journal(3), posting(3, 1, `'Infinity'`), posting(3, 2, `'-Infinity'`, 2)], CHECK],
    ['a month closed by nobody', [`INSERT INTO accounting_month VALUES ('2019-06-01', ' ', now())`], CHECK],
    ['a posting without its journal', whole(3), REFERENCE],
    [
      'a posting in another currency than its account',
      [journal(3), posting(3, 1, '5'), posting(3, 2, '-5', 2, 'EUR')],
      REFERENCE,
    ],
    [
      'a posting to an account that only a temporary table knows',
      [
        `CREATE TEMPORARY TABLE account AS SELECT 99 AS account_key, 'USD' AS currency, 'accrued' AS kind`,
        journal(3),
        posting(3, 1, '5', 99),
        posting(3, 2, '-5', 2),
      ],
      REFERENCE,
    ],
    ['an accrual of no run', [`INSERT INTO accrual VALUES (99, 1, '${CAMPAIGN}', NULL, 0, 0, 'USD')`], REFERENCE],
    ['more in a journal that was posted', [posting(1, 3, '5')], CHECK],
    ['more in a journal that was posted, though in balance', [posting(1, 3, '5'), posting(1, 4, '-5', 2)], CHECK],
    ['a number left out', [journal(4), ...whole(4)], CHECK],
    ['a number taken twice', [journal(2), ...whole(2)], UNIQUE],
    ['the same cause again', [journal(3, '2019-08-05', 'first'), ...whole(3)], UNIQUE],
    ['a journal dated into a closed month', [journal(3, '2019-07-31'), ...whole(3)], CHECK],
    ['a correction of a journal to come', [journal(3).replace('NULL', '3'), ...whole(3)], CHECK],
    [
      'an account of no partner',
      [`INSERT INTO account (kind, campaign_id, currency) VALUES ('payable', 'x', 'USD')`],
      CHECK,
    ],
    [
      'a bank account of a partner',
      [`INSERT INTO account (kind, campaign_id, partner_key, currency) VALUES ('bank', 'x', 1, 'USD')`],
      CHECK,
    ],
    [
      'an account a second time',
      [
        `INSERT INTO account (kind, campaign_id, partner_key, currency) SELECT kind, campaign_id, partner_key, currency FROM account`,
      ],
      UNIQUE,
    ],
    ['closing what is no month', [`INSERT INTO accounting_month VALUES ('2019-09-02', 'fay', now())`], CHECK],
  ];

  it.each(cases)('%s', async (_what, statements, code) => {
    await twoJournals();
    expect(await attempt(seatback.database.serviceUrl, statements)).toBe(code);
    expect(await attempt(seatback.database.ownerUrl, statements)).toBe(code);
    // And takes it where nothing is wrong with it, so that the statements themselves are not.
    expect(await attempt(seatback.database.serviceUrl, [journal(3), ...whole(3)])).toBe('done');
  });

  it.each([
    'journal',
    'posting',
    'account',
    'ledger_entry',
    'accounting_month',
    'accrual',
    'threshold_outcome',
    'audit_entry',
  ])('every change of what stands in %s, to the owner too', async (table) => {
    await twoJournals();
    const [column] = await query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}' AND is_identity = 'NO' ORDER BY ordinal_position LIMIT 1`,
    );
    for (const sql of [
      `UPDATE ${table} SET ${column!.name} = ${column!.name}`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ]) {
      expect(await attempt(seatback.database.serviceUrl, [sql])).toBe(NO_RIGHT);
      expect(await attempt(seatback.database.ownerUrl, [sql])).toBe(CHECK);
    }
  });

  it('the program’s role every change of accounts, and what would get round a trigger', async () => {
    await twoJournals();
    for (const sql of [
      'UPDATE account SET partner_key = 2',
      'DELETE FROM account',
      'ALTER TABLE posting DISABLE TRIGGER ALL',
      'DROP TRIGGER posted_is_posted ON journal',
      `SET session_replication_role = 'replica'`,
      'SET ROLE seatback_owner',
      'SET CONSTRAINTS ALL DEFERRED; DELETE FROM posting',
    ])
      expect(await attempt(seatback.database.serviceUrl, [sql])).toBe(NO_RIGHT);
  });

  /** Two journals of July and August in dollars, an account in euros, and July closed. */
  async function twoJournals(): Promise<void> {
    await posted(entry('first', '10.00'));
    await posted({ ...entry('second', '20.00'), kind: 'adjustment', corrects: 1 });
    await inTransaction(async (session) => {
      await session.execute(
        `INSERT INTO account (kind, campaign_id, partner_key, currency) VALUES ('payable', '${CAMPAIGN}', 1, 'EUR')`,
      );
      await ledger().closeMonth(session, calendarDate('2019-07-01'), 'fay');
    });
  }
});

describe('a look at the whole ledger', () => {
  const damages: readonly (readonly [what: string, sql: string, problems: readonly string[]])[] = [
    ['nothing', 'SELECT 1', []],
    [
      'another amount',
      'UPDATE posting SET amount = 11 WHERE journal = 1 AND line = 1',
      ['journal 1 is out of balance by 1.00 USD'],
    ],
    [
      'another currency',
      `UPDATE posting SET currency = 'EUR' WHERE journal = 1 AND line = 1`,
      ['journal 1 is out of balance by 10.00 EUR', 'journal 1 is out of balance by -10.00 USD'],
    ],
    [
      'a posting taken out',
      'DELETE FROM posting WHERE journal = 2 AND line = 2',
      ['journal 2 is out of balance by 5.00 USD', 'payable of partner 1001 in a-campaign is -5.00 USD'],
    ],
    [
      'all postings of a journal taken out',
      'DELETE FROM posting WHERE journal = 2',
      ['journal 2 has no postings', 'payable of partner 1001 in a-campaign is -5.00 USD'],
    ],
    [
      'a journal taken out',
      'DELETE FROM posting WHERE journal = 2; DELETE FROM journal WHERE journal = 2',
      ['journals are numbered up to 3, but there are 2', 'payable of partner 1001 in a-campaign is -5.00 USD'],
    ],
    [
      'the last journal taken out, and not its postings',
      'DELETE FROM journal WHERE journal = 3',
      ['postings of journal 3 stand without it'],
    ],
    [
      'two damages at once',
      'UPDATE posting SET amount = 11 WHERE journal = 1 AND line = 1; DELETE FROM posting WHERE journal = 3',
      ['journal 1 is out of balance by 1.00 USD', 'journal 3 has no postings'],
    ],
  ];

  it.each(damages)('finds %s', async (_what, sql, problems) => {
    await posted(
      entry('a', '10.00'),
      {
        ...entry('b', '20.00'),
        transfers: [
          { debit: account('accrued'), credit: account('payable'), amount: usd('5.00') },
          { debit: account('expense'), credit: account('accrued'), amount: usd('20.00') },
        ],
      },
      {
        ...entry('c', '5.00'),
        transfers: [{ debit: account('payable'), credit: account('in-transit'), amount: usd('5.00') }],
      },
    );
    await damage(sql);
    expect((await checked()).problems).toEqual(problems);
  });
});

describe('the ledger of a season', () => {
  const campaign = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit' } });

  it('adds up from accrual over the minimum payout to the release', async () => {
    // 1001 earns 4000. 1002 earns 2000, which one undecided customer could lift. 1003 earns 2000 and no more.
    await imported(
      new ImportFiles()
        .partner('1003')
        .partner('1004')
        .sale(1)
        .sale(2)
        .sale(3, { partner: '1002' })
        .sale(4, { partner: '1002', segment: '' })
        .sale(5, { partner: '1003' })
        .sale(6, { partner: '1004', seats: 3 })
        .billingIsKnown(),
    );
    const { app } = seatback;
    const { run } = await app.get(CalculateCampaign).execute(campaign);
    await app.get(RunApproval).submit(run, 'mia');
    await app.get(RunApproval).approve(run, 'carl');
    await app.get(RunApproval).post(run, 'mia');
    expect(await balances()).toEqual({ expense: '8000.00', accrued: '8000.00' });
    const { batch } = await app.get(PreparePayout).execute(CAMPAIGN, 'mia');
    expect(await balances()).toEqual({
      expense: '8000.00',
      accrued: '0.00',
      payable: '4000.00',
      held: '2000.00',
      forfeited: '2000.00',
    });
    await app.get(ReleasePayout).approve(batch!.batch, 'carl');
    await app.get(ReleasePayout).release(batch!.batch, 'mia');
    expect(await balances()).toEqual({
      expense: '8000.00',
      accrued: '0.00',
      payable: '0.00',
      held: '2000.00',
      forfeited: '2000.00',
      'in-transit': '4000.00',
    });
    expect(
      await query(`SELECT journal.kind, partner_id AS partner, account.kind AS account, posting.amount::text
        FROM journal JOIN posting USING (journal) JOIN account USING (account_key) JOIN partner USING (partner_key) ORDER BY journal, line`),
    ).toEqual([
      { kind: 'accrual', partner: '1001', account: 'accrued', amount: '-4000.00' },
      { kind: 'accrual', partner: '1002', account: 'accrued', amount: '-2000.00' },
      { kind: 'accrual', partner: '1003', account: 'accrued', amount: '-2000.00' },
      { kind: 'threshold', partner: '1001', account: 'accrued', amount: '4000.00' },
      { kind: 'threshold', partner: '1001', account: 'payable', amount: '-4000.00' },
      { kind: 'threshold', partner: '1002', account: 'accrued', amount: '2000.00' },
      { kind: 'threshold', partner: '1002', account: 'held', amount: '-2000.00' },
      { kind: 'threshold', partner: '1003', account: 'accrued', amount: '2000.00' },
      { kind: 'threshold', partner: '1003', account: 'forfeited', amount: '-2000.00' },
      { kind: 'release', partner: '1001', account: 'payable', amount: '4000.00' },
      { kind: 'release', partner: '1001', account: 'in-transit', amount: '-4000.00' },
    ]);
    expect(
      await query(
        `SELECT partner_id AS partner, earned::text, potential::text, journal FROM accrual JOIN partner USING (partner_key) ORDER BY 1`,
      ),
    ).toEqual([
      { partner: '1001', earned: '4000.00', potential: '4000.00', journal: 1 },
      { partner: '1002', earned: '2000.00', potential: '4000.00', journal: 2 },
      { partner: '1003', earned: '2000.00', potential: '2000.00', journal: 3 },
      { partner: '1004', earned: '0.00', potential: '0.00', journal: null },
    ]);
    expect(await checked()).toEqual({ journals: 7, turnover: [{ currency: 'USD', amount: '20000.00' }], problems: [] });
  });

  it('is held against what runs accrued', async () => {
    await imported(new ImportFiles().sale(1).sale(2, { partner: '1002' }).billingIsKnown());
    const { app } = seatback;
    const { run } = await app.get(CalculateCampaign).execute(campaign);
    await app.get(RunApproval).submit(run, 'mia');
    await app.get(RunApproval).approve(run, 'carl');
    await app.get(RunApproval).post(run, 'mia');
    expect((await checked()).problems).toEqual([]);
    const wrong = [1001, 1002].map((partner) => `what run ${run} accrued to partner ${partner} is not what was posted`);
    // In all of these the sums are as they should be, but one partner has the money of the other, or more.
    for (const sql of [
      `UPDATE account SET campaign_id = 'another' WHERE kind = 'accrued'`,
      'UPDATE posting SET amount = amount * 2',
      'DELETE FROM posting; DELETE FROM journal',
    ]) {
      await damage(sql);
      expect((await checked()).problems).toEqual(wrong);
    }
  });

  async function balances(): Promise<Record<string, string>> {
    const rows = await inTransaction((session) => ledgerBalances(session, CAMPAIGN));
    return Object.fromEntries(rows.map(({ kind, balance }) => [kind, balance]));
  }
});

const usd = (amount: string) => Money.of(amount, 'USD');

/** Of partner 1001, but for the campaign's own. */
function account(kind: AccountKind) {
  return { kind, campaignId: CAMPAIGN, partnerKey: kind === 'expense' ? null : 1 };
}

/** Of no run: what accrues is held against the accruals of runs. */
function entry(cause: string, amount: string): NewJournal {
  const transfers = [{ debit: account('expense'), credit: account('accrued'), amount: usd(amount) }];
  return { kind: 'status', cause, campaignId: CAMPAIGN, transfers, description: cause };
}

function ledger(): Ledger {
  return seatback.app.get(Ledger);
}

function inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return seatback.app.get(UnitOfWork).inTransaction(work);
}

function posted(...journals: readonly NewJournal[]): Promise<number[]> {
  return inTransaction((session) => ledger().post(session, journals));
}

function checked() {
  return inTransaction((session) => checkLedger(session));
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return inTransaction((session) => session.query<Row>(sql));
}

async function imported(files: ImportFiles): Promise<void> {
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

/** @returns the code with which the statements, or their commit, were refused; nothing of them stays */
async function attempt(url: string, statements: readonly string[]): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(['BEGIN', ...statements, 'SET CONSTRAINTS ALL IMMEDIATE'].join(';'));
    return 'done';
  } catch (error) {
    return (error as DatabaseError).code ?? String(error);
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

/** As a superuser who has switched off what would hold anybody else back. */
async function damage(sql: string): Promise<void> {
  const client = new Client({ connectionString: seatback.database.adminUrl });
  await client.connect();
  await client.query(`SET session_replication_role = 'replica'; ${sql}`);
  await client.end();
}
