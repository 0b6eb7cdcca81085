import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AdjustByHand } from '../../src/payout/index.js';
import { statement } from '../builders/bank-reports.js';
import { customerId } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, PayoutWorld } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';

const seatbacks = new Seatbacks();
let world: PayoutWorld;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
afterAll(() => seatbacks.end());

async function fresh(): Promise<void> {
  world.seatback.clock.moveTo(NOW);
  await world.seatback.database.clear();
  // Batches of the worlds before had the same names: those are made from what is paid.
  rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
}

it('adjustments in any number, of any sign, at any time: nothing is lost, and what is paid is what is owed', async () => {
  const step = fc.oneof(
    fc
      .integer({ min: -300_000, max: 300_000 })
      .filter((cents) => cents !== 0)
      .map((cents) => ({ cents })),
    fc.constantFrom('prepare', 'release', 'debit').map((act) => ({ act })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      await fresh();
      await world.postedSeason(1);
      let owed = 200_000;
      for (const each of steps) {
        if ('cents' in each) {
          await approved((each.cents / 100).toFixed(2));
          owed += each.cents;
        } else if (each.act === 'prepare') await world.prepared();
        else if (each.act === 'release') await releaseAll();
        else await debitAll();
        expect(await world.problems()).toEqual([]);
      }
      await releaseAll();
      await world.released();
      const on = await world.balances();
      const cents = (account: string) => Math.round(Number(on[account] ?? '0') * 100);
      expect(cents('expense')).toBe(owed);
      expect(cents('in-transit') + cents('paid') + cents('forfeited') - cents('recoverable')).toBe(owed);
      expect([on['accrued'], on['payable']]).toEqual([undefined, undefined]);
      expect(await world.problems()).toEqual([]);
    }),
    { numRuns: 12, seed: 20190630 },
  );
});

async function releaseAll(): Promise<void> {
  for (const { batch } of await world.query<{ batch: number }>(
    `SELECT batch FROM payout_batch WHERE state = 'prepared'`,
  )) {
    await world.release().approve(batch, 'carl');
    await world
      .release()
      .release(batch, 'rita')
      .catch(async (refused: unknown) => {
        // Something was taken off since it was prepared: the next batch pays what is left.
        expect(refused).toMatchObject({ code: 'LEDGER_OVERDRAWN' });
        await world.release().void(batch, 'carl', 'less is owed by now');
      });
  }
}

async function debitAll(): Promise<void> {
  const sent = await world.query<{ id: string; amount: string }>(
    `SELECT end_to_end_id AS id, amount::text FROM payment_instruction JOIN payout_batch USING (batch) WHERE state = 'released' ORDER BY 1`,
  );
  if (sent.length > 0)
    await world.answered(
      statement({
        id: `S-${String(sent.length)}-${sent.at(-1)?.amount ?? ''}`,
        entries: sent.map(({ id, amount }) => ({ amount, transactions: [{ endToEndId: id, amount }] })),
      }),
    );
}

async function approved(amount: string): Promise<void> {
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
