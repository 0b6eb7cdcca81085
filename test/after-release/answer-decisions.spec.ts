import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnsweringBank } from '../builders/answering-bank.js';
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

/** 1001 is paid 4000. */
async function sent(): Promise<SentPayment> {
  await world.postedSeason(2);
  await world.released();
  const [payment] = await world.payments();
  return payment!;
}

const bank = new AnsweringBank(() => world);
const onlyQuestion = async () => {
  const questions = (await world.questions()).filter(({ about }) => about !== 'ids-empty');
  expect(questions).toHaveLength(1);
  return questions[0]!.question;
};

describe('a payment that failed for another cause than its details', () => {
  it.each([
    ['a rejection', 'refused', 'held'],
    ['a return', 'cameBack', 'returned'],
  ] as const)('after %s is paid again under another id, once a person says so', async (_what, fails, waitsOn) => {
    const payment = await sent();
    if (waitsOn === 'returned') await bank.debited(payment);
    await bank[fails](payment, 'AM04');
    expect(await world.balances()).toEqual({ expense: '4000.00', [waitsOn]: '4000.00' });
    expect(await world.prepared()).toMatchObject({ batch: undefined });
    expect(await world.decided(await onlyQuestion(), { as: 'pay-again' })).toMatchObject({
      journals: 1,
      endToEndId: payment.id,
    });
    expect(await world.balances()).toEqual({ expense: '4000.00', payable: '4000.00' });
    expect(await world.released()).toMatchObject({ batch: 2, paymentCount: 1 });
    const [first, second] = await world.payments();
    expect([first!.ended, second!.ended, second!.id === first!.id]).toEqual([true, false, false]);
    await bank.debited(second!);
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
    expect(await world.released()).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('is asked about again where the person sees that the details are wrong', async () => {
    const payment = await sent();
    await bank.refused(payment, 'NARR');
    await world.decided(await onlyQuestion(), { as: 'ask-again' });
    expect(await world.prepared()).toMatchObject({ held: [{ reasons: [{ reason: 'details-rejected' }] }] });
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    expect(await world.released()).toMatchObject({ paymentCount: 1 });
    expect(await world.problems()).toEqual([]);
  });

  it('is forfeited with a reason on record, and never paid', async () => {
    const payment = await sent();
    await bank.refused(payment, 'RR04');
    const question = await onlyQuestion();
    await world.decided(question, { as: 'forfeit' });
    expect(await world.balances()).toEqual({ expense: '4000.00', forfeited: '4000.00' });
    expect(await world.released()).toBeUndefined();
    expect(
      await world.query(
        `SELECT actor, subject, detail->>'reason' AS reason FROM audit_entry WHERE act = 'answer.decide'`,
      ),
    ).toEqual([{ actor: 'robin', subject: `question ${String(question)}`, reason: 'asked the bank' }]);
    expect(await world.problems()).toEqual([]);
  });

  it('is decided once, by somebody, for a reason, in a way that it leaves', async () => {
    const payment = await sent();
    await bank.refused(payment, 'RR04');
    const question = await onlyQuestion();
    await expect(world.decided(question, { as: 'noted' })).rejects.toMatchObject({ code: 'DECISION_UNFIT' });
    await expect(world.decided(99, { as: 'noted' })).rejects.toMatchObject({ code: 'QUESTION_UNKNOWN' });
    await expect(world.decided(question, { as: 'pay-again', actor: ' ' } as never)).rejects.toMatchObject({
      code: 'ACTOR_INVALID',
    });
    await expect(world.decided(question, { as: 'pay-again', reason: '' } as never)).rejects.toMatchObject({
      code: 'REASON_INVALID',
    });
    const both = await Promise.allSettled([
      world.decided(question, { as: 'pay-again' }),
      world.decided(question, { as: 'forfeit' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(world.decided(question, { as: 'pay-again' })).rejects.toMatchObject({ code: 'QUESTION_DECIDED' });
    expect(await world.problems()).toEqual([]);
  });
});

describe('reports that contradict each other', () => {
  const contradicted = async () => {
    const payment = await sent();
    await bank.refused(payment, 'AC04');
    await bank.debited(payment);
    return payment;
  };

  it('are settled by the bank’s word that it paid: nothing is paid again', async () => {
    await contradicted();
    await world.decided(await onlyQuestion(), { as: 'paid' });
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    expect(await world.released()).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('are settled by the bank’s word that it did not: with other details it is paid', async () => {
    await contradicted();
    await world.decided(await onlyQuestion(), { as: 'not-paid' });
    expect(await world.prepared()).toMatchObject({ held: [{ reasons: [{ reason: 'details-rejected' }] }] });
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    expect(await world.released()).toMatchObject({ paymentCount: 1 });
    expect(await world.problems()).toEqual([]);
  });

  it('stop a second payment that was prepared, before it leaves', async () => {
    const payment = await sent();
    await bank.refused(payment, 'AC04');
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    const { batch } = await world.prepared();
    await world.release().approve(batch!.batch, 'carl');
    await bank.debited(payment);
    await expect(world.release().release(batch!.batch, 'rita')).rejects.toMatchObject({
      code: 'PAYEE_CHANGED',
      report: { found: 'partner 1001 (payment-undecided)' },
    });
    expect(await world.problems()).toEqual([]);
  });

  it('after it was paid again leave the partner owing one of both', async () => {
    const payment = await sent();
    await bank.refused(payment, 'AC04');
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    await world.released();
    await bank.debited((await world.payments())[1]!);
    await bank.debited(payment);
    await world.decided(await onlyQuestion(), { as: 'paid' });
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '8000.00', recoverable: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('where both were said after it left are settled either way', async () => {
    const payment = await sent();
    await bank.debited(payment);
    await bank.refused(payment, 'AC04');
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
    await world.decided(await onlyQuestion(), { as: 'not-paid' });
    expect(await world.balances()).toEqual({ expense: '4000.00', payable: '4000.00' });
    // The account that was refused is no better for that.
    expect(await world.prepared()).toMatchObject({ held: [{ reasons: [{ reason: 'details-rejected' }] }] });
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    expect(await world.released()).toMatchObject({ paymentCount: 1 });
    expect(await world.problems()).toEqual([]);
  });
});

describe('what a bank says unclearly', () => {
  it('is given to its payment by a person', async () => {
    const payment = await sent();
    await world.answered(
      statement({
        entries: [{ amount: '3990.00', direction: 'CRDT', isReversal: true, transactions: [{ returnReason: 'AC04' }] }],
      }),
    );
    const [question] = await world.questions();
    expect(question).toMatchObject({ about: 'ids-empty' });
    await expect(world.decided(question!.question, { as: 'belongs-to' })).rejects.toMatchObject({
      code: 'DECISION_UNFIT',
    });
    await expect(world.decided(question!.question, { as: 'belongs-to', payment: 'SB-NOBODY-1' })).rejects.toMatchObject(
      { code: 'PAYMENT_UNKNOWN' },
    );
    await world.decided(question!.question, { as: 'belongs-to', payment: payment.id });
    expect(await world.balances()).toEqual({
      bank: '10.00',
      'bank-charges': '10.00',
      expense: '4000.00',
      payable: '4000.00',
    });
    expect(await world.problems()).toEqual([]);
  });

  it('is given its meaning by a person', async () => {
    const payment = await sent();
    await world.answered(
      statusReport({
        original: (await world.query<{ id: string }>('SELECT message_id AS id FROM payout_batch'))[0]!.id,
        blocks: [{ payments: [{ endToEndId: payment.id, status: 'DONE' }] }],
      }),
    );
    const unknown = (await world.questions()).find(({ about }) => about === 'status-unknown');
    await expect(world.decided(unknown!.question, { as: 'means' })).rejects.toMatchObject({ code: 'DECISION_UNFIT' });
    await world.decided(unknown!.question, { as: 'means', means: 'credited' });
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('of the amount that came back is settled by a person, within what was sent', async () => {
    const payment = await sent();
    await bank.debited(payment);
    await bank.cameBack(payment, 'AC04', '1000.00');
    const question = await onlyQuestion();
    for (const amount of [undefined, '0', '4000.01', '10.001', '-1', 'much'])
      await expect(world.decided(question, { as: 'amount', amount })).rejects.toMatchObject({ code: 'DECISION_UNFIT' });
    await world.decided(question, { as: 'amount', amount: '1000.00' });
    expect(await world.balances()).toEqual({
      bank: '3000.00',
      'bank-charges': '3000.00',
      expense: '4000.00',
      payable: '4000.00',
    });
    expect(await world.problems()).toEqual([]);
  });
});

describe('a release that broke off', () => {
  it('takes up what the bank has said meanwhile when it is finished', async () => {
    await world.postedSeason(2);
    const { batch } = await world.prepared();
    await world.release().approve(1, 'carl');
    await world.damage(
      `UPDATE payout_batch SET state = 'releasing', released_by = 'rita', release_begun_at = '${NOW}', file_written_at = '${NOW}'`,
    );
    const [payment] = await world.payments();
    await bank.debited(payment!);
    expect((await world.payments())[0]!.state).toBeNull();
    expect(batch!.state).toBe('prepared');
    await world.release().release(1, 'rita');
    expect((await world.payments())[0]!.state).toBe('debited');
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
  });
});

describe('a restatement', () => {
  it('takes up what waits for a decision, and pays it only after that', async () => {
    const payment = await sent();
    await bank.debited(payment);
    await bank.cameBack(payment, 'RR04');
    await world.restated(3);
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ reasons: [{ reason: 'payment-undecided' }] }],
    });
    expect(await world.balances()).toEqual({ expense: '6000.00', payable: '6000.00' });
    expect(await world.decided(await onlyQuestion(), { as: 'pay-again' })).toMatchObject({ journals: 0 });
    expect(await world.released()).toMatchObject({ totals: { USD: '6000.00' } });
    expect(await world.problems()).toEqual([]);
  });
});
