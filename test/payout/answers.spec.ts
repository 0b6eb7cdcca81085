import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { statement, statusReport } from '../builders/bank-reports.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { NOW, PayoutWorld, type SentPayment } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(async () => {
  world.seatback.clock.moveTo(NOW);
  await world.seatback.database.clear();
  rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
});
afterAll(() => seatbacks.end());

/** 1001 is paid 4000, 1002 is paid 2000. */
async function sent(): Promise<{ messageId: string; first: SentPayment; second: SentPayment }> {
  await world.postedSeason(2, 1);
  const batch = await world.released();
  const [first, second] = await world.payments();
  return { messageId: batch!.messageId, first: first!, second: second! };
}

const states = async () => (await world.payments()).map(({ state }) => state);
const abouts = async () => (await world.questions()).map(({ about }) => about);

describe('a status report', () => {
  it('moves payments on, as far as the lowest level that it names says', async () => {
    const { messageId, first } = await sent();
    expect(await world.answered(statusReport({ id: 'R1', original: messageId, status: 'ACTC' }))).toMatchObject({
      state: 'read',
      payments: 2,
      changed: 2,
      journals: 0,
      questions: 0,
    });
    expect(await states()).toEqual(['received', 'received']);
    await world.answered(
      statusReport({
        id: 'R2',
        original: messageId,
        status: 'PART',
        blocks: [
          {
            id: `${messageId}-1`,
            status: 'ACSP',
            payments: [{ endToEndId: first.id, status: 'RJCT', reason: 'AC04' }],
          },
        ],
      }),
    );
    expect(await states()).toEqual(['rejected', 'in-process']);
    expect(await world.balances()).toEqual({ expense: '6000.00', 'in-transit': '2000.00', payable: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('that rejects a block rejects all payments in it, and one that rejects a file all that are in that', async () => {
    const { messageId } = await sent();
    await world.answered(
      statusReport({
        original: messageId,
        status: 'ACTC',
        blocks: [{ id: `${messageId}-1`, status: 'RJCT', reason: 'AM04' }],
      }),
    );
    expect(await states()).toEqual(['rejected', 'rejected']);
    expect(await world.balances()).toEqual({ expense: '6000.00', held: '6000.00' });
    expect(await abouts()).toEqual(['payment-failed', 'payment-failed']);
    expect(await world.prepared()).toMatchObject({ batch: undefined });
    expect(await world.problems()).toEqual([]);
  });

  it.each([
    ['the same bytes', (report: string) => report],
    ['other bytes', (report: string) => report.replace('><', '>\n<')],
  ])('changes nothing when it comes twice, in %s', async (_what, again) => {
    const { messageId } = await sent();
    const report = statusReport({ original: messageId, status: 'RJCT', reason: 'AM10' });
    await world.answered(report);
    const before = await withoutAnswers();
    expect(await world.answered(again(report))).toMatchObject({
      state: 'repeated',
      payments: 0,
      journals: 0,
      repeats: 1,
    });
    expect(await withoutAnswers()).toEqual(before);
    expect(await world.problems()).toEqual([]);
  });

  it('under an id that said something else waits for a person', async () => {
    const { messageId } = await sent();
    await world.answered(statusReport({ original: messageId, status: 'ACTC' }));
    expect(await world.answered(statusReport({ original: messageId, status: 'RJCT' }))).toMatchObject({
      state: 'differs',
      repeats: 1,
    });
    expect(await states()).toEqual(['received', 'received']);
    expect(await abouts()).toEqual(['report-differs']);
  });

  it('of another bank is another report, whatever its id, and moves nothing that this bank does not pay', async () => {
    const { messageId } = await sent();
    await world.answered(statusReport({ original: messageId, status: 'ACTC' }));
    expect(
      await world.answered(statusReport({ original: messageId, status: 'ACSP' }), { bank: 'OTHRGB2L' }),
    ).toMatchObject({ state: 'read' });
    expect(await states()).toEqual(['received', 'received']);
    expect(await world.questions()).toMatchObject([
      {
        about: 'unmatched',
        payment: null,
        found: `file ${messageId} is paid by BUKBGB22, and the report comes from OTHRGB2L`,
      },
    ]);
    const { id } = (await world.payments())[0]!;
    const debit = statement({ id: 'C-2', entries: [{ amount: '2000.00', transactions: [{ endToEndId: id }] }] });
    await world.answered(debit, { bank: 'OTHRGB2L' });
    expect(await states()).toEqual(['received', 'received']);
    expect((await world.questions()).at(-1)?.found).toBe(
      `${id} is paid by BUKBGB22, and the report comes from OTHRGB2L`,
    );
    // By the same bank, whatever branch of it reports, and however its name is typed.
    await world.answered(statusReport({ original: messageId, status: 'ACSP', id: 'S-2' }), { bank: 'bukbgb22xxx' });
    expect(await states()).toEqual(['in-process', 'in-process']);
  });

  it.each([
    ['an unknown code', 'OKAY', 'status-unknown'],
    ['a payee check', 'RVNM', 'to-be-looked-at'],
  ])('with %s waits for a person and changes nothing', async (_what, status, about) => {
    const { messageId, first } = await sent();
    await world.answered(
      statusReport({
        original: messageId,
        blocks: [{ id: `${messageId}-1`, payments: [{ endToEndId: first.id, status }] }],
      }),
    );
    expect(await states()).toEqual([null, null]);
    expect(await abouts()).toEqual([about]);
    expect(await world.problems()).toEqual([]);
  });

  it.each([
    ['nobody’s file', { original: 'SB-SOMEBODY-0001', status: 'RJCT' }],
    [
      'nobody’s payment',
      { original: 'SB-X', blocks: [{ id: 'SB-X-1', payments: [{ endToEndId: 'SB-UNKNOWN-1', status: 'RJCT' }] }] },
    ],
  ])('about %s waits for a person', async (_what, report) => {
    await sent();
    expect(await world.answered(statusReport(report))).toMatchObject({ payments: 0 });
    expect(await abouts()).toEqual(['unmatched']);
  });

  it('that names a payment by ids of two waits for a person', async () => {
    const { messageId, first, second } = await sent();
    await world.answered(
      statusReport({
        original: messageId,
        blocks: [{ id: `${messageId}-1`, payments: [{ endToEndId: first.id, uetr: second.uetr, status: 'RJCT' }] }],
      }),
    );
    expect(await states()).toEqual([null, null]);
    expect(await abouts()).toEqual(['ambiguous']);
  });

  it('finds a payment by its UETR or instruction id where the end-to-end id is missing', async () => {
    const { messageId, first, second } = await sent();
    await world.answered(
      statusReport({
        original: messageId,
        blocks: [
          {
            id: `${messageId}-1`,
            payments: [
              { uetr: first.uetr.toUpperCase(), status: 'ACSP' },
              { instructionId: second.id, endToEndId: 'NOTPROVIDED', status: 'ACSC' },
            ],
          },
        ],
      }),
    );
    expect(await states()).toEqual(['in-process', 'debited']);
    expect(await world.balances()).toEqual({ expense: '6000.00', 'in-transit': '4000.00', paid: '2000.00' });
  });

  it('that cannot be read is kept, says why, and changes nothing', async () => {
    await sent();
    const before = await withoutAnswers();
    expect(await world.answered('<Document><!DOCTYPE x>')).toMatchObject({ state: 'unreadable', fault: { line: 1 } });
    expect(await withoutAnswers()).toEqual(before);
    expect(await abouts()).toEqual(['report-unreadable']);
    expect(await world.problems()).toEqual([]);
  });

  it('never takes a payment back, in the database neither', async () => {
    const { messageId, first } = await sent();
    await world.answered(statusReport({ id: 'R1', original: messageId, status: 'ACSC' }));
    await world.answered(statusReport({ id: 'R2', original: messageId, status: 'ACTC' }));
    expect(await states()).toEqual(['debited', 'debited']);
    const refused = '23514';
    expect(
      await world.attempt(`UPDATE payment_standing SET state = 'received' WHERE end_to_end_id = '${first.id}'`),
    ).toBe(refused);
    expect(await world.attempt(`UPDATE payment_standing SET paid_journal = NULL`)).toBe(refused);
    expect(await world.attempt(`UPDATE payment_instruction SET ended = true WHERE end_to_end_id = '${first.id}'`)).toBe(
      refused,
    );
    expect(await world.attempt(`UPDATE reported_fact SET says = 'rejected'`)).not.toBe('done');
  });
});

describe('a notification', () => {
  const debit = (payment: SentPayment, amount = payment.amount) =>
    statement({
      id: `D-${payment.id}`,
      entries: [{ amount, transactions: [{ endToEndId: payment.id, uetr: payment.uetr }] }],
    });
  const comesBack = (payment: SentPayment, reason: string | undefined, amount = payment.amount, charge?: string) =>
    statement({
      id: `C-${payment.id}`,
      entries: [
        {
          amount,
          direction: 'CRDT',
          isReversal: true,
          code: ['PMNT', 'ICDT', 'RRTN'],
          transactions: [
            {
              endToEndId: payment.id,
              ...(reason === undefined ? {} : { returnReason: reason }),
              ...(charge === undefined ? {} : { charge }),
            },
          ],
        },
      ],
    });

  it('of a debit makes a payment paid; what is none of ours stays out', async () => {
    const { first } = await sent();
    await world.answered(debit(first));
    await world.answered(
      statement({
        id: 'X',
        entries: [
          { amount: '99.00', transactions: [{ endToEndId: 'SALARY-1' }] },
          { amount: '5.00', direction: 'CRDT' },
        ],
      }),
    );
    expect(await states()).toEqual(['debited', null]);
    expect(await world.balances()).toEqual({ expense: '6000.00', 'in-transit': '2000.00', paid: '4000.00' });
    expect(await world.questions()).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });

  it('of one debit for the whole block makes all of it paid, where the sum agrees', async () => {
    const { messageId } = await sent();
    await world.answered(statement({ id: 'S1', entries: [{ amount: '5999.00', block: `${messageId}-1` }] }));
    expect(await states()).toEqual([null, null]);
    expect(await abouts()).toEqual(['ambiguous']);
    await world.answered(statement({ id: 'S2', entries: [{ amount: '6000.00', block: `${messageId}-1` }] }));
    expect(await states()).toEqual(['debited', 'debited']);
    expect(await world.balances()).toEqual({ expense: '6000.00', paid: '6000.00' });
  });

  it('of a return weeks later, short by charges, books both; for its details new ones are asked for, then it is paid', async () => {
    const { first } = await sent();
    await world.answered(debit(first));
    world.daysLater(30);
    expect(await world.answered(comesBack(first, 'AC04', '3985.00', '15.00'))).toMatchObject({
      changed: 1,
      journals: 2,
      questions: 0,
    });
    expect(await states()).toEqual(['returned', null]);
    const afterReturn = {
      'bank-charges': '15.00',
      bank: '15.00',
      expense: '6000.00',
      'in-transit': '2000.00',
      payable: '4000.00',
    };
    expect(await world.balances()).toEqual(afterReturn);
    expect(await world.query('SELECT reason, held_to AS until FROM payout_hold')).toEqual([
      { reason: 'details-rejected', until: null },
    ]);
    expect(await world.problems()).toEqual([]);

    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ partnerId: '1001', reasons: [{ reason: 'payment-failed' }, { reason: 'details-rejected' }] }],
    });
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    expect(await world.released()).toMatchObject({ paymentCount: 1 });
    expect(await world.query('SELECT held_to IS NULL AS open FROM payout_hold')).toEqual([
      { open: false },
      { open: false },
    ]);
    const payments = await world.payments();
    expect(payments.map(({ partner, ended }) => [partner, ended])).toEqual([
      ['1001', true],
      ['1002', false],
      ['1001', false],
    ]);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(3);
    await world.answered(debit(payments[2]!));
    expect(await world.balances()).toEqual({ ...afterReturn, paid: '4000.00', payable: undefined });
    expect(await world.problems()).toEqual([]);
  });

  it('of a return for another cause waits for a person, and nobody pays again meanwhile', async () => {
    const { first } = await sent();
    await world.answered(debit(first));
    await world.answered(comesBack(first, 'RR04'));
    expect(await world.balances()).toEqual({ expense: '6000.00', 'in-transit': '2000.00', returned: '4000.00' });
    expect(await world.questions()).toMatchObject([
      { about: 'payment-failed', payment: first.id, found: 'returned: RR04' },
    ]);
    expect(await world.prepared()).toMatchObject({ batch: undefined });
    expect(
      await world.attempt(
        `UPDATE payment_instruction SET ended = true, amount = 1 WHERE end_to_end_id = '${first.id}'`,
      ),
    ).not.toBe('done');
  });

  it.each([
    ['more than was sent', '4000.01', undefined],
    ['much less, without a word', '3000.00', undefined],
    ['another currency', '4000.00', 'EUR'],
  ])('of a return of %s moves no money', async (_what, amount, currency) => {
    const { first } = await sent();
    await world.answered(debit(first));
    const report = comesBack(first, 'AC04', amount);
    await world.answered(currency === undefined ? report : report.replaceAll('Ccy="USD"', `Ccy="${currency}"`));
    expect(await states()).toEqual(['returned', null]);
    expect(await abouts()).toEqual(['return-amount']);
    expect(await world.balances()).toEqual({ expense: '6000.00', 'in-transit': '2000.00', paid: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('of a return that nobody saw leave posts that it left, too', async () => {
    const { first } = await sent();
    await world.answered(comesBack(first, 'RR04'));
    await world.answered(debit(first));
    expect(await states()).toEqual(['returned', null]);
    expect(await world.balances()).toEqual({ expense: '6000.00', 'in-transit': '2000.00', returned: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('that contradicts a rejection changes no balance, and asks', async () => {
    const { messageId, first } = await sent();
    await world.answered(
      statusReport({
        original: messageId,
        blocks: [{ id: `${messageId}-1`, payments: [{ endToEndId: first.id, status: 'RJCT', reason: 'AC04' }] }],
      }),
    );
    const before = await world.balances();
    await world.answered(debit(first));
    expect(await states()).toEqual(['contradicted', null]);
    expect(await world.balances()).toEqual(before);
    expect(await abouts()).toEqual(['payment-contradicted']);
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ reasons: [{ reason: 'payment-undecided' }] }],
    });
    expect(await world.problems()).toEqual([]);
  });

  it('of a debit that differs, or comes twice, or of a credit without a reason, asks', async () => {
    const { first, second } = await sent();
    await world.answered(
      statement({
        kind: 'camt.053',
        entries: [
          { amount: '4010.00', transactions: [{ endToEndId: first.id }] },
          { amount: '2000.00', transactions: [{ endToEndId: second.id }] },
          { amount: '2000.00', transactions: [{ endToEndId: second.id }] },
          { amount: '7.00', direction: 'CRDT', transactions: [{ endToEndId: second.id }] },
        ],
      }),
    );
    expect(await abouts()).toEqual(['debit-amount', 'debited-twice', 'credit-unexplained']);
    expect(await states()).toEqual(['debited', 'debited']);
    expect(await world.balances()).toEqual({ expense: '6000.00', paid: '6000.00' });
  });

  it('of a debit with its charges in it is no other amount', async () => {
    const { first } = await sent();
    await world.answered(
      statement({ entries: [{ amount: '4010.00', charge: '10.00', transactions: [{ endToEndId: first.id }] }] }),
    );
    expect(await world.questions()).toEqual([]);
  });
});

describe('what banks sent', () => {
  beforeAll(async () => {
    world = await PayoutWorld.start(seatbacks);
  });

  it('is found out where it was changed afterwards', async () => {
    const { messageId, first } = await sent();
    await world.answered(
      statusReport({
        original: messageId,
        blocks: [{ id: `${messageId}-1`, payments: [{ endToEndId: first.id, status: 'ACSC' }] }],
      }),
    );
    const damages: readonly (readonly [string, RegExp])[] = [
      [`UPDATE bank_answer_content SET sealed = set_byte(sealed, 60, 255 - get_byte(sealed, 60))`, /SEAL_BROKEN/],
      [`UPDATE bank_answer SET raw_hash = repeat('0', 64)`, /not those that came/],
      [`UPDATE bank_answer SET facts_digest = repeat('0', 64)`, /says something else/],
      [`DELETE FROM reported_fact WHERE fact = 1`, /facts are stored/],
      [`UPDATE payment_standing SET state = 'credited'`, /is credited, and by its reports debited/],
      [`UPDATE payment_standing SET paid_journal = NULL`, /not posted/],
      [`DELETE FROM payment_standing`, /by its reports debited/],
      [`UPDATE payment_instruction SET ended = true`, /counts as ended/],
      [`UPDATE journal SET cause = 'paid SB-X-1' WHERE cause LIKE 'paid %'`, /state and the ledger disagree/],
    ];
    expect(await world.problems()).toEqual([]);
    for (const [sql, problem] of damages) {
      const tables = [
        'bank_answer_content',
        'bank_answer',
        'reported_fact',
        'payment_standing',
        'payment_instruction',
        'journal',
      ];
      await world.damage(tables.map((table) => `CREATE TABLE saved_${table} AS SELECT * FROM ${table}`).join(';'));
      await world.damage(sql);
      expect([sql, (await world.problems()).join('\n')]).toEqual([sql, expect.stringMatching(problem)]);
      for (const table of tables) {
        const [{ columns } = { columns: '' }] = await world.query<{ columns: string }>(
          `SELECT string_agg(attname, ', ') AS columns FROM pg_attribute
           WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
        );
        await world.damage(
          `DELETE FROM ${table}; INSERT INTO ${table} (${columns}) SELECT ${columns} FROM saved_${table}; DROP TABLE saved_${table}`,
        );
      }
    }
    expect(await world.problems()).toEqual([]);
    // Last, in a database of its own: no other test is to find it.
    await world.damage(
      `CREATE OR REPLACE FUNCTION payment_can_go(from_state text, to_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'`,
    );
    expect(await world.problems()).toEqual([
      'the steps that payments take in the database are not those of the program',
    ]);
  });
});

/** All that counts: without the files themselves. */
async function withoutAnswers(): Promise<readonly unknown[]> {
  const own = ['bank_answer', 'bank_answer_content', 'answer_question'];
  return (await world.contents()).filter((table) => !own.includes((table as { name: string }).name));
}
