import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, type HTMLElement } from 'node-html-parser';
import { generateWorld } from '../../demo/world/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { calendarDate, instant, Money } from '../../src/kernel/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { CAMPAIGN_ID, PortalWorld } from './portal-world.js';

let world: PortalWorld;
beforeAll(async () => {
  world = await PortalWorld.start();
  await world.bring(generateWorld({ seed: 1 }));
  const run = await world.calculate();
  await world.confirmTerms();
  await world.post(run);
  await world.releasePayout(await world.preparePayout());
}, 300_000);
afterAll(() => world.end());

async function page(path: string): Promise<HTMLElement> {
  const response = await world.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return parse(await response.text());
}

const textOf = (element: HTMLElement | null | undefined) =>
  (element?.text ?? '').replaceAll(/\s+/g, ' ').replaceAll('\u00A0', ' ').trim();
const rowsOf = (list: HTMLElement, section: string) => list.querySelectorAll(`#${section} tbody tr`);
const cellsOf = (row: HTMLElement) => row.querySelectorAll('th, td').map(textOf);

/** Of all pages, as the links between them lead. */
async function allRows(path: string, section: string, next: string): Promise<HTMLElement[]> {
  const list = await page(path);
  const link = list.querySelectorAll('main a').find(({ text }) => text === next);
  const href = link?.getAttribute('href')?.replaceAll('&amp;', '&');
  return [...rowsOf(list, section), ...(href === undefined ? [] : await allRows(href, section, next))];
}

/** `USD 4,000.00 credit` as an amount: credit is negative. */
function signed(balance: string): Money {
  const [, currency = 'USD', digits = '0', side] = /^([A-Z]{3}) ([\d,.]+) ?(debit|credit)?$/.exec(balance) ?? [];
  const amount = Money.of(digits.replaceAll(',', ''), currency);
  return side === 'credit' ? amount.negated() : amount;
}

describe('the accounts of the ledger', () => {
  it('are all there, once, over as many pages as it takes, and their balances add up to nothing', async () => {
    const rows = await allRows('/ledger?limit=7', 'accounts', 'Next accounts');
    const stored = await world.rows('SELECT account_key FROM account ORDER BY account_key');
    expect(stored.length).toBeGreaterThan(14);
    expect(rows.map((row) => Number(cellsOf(row)[0]?.split(' ')[0]))).toEqual(
      stored.map((each) => each['account_key']),
    );
    const balances = rows.map((row) => signed(cellsOf(row)[6] ?? ''));
    expect(balances.some((balance) => !balance.isZero())).toBe(true);
    const sum = balances.reduce((total, balance) => total.plus(balance), Money.of('0', 'USD'));
    expect(sum.toString()).toBe('0.00');
  });

  it('are chosen by campaign, partner and currency', async () => {
    const [partner] = await world.rows(
      'SELECT partner_id, count(*)::integer AS count FROM account JOIN partner USING (partner_key) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1',
    );
    const own = rowsOf(
      await page(`/ledger?campaign=${CAMPAIGN_ID}&partner=${String(partner?.['partner_id'])}&currency=USD&month=`),
      'accounts',
    );
    expect(own).toHaveLength(Number(partner?.['count']));
    for (const row of own) expect(textOf(row)).toContain(`(${String(partner?.['partner_id'])})`);
    for (const nobody of ['partner=nobody', 'currency=SEK', 'campaign=no-such-one'])
      expect(textOf(await page(`/ledger?${nobody}`))).toContain('No account fits.');
    for (const wrong of ['month=2019-13', 'month=July', 'cursor=nonsense', 'currency=usd', 'limit=0'])
      expect([wrong, (await world.get(`/ledger?${wrong}`)).status]).toEqual([wrong, 400]);
  });

  it('show of a month what was posted in it, and of the month before nothing', async () => {
    const whole = await allRows('/ledger', 'accounts', 'Next accounts');
    const august = await allRows('/ledger?month=2019-08', 'accounts', 'Next accounts');
    expect(august.map((row) => cellsOf(row).slice(4))).toEqual(whole.map((row) => cellsOf(row).slice(4)));
    const july = await allRows('/ledger?month=2019-07', 'accounts', 'Next accounts');
    for (const row of july) expect(cellsOf(row).slice(4)).toEqual(['USD 0.00', 'USD 0.00', 'USD 0.00']);
    const september = await allRows('/ledger?month=2019-09', 'accounts', 'Next accounts');
    expect(september.map((row) => cellsOf(row).slice(4, 6))).toEqual(whole.map(() => ['USD 0.00', 'USD 0.00']));
    expect(september.map((row) => cellsOf(row)[6])).toEqual(whole.map((row) => cellsOf(row)[6]));
  });

  it('lead to their postings, which add up to the balance', async () => {
    const [bank] = await world.rows(`SELECT account_key FROM account WHERE kind = 'expense'`);
    const path = `/ledger/accounts/${String(bank?.['account_key'])}`;
    const rows = await allRows(`${path}?limit=3`, 'postings', 'Next postings');
    const stored = await world.rows(
      'SELECT sum(amount)::text AS sum, count(*)::integer AS count FROM posting WHERE account_key = $1',
      [bank?.['account_key']],
    );
    expect(rows).toHaveLength(Number(stored[0]?.['count']));
    expect(rows.length).toBeGreaterThan(6);
    const sum = rows
      .map((row) => cellsOf(row).slice(5))
      .reduce(
        (total, [debit = '', credit = '']) =>
          total.plus(Money.of(debit === '' ? '0' : debit, 'USD')).minus(Money.of(credit === '' ? '0' : credit, 'USD')),
        Money.of('0', 'USD'),
      );
    expect(sum.toString()).toBe(Money.of(String(stored[0]?.['sum']), 'USD').toString());
    expect(textOf((await page(path)).querySelector('.figures'))).toContain('debit');
    expect(rowsOf(await page(`${path}?month=2019-07`), 'postings')).toEqual([]);
    expect((await world.get('/ledger/accounts/99999')).status).toBe(404);
  });
});

describe('a journal', () => {
  it('says which run it comes from, with lines that balance', async () => {
    const [accrual] = await world.rows(
      'SELECT journal, run FROM accrual WHERE journal IS NOT NULL ORDER BY journal LIMIT 1',
    );
    const shown = await page(`/ledger/journals/${String(accrual?.['journal'])}`);
    expect(textOf(shown.querySelector('#journal'))).toContain(`Run${String(accrual?.['run'])}Batch and paymentnone`);
    expect(textOf(shown.querySelector('#journal'))).toContain('Month open');
    const lines = rowsOf(shown, 'lines').map(cellsOf);
    expect(lines.map((cells) => cells[3]).filter((each) => each !== '')).toEqual(
      lines.map((cells) => cells[4]).filter((each) => each !== ''),
    );
    expect(lines).toHaveLength(2);
  });

  it('says which payment and batch it is about', async () => {
    const [payment] = await world.rows('SELECT end_to_end_id, batch FROM payment_instruction ORDER BY 1 LIMIT 1');
    const [journal] = await world.rows(`SELECT journal FROM journal WHERE cause = 'release ' || $1`, [
      payment?.['end_to_end_id'],
    ]);
    const shown = await page(`/ledger/journals/${String(journal?.['journal'])}`);
    expect(textOf(shown.querySelector('#journal'))).toContain(
      `Batch ${String(payment?.['batch'])}, payment ${String(payment?.['end_to_end_id'])}`,
    );
  });

  it('leads to what it corrects, and that one back; a closed month is marked', async () => {
    const { app } = world.server;
    const own = { campaignId: CAMPAIGN_ID, partnerKey: null };
    const transfers = [
      {
        debit: { ...own, kind: 'bank-charges' as const },
        credit: { ...own, kind: 'bank' as const },
        amount: Money.of('1.50', 'USD'),
      },
    ];
    const post = async (cause: string, corrects?: number) =>
      app.get(UnitOfWork).inTransaction((session) =>
        app.get(Ledger).post(session, [
          {
            kind: 'correction',
            cause,
            campaignId: CAMPAIGN_ID,
            transfers,
            description: `<b>${cause}</b>`,
            ...(corrects === undefined ? {} : { corrects }),
          },
        ]),
      );
    const [wrong = 0] = await post('a wrong one');
    world.clock.moveTo(instant('2019-09-02T09:00:00Z'));
    await app
      .get(UnitOfWork)
      .inTransaction((session) => app.get(Ledger).closeMonth(session, calendarDate('2019-08-01'), 'dana'));
    const [right = 0] = await post('the right one', wrong);
    const later = await page(`/ledger/journals/${String(right)}`);
    expect(later.querySelector(`#journal a[href="/ledger/journals/${String(wrong)}"]`)).not.toBeNull();
    expect(later.innerHTML).toContain('&lt;b>the right one&lt;/b>');
    const before = await page(`/ledger/journals/${String(wrong)}`);
    expect(textOf(before.querySelector('#journal'))).toContain('Month closed');
    expect(before.querySelector(`#journal a[href="/ledger/journals/${String(right)}"]`)).not.toBeNull();
    const months = rowsOf(await page('/ledger'), 'months').map(cellsOf);
    expect(months.map((cells) => cells.slice(0, 2))).toEqual([
      ['September 2019', 'Open'],
      ['August 2019', 'Closed'],
    ]);
    expect(months[1]?.[2]).toContain('dana');
  });

  it('that is not there is told so', async () => {
    expect((await world.get('/ledger/journals/99999')).status).toBe(404);
    expect((await world.get('/ledger/journals/0')).status).toBe(400);
  });
});
