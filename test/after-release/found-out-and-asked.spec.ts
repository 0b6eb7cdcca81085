import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { statement } from '../builders/bank-reports.js';
import { FailingPayments, FORFEITING } from '../builders/failing-payments.js';
import { ImportFiles } from '../builders/import-folder.js';
import { PayoutWorld } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';
import { PAID_IN_THEIRS, rates } from '../stories/story-rates.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
const story = new FailingPayments(() => world);
const { bank } = story;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(() => story.beginAnew());
afterAll(() => seatbacks.end());

describe('after a person has found out', () => {
  it('that a payment was not made, another booked debit of it is a question', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await bank.debited(first);
    await story.decided('payment-contradicted', 'not-paid');
    await story.decided('payment-failed', 'pay-again');
    await world.released();
    await bank.debited(await story.paymentNumber(2));
    world.daysLater(1);
    await bank.debited(first);
    expect((await world.questions()).map(({ payment }) => payment)).toContain(first.id);
  });

  it('that a payment was made, another refusal of it is a question', async () => {
    const first = await story.sent();
    await bank.debited(first);
    await bank.refused(first, 'AM04');
    await story.decided('payment-contradicted', 'paid');
    world.daysLater(1);
    await bank.refused(first, 'AC04');
    expect((await world.questions()).map(({ payment }) => payment)).toContain(first.id);
  });

  it('that euros were not paid, what the bank took for them is booked back', async () => {
    await world.postedBy(PAID_IN_THEIRS, new ImportFiles().rows('fx_rates.csv', ...rates(1)), [2], ['EUR']);
    await world.released();
    const first = await story.paymentNumber(1);
    await world.answered(
      statement({
        entries: [
          {
            amount: '4012.34',
            transactions: [{ endToEndId: first.id, amount: '4012.34', ordered: first.paid, orderedIn: 'EUR' }],
          },
        ],
      }),
    );
    await bank.refused(first, 'NARR');
    await story.decided('payment-contradicted', 'not-paid');
    expect(await world.balances()).toEqual({ expense: '4000.00', payable: '4000.00' });
  });

  it('and nothing is to be paid any more, nothing waits for a person', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await story.adjusted('-100.00');
    await world.prepared();
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '3900.00', paid: '4000.00', recoverable: '100.00' });
    expect(await world.query('SELECT reason FROM payout_hold WHERE held_to IS NULL')).toEqual([]);
  });
});

describe('what is payable', () => {
  it('is asked about once more where the payee goes back to the account that was refused', async () => {
    const first = await story.sent(FORFEITING);
    world.daysLater(1);
    await bank.refused(first, 'AC04');
    await story.round();
    world.daysLater(1);
    await story.newAccount();
    await story.round();
    world.daysLater(1);
    await world.imported(new ImportFiles().account('1001'));
    await world.prepared();
    await story.asMuchTimeAsThereIs();
    await world.prepared();
    expect(await world.balances()).not.toMatchObject({ payable: '4000.00' });
  });

  it('is asked about where the account is gone after a payment has failed', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', 'pay-again');
    await story.withoutAccount();
    expect(await world.prepared()).toMatchObject({ held: [{ reasons: [{ reason: 'no-bank-account' }] }] });
    expect((await story.round()).carriedOut).toMatchObject([{ partnerId: '1001', done: 'asked' }]);
  });

  it('or is gone after the partner had answered', async () => {
    const first = await story.sent(FORFEITING);
    await bank.refused(first, 'AC04');
    await story.round();
    world.daysLater(1);
    await story.newAccount();
    await story.round();
    await story.withoutAccount();
    await world.prepared();
    await story.asMuchTimeAsThereIs();
    expect(await world.balances()).not.toMatchObject({ payable: '4000.00' });
  });

  it('is not sent to the account that the bank had refused, where it was found not to have been paid', async () => {
    const first = await story.sent();
    await bank.debited(first);
    await bank.refused(first, 'AC04');
    await story.decided('payment-contradicted', 'not-paid');
    expect(await world.prepared()).toMatchObject({
      batch: undefined,
      held: [{ reasons: [{ reason: 'details-rejected' }] }],
    });
  });
});
