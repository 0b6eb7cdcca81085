import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FailingPayments } from '../builders/failing-payments.js';
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

describe('verify', () => {
  /** A journal that balances, by somebody who writes to the database; of a kind that the program posts. */
  const byHand = (kind: string, cause: string, from: string, to: string) =>
    world.damage(
      `INSERT INTO account (kind, campaign_id, partner_key, currency) SELECT '${to}', campaign_id, partner_key, 'USD' FROM account AS known
         WHERE kind = '${from}' AND NOT EXISTS (SELECT FROM account WHERE kind = '${to}');
       INSERT INTO journal (journal, kind, cause, campaign_id, accounting_date, recorded_at, description)
         SELECT max(journal) + 1, '${kind}', '${cause}', 'a-campaign', max(accounting_date), max(recorded_at), 'by hand' FROM journal;
       INSERT INTO posting (journal, line, account_key, amount, currency)
         SELECT (SELECT max(journal) FROM journal), CASE kind WHEN '${from}' THEN 1 ELSE 2 END, account_key,
           CASE kind WHEN '${from}' THEN 4000 ELSE -4000 END, 'USD' FROM account WHERE kind IN ('${from}', '${to}')`,
    );

  it.each([
    ['status', 'again'],
    ['status', 'settled'],
    ['status', 'forfeited'],
    ['hold', 'anything'],
    ['threshold', 'anything'],
    ['correction', 'anything'],
    ['release', 'anything'],
  ])('finds a journal by hand (%s, %s) that makes payable what was paid', async (kind, step) => {
    const first = await story.sent();
    await bank.debited(first);
    await byHand(kind, `${step} ${first.id}`, 'paid', 'payable');
    expect(await world.problems()).not.toEqual([]);
  });

  it('finds a journal by hand after which a payment is made twice', async () => {
    const first = await story.sent();
    await bank.debited(first);
    await byHand('status', `again ${first.id}`, 'paid', 'payable');
    await world.released();
    await bank.debited(await story.paymentNumber(2));
    // 4000 were earned, and left twice.
    expect(await world.problems()).not.toEqual([]);
  });

  it.each([
    ['ask-again', 'pay-again'],
    ['forfeit', 'pay-again'],
    ['pay-again', 'forfeit'],
  ] as const)('finds that somebody made of what a person decided (%s) something else (%s)', async (as, other) => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await story.decided('payment-failed', as);
    await world.damage(`UPDATE answer_decision SET decided_as = '${other}'`);
    expect(await world.problems()).not.toEqual([]);
  });

  it('finds that a question was taken off the list', async () => {
    const first = await story.sent();
    await bank.refused(first, 'NARR');
    await world.damage(`DELETE FROM answer_question`);
    expect(await world.problems()).not.toEqual([]);
  });

  it('and that a contradiction was said to have come out the other way', async () => {
    const first = await story.sent();
    await bank.debited(first);
    await bank.refused(first, 'NARR');
    await story.decided('payment-contradicted', 'paid');
    await world.damage(`UPDATE answer_decision SET decided_as = 'not-paid'`);
    expect(await world.problems()).not.toEqual([]);
  });
});
