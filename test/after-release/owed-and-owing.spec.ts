import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../../src/campaigns/index.js';
import { PreparePayout } from '../../src/payout/index.js';
import { FailingPayments, FORFEITING } from '../builders/failing-payments.js';
import { PayoutWorld } from '../builders/payout-world.js';
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

describe('owed and owing at once', () => {
  /** Both payments of 4000 left; the second comes back. */
  const bothLeft = async (campaign?: Campaign) => {
    const first = await story.sent(campaign);
    await bank.refused(first, 'AC04');
    world.daysLater(1);
    await story.newAccount();
    await world.released();
    await bank.debited(await story.paymentNumber(2));
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    return story.paymentNumber(2);
  };

  it('a payment made twice of which one comes back: the other was the one that is owed', async () => {
    await bank.cameBack(await bothLeft(), 'DUPL');
    await story.decided('payment-failed', 'pay-again');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
  });

  it('and nothing is taken for it from what the partner earned elsewhere', async () => {
    await bank.cameBack(await bothLeft(), 'DUPL');
    await story.decided('payment-failed', 'pay-again');
    await story.postedElsewhere();
    expect((await world.seatback.app.get(PreparePayout).execute('b-campaign', 'mia')).batch).toMatchObject({
      totals: { USD: '4000.00' },
    });
  });

  it('nor forfeited', async () => {
    await bank.cameBack(await bothLeft(FORFEITING), 'AC04');
    await world.prepared();
    world.daysLater(1);
    await story.asMuchTimeAsThereIs();
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
  });

  it('nor forfeited by a person, who ends the second payment', async () => {
    await bank.cameBack(await bothLeft(), 'DUPL');
    await story.decided('payment-failed', 'forfeit');
    await story.adjusted('1000.00');
    expect(await world.released()).toMatchObject({ totals: { USD: '1000.00' } });
  });

  it('what another campaign is owed is set off against what a payment left', async () => {
    const first = await story.sent();
    await story.postedElsewhere();
    const { batch } = await world.seatback.app.get(PreparePayout).execute('b-campaign', 'mia');
    await story.leave(batch!.batch);
    await story.adjusted('-1000.00', 'b-campaign');
    await bank.refused(first, 'AC04');
    await story.newAccount();
    expect(await world.prepared()).toMatchObject({ batch: { totals: { USD: '3000.00' } } });
  });
});

describe('nothing is forfeited wrongly', () => {
  it('what waits for a person is, by the notices for another payment', async () => {
    const first = await story.sent(FORFEITING);
    await bank.debited(first);
    await story.adjusted('2500.00');
    await world.released();
    await bank.refused(await story.paymentNumber(2), 'AC04');
    await story.round();
    world.daysLater(1);
    await bank.cameBack(first, 'RR04');
    await story.asMuchTimeAsThereIs();
    expect(await world.balances()).toEqual({ expense: '6500.00', forfeited: '2500.00', returned: '4000.00' });
  });

  it('while a bank contradicts itself about a payment: the partner would owe then what it was paid', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    await story.round();
    world.daysLater(1);
    await bank.debited(first);
    await story.asMuchTimeAsThereIs();
    await story.decided('payment-contradicted', 'paid');
    expect(await world.balances()).toEqual({ expense: '4000.00', paid: '4000.00' });
  });

  it('is what was added after a payment was found to be paid', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'pay-again');
    await world.released();
    world.daysLater(1);
    const second = await story.paymentNumber(2);
    await bank.refused(second, 'AC04');
    await story.round();
    await bank.debited(second);
    await story.decided('payment-contradicted', 'paid');
    expect((await story.round()).carriedOut).toEqual([]);
    await story.adjusted('2500.00');
    expect(await world.prepared()).toMatchObject({ batch: { totals: { USD: '2500.00' } }, held: [] });
    await story.asMuchTimeAsThereIs();
    expect(await world.balances()).toEqual({ expense: '6500.00', paid: '4000.00', payable: '2500.00' });
  });

  it('where the payee had named another account before the old one was refused', async () => {
    const first = await story.sent(FORFEITING);
    world.daysLater(1);
    await story.newAccount();
    world.daysLater(1);
    await bank.refused(first, 'AC04');
    expect(await world.prepared()).toMatchObject({ batch: { totals: { USD: '4000.00' } }, held: [] });
  });

  it('at once is what was earned after the last notice of a request that nothing was payable for', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    world.daysLater(1);
    await story.round();
    await story.adjusted('-4000.00');
    await world.prepared();
    await story.asMuchTimeAsThereIs();
    await story.adjusted('500.00');
    await world.prepared();
    expect((await story.round()).carriedOut.map(({ done }) => done)).not.toContain('forfeited');
  });
});
