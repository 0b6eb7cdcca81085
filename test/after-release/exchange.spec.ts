import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';

import { ShowPayout } from '../../src/payout/index.js';
import { statement, statusReport, type StatementEntry } from '../builders/bank-reports.js';
import { ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, PayoutWorld } from '../builders/payout-world.js';
import { aCampaign, NOTHING_OF_PARTNERS } from '../campaign-builder.js';
import { Seatbacks } from '../seatback.js';

// The first file of a run makes the server and its template.
const PAID_IN = { currency: "the payee's", rates: 'ECB', date: 'day of preparation' };
const campaign = (paidIn: unknown) =>
  aCampaign({
    ...NOTHING_OF_PARTNERS,
    'payment needs': undefined,
    'paid in': paidIn,
  });

const seatbacks = new Seatbacks();
let world: PayoutWorld;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(fresh);
afterAll(() => seatbacks.end());

describe('a partner with an account in euros', () => {
  it('is paid in euros at the rate of the day, each currency in a block of its own', async () => {
    await season([rate('0.9')], { '1002': 'USD' });
    const { batch, held } = await world.prepared();
    expect(held).toEqual([]);
    expect(batch?.totals).toEqual({ EUR: '3600.00', USD: '2000.00' });
    await world.release().approve(1, 'carl');
    const { releasedAs } = await world.release().release(1, 'rita');

    const file = readFileSync(releasedAs ?? '', 'utf8');
    expect(file.match(/<PmtInfId>[^<]*/g)).toEqual([
      `<PmtInfId>${batch?.messageId ?? ''}-1`,
      `<PmtInfId>${batch?.messageId ?? ''}-2`,
    ]);
    expect(file.match(/<InstdAmt[^<]*/g)).toEqual(['<InstdAmt Ccy="EUR">3600.00', '<InstdAmt Ccy="USD">2000.00']);
    expect(file).toContain(
      '<Ustrd>Rebate S-000001, a-campaign, partner 1001: USD 4000.00 at USD/EUR 0.9 of 2019-08-05, ECB</Ustrd>',
    );
    expect(await balances()).toEqual({
      'currency-position EUR': '3600.00',
      'currency-position USD': '-4000.00',
      'expense USD': '6000.00',
      'in-transit EUR': '-3600.00',
      'in-transit USD': '-2000.00',
    });
    const { payments } = await world.seatback.app.get(ShowPayout).execute(1);
    expect(payments).toMatchObject([
      {
        amount: '3600.00',
        currency: 'EUR',
        exchange: {
          owed: '4000.00',
          owedCurrency: 'USD',
          rate: '0.9',
          base: 'USD',
          quote: 'EUR',
          rateOn: '2019-08-05',
          source: 'ECB',
          delivery: 1,
        },
      },
      { amount: '2000.00', currency: 'USD', exchange: null },
    ]);
    expect(await world.problems()).toEqual([]);
  });

  it('is paid in the currency of the reward where the terms say nothing', async () => {
    await season([rate('0.9')], {}, null);
    expect((await world.prepared()).batch?.totals).toEqual({ USD: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it.each<[string, CsvRow[], unknown, string | null]>([
    ['of the day', [rate('0.9'), rate('0.5', { rate_on: '2019-08-04' })], PAID_IN, '3600.00'],
    ['quoted the other way round', [rate('1.25', { base: 'EUR', quote: 'USD' })], PAID_IN, '3200.00'],
    ['in its own direction first', [rate('0.9'), rate('1.25', { base: 'EUR', quote: 'USD' })], PAID_IN, '3600.00'],
    ['of a later day only', [rate('0.9', { rate_on: '2019-08-06' })], PAID_IN, null],
    ['of another source', [rate('0.9', { source: 'a bank' })], PAID_IN, null],
    ['of other currencies', [rate('0.9', { quote: 'GBP' }), rate('0.9', { base: 'GBP' })], PAID_IN, null],
    ['of the day before', [rate('0.9', { rate_on: '2019-08-04' })], PAID_IN, null],
    ['of two days before, which the terms allow', [rate('0.9', { rate_on: '2019-08-03' })], olderBy(2), '3600.00'],
    ['of three days before, where they allow two', [rate('0.9', { rate_on: '2019-08-02' })], olderBy(2), null],
    [
      'of the last day before',
      [rate('0.8', { rate_on: '2019-08-03' }), rate('0.9', { rate_on: '2019-08-04' })],
      olderBy(5),
      '3600.00',
    ],
    [
      'of the end of the month before',
      [rate('0.8'), rate('0.9', { rate_on: '2019-07-31' })],
      { ...PAID_IN, date: 'end of the month before' },
      '3600.00',
    ],
    [
      'of the end of the window',
      [rate('0.8'), rate('0.9', { rate_on: '2019-06-30' })],
      { ...PAID_IN, date: 'end of the window' },
      '3600.00',
    ],
  ])('with a rate %s', async (_what, rates, paidIn, expected) => {
    await season(rates, {}, paidIn);
    const { batch, held } = await world.prepared();
    expect(batch?.totals).toEqual(expected === null ? undefined : { EUR: expected });
    expect(held.flatMap(({ reasons }) => reasons.map(({ reason }) => reason))).toEqual(
      expected === null ? ['exchange-rate-missing'] : [],
    );
    expect(await world.problems()).toEqual([]);
  });

  it('waits for a rate that is missing, says so, and is paid once it is there', async () => {
    await season([]);
    const { batch, held } = await world.prepared();
    expect(batch).toBeUndefined();
    expect(held[0]?.reasons).toEqual([
      { reason: 'exchange-rate-missing', found: 'ECB has no rate USD/EUR of 2019-08-05' },
    ]);
    await world.imported(new ImportFiles().rows('fx_rates.csv', rate('0.9')));
    expect((await world.released())?.totals).toEqual({ EUR: '3600.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('is not paid at a rate that was corrected meanwhile', async () => {
    await season([rate('0.9')]);
    await world.prepared();
    await world.imported(new ImportFiles().rows('fx_rates.csv', rate('0.91')));
    await expect(world.release().approve(1, 'carl')).rejects.toMatchObject({
      code: 'RATE_CORRECTED',
      report: { found: 'USD/EUR 0.9 of 2019-08-05, ECB: 0.91 by now' },
    });
    await world.release().void(1, 'mia', 'the rate was corrected');
    expect((await world.released())?.totals).toEqual({ EUR: '3640.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('is not paid in a currency that its account has no more', async () => {
    await season([rate('0.9'), rate('0.8', { quote: 'GBP' })]);
    await world.prepared();
    await world.imported(new ImportFiles().account('1001', { currency: 'GBP' }));
    await expect(world.release().approve(1, 'carl')).rejects.toMatchObject({
      code: 'PAYEE_CHANGED',
      report: { found: 'partner 1001 (an account in GBP)' },
    });
  });

  it('is paid from an account in dollars or in euros, and from no other', async () => {
    await season([rate('0.9')]);
    writeFileSync(settings(), PAYER_SETTINGS.replace('currency: USD', 'currency: SEK'));
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ reasons: [{ reason: 'currency-not-paid', found: 'no debtor account pays EUR to a bank in GB' }] }],
    });
    writeFileSync(settings(), PAYER_SETTINGS.replace('currency: USD', 'currency: EUR'));
    expect((await world.prepared()).batch?.totals).toEqual({ EUR: '3600.00' });
  });

  it('waits where what it is owed comes to nothing', async () => {
    await season([rate('0.0000001', { quote: 'KWD' })], { '1001': 'KWD' });
    expect((await world.prepared()).held[0]?.reasons).toEqual([
      {
        reason: 'exchange-comes-to-nothing',
        found: '4000.00 USD are less than half of the smallest amount in KWD',
      },
    ]);
  });
});

describe('what a bank says of euros that were paid', () => {
  const id = async () => (await world.payments())[0]?.id ?? '';

  it('is the debit of an account in euros: the position stays open', async () => {
    await season([rate('0.9')]);
    writeFileSync(settings(), PAYER_SETTINGS.replace('currency: USD', 'currency: EUR'));
    await world.released();
    await reported({ amount: '3600.00', currency: 'EUR', transactions: [{ endToEndId: await id() }] });
    expect(await balances()).toEqual({
      'currency-position EUR': '3600.00',
      'currency-position USD': '-4000.00',
      'expense USD': '4000.00',
      'paid EUR': '-3600.00',
    });
    expect(await world.questions()).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });

  it.each([
    ['dearer', '4012.34', '12.34'],
    ['cheaper', '3990.00', '-10.00'],
    ['exactly as ours', '4000.00', undefined],
  ])(
    'is the debit of an account in dollars at a rate that is %s: the difference is realised, once',
    async (_how, booked, difference) => {
      await season([rate('0.9')]);
      await world.released();
      const debit: StatementEntry = {
        amount: booked,
        transactions: [{ endToEndId: await id(), amount: booked, ordered: '3600.00', orderedIn: 'EUR' }],
      };
      await reported(debit);
      const after = {
        'bank EUR': '3600.00',
        'bank USD': `-${booked}`,
        ...(difference === undefined ? {} : { 'exchange-difference USD': difference }),
        'expense USD': '4000.00',
        'paid EUR': '-3600.00',
      };
      expect(await balances()).toEqual(after);
      await reported(debit, 'camt.053');
      expect(await balances()).toEqual(after);
      expect(await world.questions()).toEqual([]);
      expect(await world.problems()).toEqual([]);
    },
  );

  it('may come in two pieces, in either order', async () => {
    for (const isReversed of [false, true]) {
      await fresh();
      await season([rate('0.9')]);
      await world.released();
      const inEuros: StatementEntry = {
        amount: '3600.00',
        currency: 'EUR',
        transactions: [{ endToEndId: await id() }],
      };
      const inBoth: StatementEntry = {
        amount: '4012.34',
        transactions: [{ endToEndId: await id(), amount: '4012.34', ordered: '3600.00', orderedIn: 'EUR' }],
      };
      await reported(isReversed ? inBoth : inEuros);
      await reported(isReversed ? inEuros : inBoth, 'camt.053');
      expect(await balances()).toMatchObject({ 'paid EUR': '-3600.00', 'exchange-difference USD': '12.34' });
      expect(await world.problems()).toEqual([]);
    }
  });

  it.each([
    ['dollars', undefined, { USD: '-6012.34' }, { USD: '-2062.34' }],
    ['euros', 'EUR', { EUR: '-3600.00', USD: '-2000.00' }, { EUR: '-9.00', USD: '-2000.00' }],
  ])('moves "paid" and "bank" together by what accounts in %s moved by', async (_held, currency, out, after) => {
    await season([rate('0.9')], { '1002': 'USD' });
    await world.released();
    const [first, second] = (await world.payments()).map((payment) => payment.id) as [string, string];
    const inBoth = (amount: string, ordered: string) =>
      currency === undefined ? { amount, ordered, orderedIn: 'EUR' } : { amount: ordered };
    const booked = (amount: string, ordered: string) =>
      currency === undefined ? { amount } : { amount: ordered, currency };
    await reported({
      ...booked('4012.34', '3600.00'),
      transactions: [{ endToEndId: first, ...inBoth('4012.34', '3600.00') }],
    });
    await reported({ amount: '2000.00', transactions: [{ endToEndId: second, amount: '2000.00' }] });
    expect(await atTheBank()).toEqual(out);
    world.daysLater(21);
    await reported(
      {
        ...booked('3950.00', '3591.00'),
        direction: 'CRDT',
        code: ['PMNT', 'ICDT', 'RRTN'],
        transactions: [{ endToEndId: first, ...inBoth('3950.00', '3591.00'), returnReason: 'AC04' }],
      },
      'camt.053',
    );
    expect(await atTheBank()).toEqual(after);
    expect(await world.problems()).toEqual([]);
  });

  it('tells the charges that the bank took with it from its rate', async () => {
    await season([rate('0.9')]);
    await world.released();
    await world.answered(
      statement({
        entries: [
          {
            amount: '4022.34',
            transactions: [
              {
                endToEndId: await id(),
                amount: '4022.34',
                ordered: '3600.00',
                orderedIn: 'EUR',
                includedCharge: '10.00',
              },
            ],
          },
        ],
      }),
    );
    expect(await balances()).toMatchObject({ 'bank-charges USD': '10.00', 'exchange-difference USD': '12.34' });
    expect(await world.problems()).toEqual([]);
  });

  it('is a refusal: the dollars are owed again, and paid at the rate of another day', async () => {
    await season([rate('0.9')]);
    await world.released();
    await world.answered(
      statusReport({ blocks: [{ payments: [{ endToEndId: await id(), status: 'RJCT', reason: 'AC04' }] }] }),
    );
    expect(await balances()).toEqual({ 'expense USD': '4000.00', 'payable USD': '-4000.00' });
    expect(await world.problems()).toEqual([]);

    world.daysLater(1);
    await world.imported(
      new ImportFiles()
        .rows('fx_rates.csv', rate('0.95', { rate_on: '2019-08-06' }))
        .account('1001', { currency: 'EUR', iban: 'GB29NWBK60161331926819' }),
    );
    expect((await world.released())?.totals).toEqual({ EUR: '3800.00' });
    expect(await balances()).toEqual({
      'currency-position EUR': '3800.00',
      'currency-position USD': '-4000.00',
      'expense USD': '4000.00',
      'in-transit EUR': '-3800.00',
    });
    expect(await world.problems()).toEqual([]);
  });

  it('is a return weeks later, short by charges in euros, and exchanged back', async () => {
    await season([rate('0.9')]);
    await world.released();
    await reported({
      amount: '4012.34',
      transactions: [{ endToEndId: await id(), amount: '4012.34', ordered: '3600.00', orderedIn: 'EUR' }],
    });
    world.daysLater(21);
    await reported(
      {
        amount: '3950.00',
        direction: 'CRDT',
        code: ['PMNT', 'ICDT', 'RRTN'],
        transactions: [
          { endToEndId: await id(), amount: '3950.00', ordered: '3591.00', orderedIn: 'EUR', returnReason: 'AC04' },
        ],
      },
      'camt.053',
    );
    // 3591 of 3600 euros are 3990 of 4000 dollars; for these the bank gave 40 less. The partner is owed the whole again.
    expect(await balances()).toEqual({
      'bank USD': '-62.34',
      'bank-charges EUR': '9.00',
      'currency-position EUR': '-9.00',
      'currency-position USD': '10.00',
      'exchange-difference USD': '52.34',
      'expense USD': '4000.00',
      'payable USD': '-4000.00',
    });
    expect(await world.questions()).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });

  it('is a return in dollars only: a person says how many euros came back', async () => {
    await season([rate('0.9')]);
    await world.released();
    await reported({ amount: '3600.00', currency: 'EUR', transactions: [{ endToEndId: await id() }] });
    await reported(
      {
        amount: '3950.00',
        direction: 'CRDT',
        code: ['PMNT', 'ICDT', 'RRTN'],
        transactions: [{ endToEndId: await id(), amount: '3950.00', returnReason: 'AC04' }],
      },
      'camt.053',
    );
    const [question] = await world.questions();
    expect(question).toMatchObject({ about: 'return-amount', found: '3950 USD of 3600.00 EUR came back' });
    await world.decided(question?.question ?? 0, { as: 'amount', amount: '3591.00' });
    expect(await balances()).toMatchObject({ 'bank-charges EUR': '9.00', 'payable USD': '-4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('may contradict itself: a person finds out, and either way everything adds up', async () => {
    for (const as of ['paid', 'not-paid'] as const) {
      await fresh();
      await season([rate('0.9')]);
      await world.released();
      const payment = await id();
      await world.answered(
        statusReport({ blocks: [{ payments: [{ endToEndId: payment, status: 'RJCT', reason: 'AM04' }] }] }),
      );
      await reported({ amount: '3600.00', currency: 'EUR', transactions: [{ endToEndId: payment }] });
      const open = await world.questions();
      const asked = open.find(({ about }) => about === 'payment-contradicted');
      await world.decided(asked?.question ?? 0, { as });
      const accounts = await balances();
      expect(accounts[as === 'paid' ? 'paid EUR' : 'held USD']).toBe(as === 'paid' ? '-3600.00' : '-4000.00');
      expect(await world.problems()).toEqual([]);
    }
  });

  it('of a whole block is said of its payments alone', async () => {
    await season([rate('0.9')], { '1002': 'USD' });
    const { messageId } = (await world.released()) ?? { messageId: '' };
    await world.answered(
      statusReport({
        original: messageId,
        status: 'ACTC',
        blocks: [{ id: `${messageId}-1`, status: 'RJCT', reason: 'AC04' }],
      }),
    );
    expect((await world.payments()).map(({ partner, state }) => [partner, state])).toEqual([
      ['1001', 'rejected'],
      ['1002', 'received'],
    ]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('what was exchanged', () => {
  it('is held against its rate, and the position against what was exchanged', async () => {
    await season([rate('0.9')]);
    await world.released();
    const clean = await world.problems();
    expect(clean).toEqual([]);
    for (const [sql, undo, problem] of [
      [
        'UPDATE payment_instruction SET exchanged_amount = 3601',
        'UPDATE payment_instruction SET exchanged_amount = 3600.00',
        /4000\.00 USD at USD\/EUR 0\.9 of 2019-08-05, ECB, are 3600\.00 EUR, and 3601 are on record/,
      ],
      [
        `UPDATE posting SET amount = amount * 2 WHERE currency = 'EUR'`,
        `UPDATE posting SET amount = amount / 2 WHERE currency = 'EUR'`,
        /its journal "release" does not move through the currency position what was exchanged/,
      ],
      [
        `UPDATE journal SET cause = 'anything' WHERE kind = 'release'`,
        `UPDATE journal SET cause = 'release ' || (SELECT end_to_end_id FROM payment_instruction) WHERE cause = 'anything'`,
        /journal "anything" moves a currency position and exchanges nothing/,
      ],
    ] as const) {
      await world.damage(sql);
      expect((await world.problems()).join('\n')).toMatch(problem);
      await world.damage(undo);
    }
    expect(await world.problems()).toEqual([]);
  });

  it('names a rate on record: the database takes no other', async () => {
    await season([rate('0.9')]);
    await world.prepared();
    await world.release().void(1, 'mia', 'to be prepared again');
    const REFERENCE = '23503';
    const CHECK = '23514';
    const insert = (values: string) =>
      `INSERT INTO payment_instruction (end_to_end_id, batch, line, run, partner_key, payee, amount, currency, uetr, exchanged_amount,
         exchanged_currency, rate_base, rate_quote, rate_on, rate_source, rate_from, rate)
       SELECT 'SB-OTHER-1', batch, 2, run, partner_key, payee, amount, currency, gen_random_uuid(), ${values} FROM payment_instruction`;
    expect(await world.attempt(insert(`3600, 'EUR', 'USD', 'EUR', rate_on, 'ECB', 1, 0.91`))).toBe(REFERENCE);
    expect(await world.attempt(insert(`3600, 'EUR', 'USD', 'GBP', rate_on, 'ECB', 1, 0.9`))).toBe(CHECK);
    expect(await world.attempt(insert(`3600, 'EUR', NULL, NULL, NULL, NULL, NULL, NULL`))).toBe(CHECK);
    expect(await world.attempt(insert(`3600, 'USD', 'USD', 'USD', rate_on, 'ECB', 1, 0.9`))).toBe(CHECK);
  });
});

/** 1 USD in EUR by the ECB on the day of the stories, unless something else is said. */
function rate(value: string, changes: CsvRow = {}): CsvRow {
  return { base: 'USD', quote: 'EUR', rate: value, rate_on: '2019-08-05', source: 'ECB', ...changes };
}

function olderBy(days: number) {
  return { ...PAID_IN, 'older by': { days } };
}

async function fresh(): Promise<void> {
  writeFileSync(settings(), PAYER_SETTINGS);
  world.seatback.clock.moveTo(NOW);
  await world.seatback.database.clear();
  // Batches of the stories before had the same names: those are made from what is paid.
  rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
}

const settings = (): string => world.seatback.database.environment.settingsFile;

/** 1001 earns 4000 USD; each other partner that is named 2000. Accounts are in euros unless something else is said. */
async function season(
  rates: readonly CsvRow[],
  currencies: Readonly<Record<string, string>> = {},
  paidIn: unknown = PAID_IN,
): Promise<void> {
  const files = new ImportFiles();
  let customer = 0;
  for (const partner of new Set(['1001', ...Object.keys(currencies)])) {
    files.partner(partner, { account: { currency: currencies[partner] ?? 'EUR' } });
    for (let sale = 0; sale < (partner === '1001' ? 2 : 1); sale += 1) files.sale((customer += 1), { partner });
  }
  await world.imported(files.billingIsKnown().rows('fx_rates.csv', ...rates));
  const { app } = world.seatback;
  const { run } = await app.get(CalculateCampaign).execute(campaign(paidIn ?? undefined));
  await app.get(RunApproval).submit(run, 'sue');
  await app.get(RunApproval).approve(run, 'art');
  await app.get(RunApproval).post(run, 'sue');
}

async function reported(entry: StatementEntry, kind: 'camt.053' | 'camt.054' = 'camt.054'): Promise<void> {
  await world.answered(
    statement({ kind, id: `${kind}-${world.seatback.clock.now()}-${entry.amount}`, entries: [entry] }),
  );
}

/** Debits positive. */
async function balances(): Promise<Record<string, string>> {
  const rows = await world.query<{ account: string; balance: string }>(
    `SELECT kind || ' ' || posting.currency AS account, sum(amount)::text AS balance FROM posting JOIN account USING (account_key)
     WHERE campaign_id = '${CAMPAIGN}' GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

/** By currency: `paid` names the partner that the money left for, and `bank` has what is of nobody by name. */
async function atTheBank(): Promise<Record<string, string>> {
  const rows = await world.query<{ currency: string; moved: string }>(
    `SELECT posting.currency, sum(amount)::text AS moved FROM posting JOIN account USING (account_key) WHERE kind IN ('paid', 'bank')
     GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ currency, moved }) => [currency, moved]));
}
