import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { statement } from '../builders/bank-reports.js';
import { FailingPayments, FORFEITING } from '../builders/failing-payments.js';
import { ImportFiles } from '../builders/import-folder.js';
import { NOW, PayoutWorld } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
const story = new FailingPayments(() => world);
const { bank } = story;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(() => story.beginAnew());
afterAll(() => seatbacks.end());

describe('nothing is paid twice', () => {
  it('no batch leaves while a bank contradicts itself about a payment that a person said to pay again', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'pay-again');
    const { batch } = await world.prepared();
    await bank.debited(first);
    await expect(story.leave(batch!.batch)).rejects.toMatchObject({ code: 'PAYEE_CHANGED' });
  });

  it('nor is one prepared while it does', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'pay-again');
    await bank.debited(first);
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ reasons: [{ reason: 'payment-undecided' }] }],
    });
  });

  it('each of two payments that failed holds a batch back: the first may have been paid', async () => {
    const first = await story.sent();
    await story.adjusted('2500.00');
    await world.released();
    await bank.refused(first, 'AC04');
    await bank.refused(await story.paymentNumber(2), 'AC04');
    await story.newAccount();
    const { batch } = await world.prepared();
    await bank.debited(first);
    await expect(story.leave(batch!.batch)).rejects.toMatchObject({ code: 'PAYEE_CHANGED' });
  });

  it('and so does one that nobody has decided on yet', async () => {
    const first = await story.sent();
    await story.adjusted('2500.00');
    await world.released();
    await bank.refused(first, 'NARR');
    await story.adjusted('100.00');
    expect(await world.prepared()).toMatchObject({ held: [{ reasons: [{ reason: 'payment-undecided' }] }] });
    await bank.refused(await story.paymentNumber(2), 'AC04');
    await story.newAccount();
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ reasons: [{ reason: 'payment-undecided' }] }],
    });
  });

  it('no batch leaves whose partner is known to owe more than it pays', async () => {
    const first = await story.sent();
    await bank.refused(first, 'AC04');
    await story.adjusted('-1500.00');
    await story.newAccount();
    const { batch } = await world.prepared();
    expect(batch).toMatchObject({ totals: { USD: '2500.00' } });
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await expect(story.leave(batch!.batch)).rejects.toMatchObject({ code: expect.any(String) });
  });
});

describe('a report of a bank', () => {
  it('is read, with all other payments in it, where money comes back of a payment found not to be paid', async () => {
    await world.postedSeason(2, 1);
    await world.released();
    const [first, other] = await world.payments();
    await bank.debited(first!);
    await bank.refused(first!, 'AC04');
    await story.decided('payment-contradicted', 'not-paid');
    await world.answered(
      statement({
        id: 'S9',
        entries: [
          {
            amount: '4000.00',
            direction: 'CRDT',
            isReversal: true,
            transactions: [{ endToEndId: first!.id, returnReason: 'AC04' }],
          },
          { amount: '2000.00', transactions: [{ endToEndId: other!.id }] },
        ],
      }),
    );
    expect(await world.balances()).toEqual({ expense: '6000.00', paid: '2000.00', payable: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('of a return does not take the money of the payment that was made instead', async () => {
    const first = await story.sent();
    await bank.debited(first);
    await bank.refused(first, 'NARR');
    await story.decided('payment-contradicted', 'not-paid');
    await world.released();
    await bank.debited(await story.paymentNumber(2));
    await bank.cameBack(first, 'RR04');
    await story.adjusted('100.00');
    // 4100 are owed, and 4000 paid.
    expect(await world.released()).toMatchObject({ totals: { USD: '100.00' } });
  });

  it('nor asks of it what nobody can decide', async () => {
    const first = await story.sent();
    await bank.debited(first);
    await bank.refused(first, 'NARR');
    await story.decided('payment-contradicted', 'not-paid');
    await world.released();
    await bank.cameBack(first, 'RR04');
    expect(await world.balances()).toEqual({ expense: '4000.00', 'in-transit': '4000.00' });
    expect((await world.questions()).filter(({ about }) => about === 'payment-failed')).toEqual([]);
  });

  it('of a return is booked, or somebody is asked, where the payment was refused and found to be paid', async () => {
    const first = await story.sent();
    await bank.refused(first, 'AC04');
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await bank.cameBack(first, 'AC04');
    // Either it is booked, or somebody is asked.
    const asked = (await world.questions()).filter(({ about }) => about !== 'ids-empty');
    const { paid } = await world.balances();
    expect([paid, asked.length]).not.toEqual(['4000.00', 0]);
  });

  it('of a return takes a payment out of transit once, where both was said while it was released', async () => {
    await world.postedSeason(2);
    await world.prepared();
    await world.release().approve(1, 'carl');
    await world.damage(
      `UPDATE payout_batch SET state = 'releasing', released_by = 'rita', release_begun_at = '${NOW}', file_written_at = '${NOW}'`,
    );
    const first = await story.paymentNumber(1);
    await bank.refused(first, 'NARR');
    await bank.debited(first);
    await world.release().release(1, 'rita');
    await story.decided('payment-contradicted', 'paid');
    await bank.cameBack(first, 'AC04');
    expect(await world.balances()).toEqual({ expense: '4000.00', payable: '4000.00' });
  });
});

describe('nothing is stuck for good', () => {
  it.each(['pay-again', 'ask-again'] as const)(
    'what an earlier payment left, after a restatement was paid (%s)',
    async (as) => {
      const first = await story.sent();
      await world.restated(3);
      await world.released();
      await bank.refused(first, 'AC04');
      await story.decided('payment-failed', as);
      await story.newAccount();
      expect(await world.released()).toMatchObject({ totals: { USD: '4000.00' } });
    },
  );

  it('or where the restatement changed nothing of the partner', async () => {
    await world.postedSeason(2, 1);
    await world.released();
    const first = await story.paymentNumber(1);
    await bank.debited(first);
    await world.imported(new ImportFiles().sale(4, { partner: '1002' }));
    await world.restated(2);
    await world.prepared();
    await bank.cameBack(first, 'RR04');
    await story.decided('payment-failed', 'pay-again');
    expect(await world.released()).toMatchObject({ totals: { USD: '4000.00' } });
  });

  it.each([
    ['AC04', undefined],
    ['RR04', 'pay-again'],
  ] as const)('a payment found to be paid that comes back (%s)', async (reason, as) => {
    const first = await story.sent();
    await bank.debited(first);
    await bank.refused(first, 'NARR');
    await story.decided('payment-contradicted', 'paid');
    await bank.cameBack(first, reason);
    if (as !== undefined) await story.decided('payment-failed', as);
    await story.newAccount();
    expect(await world.released()).toMatchObject({ totals: { USD: '4000.00' } });
  });

  it('a payment that was refused, came back, and is to be paid again', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await bank.cameBack(first, 'NARR');
    await story.decided('payment-contradicted', 'noted');
    await story.decided('payment-failed', 'pay-again');
    expect(await world.released()).toMatchObject({ totals: { USD: '4000.00' } });
  });

  it('is no contradiction: that it was noted says nothing of whether money left', async () => {
    const first = await story.sent();
    await bank.refused(first, 'AC04');
    await bank.debited(first);
    await expect(story.decided('payment-contradicted', 'noted')).rejects.toMatchObject({
      code: 'DECISION_UNFIT',
      report: { expected: expect.stringContaining('paid or not-paid') },
    });
  });

  it('is no question of a failure whose payment was found to be paid', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    expect((await world.questions()).filter(({ about }) => about === 'payment-failed')).toEqual([]);
  });

  it.each(['AC04', 'RR04'])(
    'what is left where a payment was found to be paid, and a later one failed (%s)',
    async (reason) => {
      const first = await story.sent();
      await bank.refused(first, 'AC04');
      await story.newAccount();
      await world.released();
      await bank.debited(await story.paymentNumber(2));
      await story.adjusted('5000.00');
      await world.released();
      await bank.refused(await story.paymentNumber(3), reason);
      await bank.debited(first);
      await story.decided('payment-contradicted', 'paid');
      if (reason === 'RR04') await story.decided('payment-failed', 'pay-again');
      await story.newAccount(4712);
      // 9000 are owed, and 8000 paid.
      expect(await world.released()).toMatchObject({ totals: { USD: '1000.00' } });
    },
  );

  it.each(['RR04', 'AC04'])(
    'what comes back (%s) after another payment of the earning was forfeited',
    async (reason) => {
      const first = await story.sent(FORFEITING);
      await bank.debited(first);
      await story.adjusted('2500.00');
      await world.released();
      await bank.refused(await story.paymentNumber(2), 'AC04');
      await story.asMuchTimeAsThereIs();
      expect(await world.balances()).toEqual({ expense: '6500.00', paid: '4000.00', forfeited: '2500.00' });
      await bank.cameBack(first, reason);
      if (reason === 'RR04') await story.decided('payment-failed', 'pay-again');
      await story.round();
      world.daysLater(1);
      await story.newAccount();
      expect(await world.released()).toMatchObject({ totals: { USD: '4000.00' } });
    },
  );
});
