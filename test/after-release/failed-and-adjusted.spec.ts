import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AdjustByHand, CarryOutNotices } from '../../src/payout/index.js';
import { AnsweringBank } from '../builders/answering-bank.js';
import { customerId, ibanOf, ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, PayoutWorld, type SentPayment } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
const bank = new AnsweringBank(() => world);
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
  return paymentNumber(1);
}

async function paymentNumber(number: number): Promise<SentPayment> {
  return (await world.payments())[number - 1]!;
}

async function adjusted(amount: string): Promise<void> {
  const adjust = world.seatback.app.get(AdjustByHand);
  const { adjustment } = await adjust.propose({
    partnerId: '1001',
    campaignId: CAMPAIGN,
    customer: customerId(1),
    amount,
    currency: 'USD',
    reason: 'agreed by letter',
    actor: 'dana',
  });
  await adjust.approve(adjustment, 'robin');
}

const questionAbout = async (what: string): Promise<number> =>
  (await world.questions()).find(({ about }) => about === what)!.question;

describe('a payment that was refused for its details, decided on together with an adjustment, and found to be paid', () => {
  const foundPaid = async (): Promise<void> => {
    const first = await sent();
    await bank.refused(first, 'AC04');
    await adjusted('2500.00');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '6500.00', payable: '6500.00' });
    await bank.debited(first);
    await world.decided(await questionAbout('payment-contradicted'), { as: 'paid' });
    expect(await world.balances()).toEqual({ expense: '6500.00', paid: '4000.00', payable: '2500.00' });
  };

  it('leaves the rest payable, to the account that was paid', async () => {
    await foundPaid();
    expect(await world.released()).toMatchObject({ totals: { USD: '2500.00' } });
    await bank.debited(await paymentNumber(2));
    expect(await world.balances()).toEqual({ expense: '6500.00', paid: '6500.00' });
    expect(await world.query('SELECT 1 FROM payout_hold WHERE held_to IS NULL')).toEqual([]);
    expect(await world.released()).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('is not asked after, and what is left is not forfeited, however long it takes', async () => {
    await foundPaid();
    const notices = world.seatback.app.get(CarryOutNotices);
    for (let week = 0; week < 8; week += 1) {
      world.daysLater(7);
      expect((await notices.execute()).carriedOut).toEqual([]);
    }
    expect(await world.balances()).toEqual({ expense: '6500.00', paid: '4000.00', payable: '2500.00' });
    expect(await world.query(`SELECT 1 FROM payee_request WHERE ended_at IS NULL`)).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });

  it('ends the asking that had begun', async () => {
    const first = await sent();
    await bank.refused(first, 'AC04');
    const notices = world.seatback.app.get(CarryOutNotices);
    expect((await notices.execute()).carriedOut).toMatchObject([{ done: 'asked', partnerId: '1001' }]);
    await bank.debited(first);
    await world.decided(await questionAbout('payment-contradicted'), { as: 'paid' });
    expect(await world.query('SELECT ended_as FROM payee_request')).toEqual([{ ended_as: 'withdrawn' }]);
    world.daysLater(30);
    expect((await notices.execute()).carriedOut).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('a payment that was refused for another cause after more was added by hand', () => {
  /** The second payment is prepared when the bank refuses the first, and is taken back. */
  const refusedMeanwhile = async (): Promise<void> => {
    const first = await sent();
    await adjusted('2500.00');
    const { batch } = await world.prepared();
    await bank.refused(first, 'NARR');
    await world.release().void(batch!.batch, 'mia', 'once more');
  };

  it('waits for a person, and what was added waits with it', async () => {
    await refusedMeanwhile();
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ amount: { amount: expect.anything() }, reasons: [{ reason: 'payment-undecided' }] }],
    });
    expect(await world.balances()).toEqual({ expense: '6500.00', held: '4000.00', payable: '2500.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('is paid with it, once the person says so', async () => {
    await refusedMeanwhile();
    await world.prepared();
    await world.decided(await questionAbout('payment-failed'), { as: 'pay-again' });
    expect(await world.released()).toMatchObject({ totals: { USD: '6500.00' } });
    expect(await world.balances()).toEqual({ expense: '6500.00', 'in-transit': '6500.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('stays forfeited once a person has forfeited it, whatever is prepared, added or restated after that', async () => {
    await refusedMeanwhile();
    await world.decided(await questionAbout('payment-failed'), { as: 'forfeit' });
    expect(await world.released()).toMatchObject({ totals: { USD: '2500.00' } });
    expect(await world.balances()).toEqual({ expense: '6500.00', forfeited: '4000.00', 'in-transit': '2500.00' });
    await bank.debited(await paymentNumber(3));
    await adjusted('100.00');
    expect(await world.released()).toMatchObject({ totals: { USD: '100.00' } });
    await world.restated(3);
    expect(await world.released()).toMatchObject({ totals: { USD: '2000.00' } });
    expect(await world.balances()).toMatchObject({ expense: '8600.00', forfeited: '4000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('is paid to another account with it, once the payee has named one', async () => {
    await refusedMeanwhile();
    await world.decided(await questionAbout('payment-failed'), { as: 'ask-again' });
    expect(await world.prepared()).toMatchObject({ held: [{ reasons: [{ reason: 'details-rejected' }] }] });
    await world.imported(new ImportFiles().account('1001', { iban: ibanOf(4711) }));
    expect(await world.released()).toMatchObject({ totals: { USD: '6500.00' } });
    expect(await world.problems()).toEqual([]);
  });
});
