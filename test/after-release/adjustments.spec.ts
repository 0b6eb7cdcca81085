import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { AdjustByHand, type ManualAdjustment } from '../../src/payout/index.js';
import { partnerAccrual } from '../../src/portal/index.js';
import { statusReport } from '../builders/bank-reports.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, PayoutWorld } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';

// The first file of a run makes the server and its template.
jest.setTimeout(300_000);

const seatbacks = new Seatbacks();
let world: PayoutWorld;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(fresh);
afterAll(() => seatbacks.end());

async function fresh(): Promise<void> {
  world.seatback.clock.moveTo(NOW);
  await world.seatback.database.clear();
  // Batches of the stories before had the same names: those are made from what is paid.
  rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
}

describe('an adjustment', () => {
  it('is owed once a second person has approved it, stands on record with customer and reason, and is paid', async () => {
    await world.postedSeason(2);
    const proposed = await adjust().propose(given('12.30'));
    expect(proposed).toMatchObject({ adjustment: 1, state: 'proposed', amount: '12.30', journal: null });
    expect(await world.balances()).toEqual({ accrued: '4000.00', expense: '4000.00' });
    const approved = await adjust().approve(1, 'robin');
    expect(approved).toMatchObject({ state: 'approved', decidedBy: 'robin', journal: 2 });
    expect(await world.balances()).toEqual({ accrued: '4012.30', expense: '4012.30' });
    expect(await world.query(`SELECT kind, cause, description FROM journal WHERE journal = 2`)).toEqual([
      {
        kind: 'manual',
        cause: 'manual adjustment 1',
        description: `Adjusted by hand: agreed by letter (partner 1001, customer ${customerId(1)})`,
      },
    ]);
    expect(await world.problems()).toEqual([]);
    expect((await world.released())?.totals).toEqual({ USD: '4012.30' });
    expect(await world.balances()).toEqual({ expense: '4012.30', 'in-transit': '4012.30' });
    expect(await world.problems()).toEqual([]);
    const { campaigns } = await world.seatback.app
      .get(UnitOfWork)
      .inTransaction((session) => partnerAccrual(session, '1001'));
    expect(campaigns[0]?.adjustments).toMatchObject([{ adjustment: 1, amount: '12.30', reason: 'agreed by letter' }]);
  });

  it('is decided by somebody else than who proposed it, in whatever letters, once', async () => {
    await world.postedSeason(1);
    await adjust().propose(given('12.30'));
    for (const same of ['dana', ' DANA ', 'dаna'])
      await expect(adjust().approve(1, same)).rejects.toMatchObject({
        code: expect.stringMatching(/^(SAME_PERSON|ACTOR_INVALID)$/),
      });
    await expect(adjust().refuse(1, 'Dana', 'a mistake of mine')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await adjust().refuse(1, 'robin', 'paid by the distributor already');
    await expect(adjust().approve(1, 'robin')).rejects.toMatchObject({ code: 'ADJUSTMENT_STATE' });
    await expect(adjust().approve(2, 'robin')).rejects.toMatchObject({ code: 'ADJUSTMENT_UNKNOWN' });
    expect(await world.balances()).toEqual({ accrued: '2000.00', expense: '2000.00' });
    expect(await world.problems()).toEqual([]);
    const acts = await world.query(`SELECT actor, act FROM audit_entry WHERE act LIKE 'adjustment%' ORDER BY entry`);
    expect(acts).toEqual([
      { actor: 'dana', act: 'adjustment.propose' },
      { actor: 'robin', act: 'adjustment.refuse' },
    ]);
  });

  it.each([
    ['nothing', { amount: '0.00' }],
    ['parts of a cent', { amount: '12.305' }],
    ['no number', { amount: '12,30' }],
    ['another currency', { currency: 'EUR' }],
    ['a partner of no run', { partnerId: '4711' }],
    ['another campaign', { campaignId: 'another' }],
    ['a customer of somebody else', { customer: customerId(2) }],
    ['no customer', { customer: 'somebody' }],
  ])('of %s is refused', async (_what, changes) => {
    await world.postedSeason(1, 1);
    await expect(adjust().propose({ ...given('12.30'), ...changes })).rejects.toMatchObject({
      code: 'ADJUSTMENT_INVALID',
    });
  });

  it('added after the payment is paid by a payment of its own', async () => {
    await world.postedSeason(2);
    await world.released();
    await approved('12.30');
    expect(await world.problems()).toEqual([]);
    expect((await world.released())?.totals).toEqual({ USD: '12.30' });
    expect(await world.balances()).toEqual({ expense: '4012.30', 'in-transit': '4012.30' });
    expect((await world.payments()).map(({ amount, ended }) => [amount, ended])).toEqual([
      ['4000.00', false],
      ['12.30', false],
    ]);
    expect((await world.prepared()).batch).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('waits while a payment of its partner has not left', async () => {
    await world.postedSeason(2);
    await world.prepared();
    await approved('12.30');
    expect((await world.prepared()).batch).toBeUndefined();
    await world.release().approve(1, 'carl');
    await world.release().release(1, 'rita');
    expect((await world.prepared()).batch?.totals).toEqual({ USD: '12.30' });
    expect(await world.problems()).toEqual([]);
  });

  it('that takes away is set off against what is not paid yet', async () => {
    await world.postedSeason(2);
    await approved('-500.00');
    expect(await world.balances()).toEqual({ accrued: '4000.00', expense: '3500.00', recoverable: '500.00' });
    expect((await world.released())?.totals).toEqual({ USD: '3500.00' });
    expect(await world.balances()).toEqual({ expense: '3500.00', 'in-transit': '3500.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('that takes away after the payment is owed to us, and set off against the next that is added', async () => {
    await world.postedSeason(2);
    await world.released();
    await approved('-500.00');
    const { batch, recoverable } = await world.prepared();
    expect([batch, recoverable.map(({ amount }) => amount.toString())]).toEqual([undefined, ['500.00']]);
    await approved('700.00');
    expect((await world.released())?.totals).toEqual({ USD: '200.00' });
    expect(await world.balances()).toEqual({ expense: '4200.00', 'in-transit': '4200.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('takes part in a restatement: it stays, and the difference goes beside it', async () => {
    await world.postedSeason(2);
    await approved('12.30');
    await world.released();
    await world.restated(3);
    expect((await world.released())?.totals).toEqual({ USD: '2000.00' });
    expect(await world.balances()).toEqual({ expense: '6012.30', 'in-transit': '6012.30' });
    expect(await world.problems()).toEqual([]);
  });

  it('added while an earlier payment comes back: both are paid, each once', async () => {
    await world.postedSeason(2);
    await world.released();
    await approved('12.30');
    await world.released();
    const [first] = await world.payments();
    await world.answered(
      statusReport({ blocks: [{ payments: [{ endToEndId: first?.id ?? '', status: 'RJCT', reason: 'AC04' }] }] }),
    );
    expect(await world.balances()).toEqual({ expense: '4012.30', 'in-transit': '12.30', payable: '4000.00' });
    expect(await world.problems()).toEqual([]);
    await world.imported(new ImportFiles().account('1001', { iban: 'GB29NWBK60161331926819' }));
    expect((await world.released())?.totals).toEqual({ USD: '4000.00' });
    expect(await world.balances()).toEqual({ expense: '4012.30', 'in-transit': '4012.30' });
    expect((await world.prepared()).batch).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('added while a bank contradicts itself about the payment before: what was not paid is paid again', async () => {
    await world.postedSeason(2);
    await world.released();
    const [first] = await world.payments();
    const id = first?.id ?? '';
    await world.answered(statusReport({ blocks: [{ payments: [{ endToEndId: id, status: 'ACSC' }] }] }));
    await approved('12.30');
    await world.released();
    await world.answered(
      statusReport({ id: 'REPORT-2', blocks: [{ payments: [{ endToEndId: id, status: 'RJCT', reason: 'AM04' }] }] }),
    );
    const open = await world.questions();
    const asked = open.find(({ about }) => about === 'payment-contradicted');
    await world.decided(asked?.question ?? 0, { as: 'not-paid' });
    expect((await world.released())?.totals).toEqual({ USD: '4000.00' });
    expect(await world.balances()).toEqual({ expense: '4012.30', 'in-transit': '4012.30' });
    expect((await world.prepared()).batch).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('lifts an earning over the minimum, and a forfeiture with it; and goes the way of one that stays below', async () => {
    await world.postedSeason(2);
    await approved('-2500.00');
    // 1500 are left of 4000, and the minimum is 2000.
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '1500.00', forfeited: '1500.00' });
    await approved('400.00');
    await world.prepared();
    expect(await world.balances()).toEqual({ expense: '1900.00', forfeited: '1900.00' });
    await approved('100.00');
    expect((await world.released())?.totals).toEqual({ USD: '2000.00' });
    expect(await world.balances()).toEqual({ expense: '2000.00', 'in-transit': '2000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('is held against the journals, the outcomes and the audit log', async () => {
    await world.postedSeason(2);
    await approved('12.30');
    await world.released();
    for (const [sql, undo, problem] of [
      [
        'UPDATE manual_adjustment SET amount = 13.30',
        'UPDATE manual_adjustment SET amount = 12.30',
        /adjustment 1: its journal is not what was approved/,
      ],
      [
        `UPDATE manual_adjustment SET decided_by = 'mallory'`,
        `UPDATE manual_adjustment SET decided_by = 'robin'`,
        /adjustment 1: the audit log has no adjustment\.approve by mallory/,
      ],
      [
        `UPDATE manual_adjustment SET state = 'refused', journal = NULL, refused_because = 'x'`,
        `UPDATE manual_adjustment SET state = 'approved', journal = 2, refused_because = NULL`,
        /journal 2 \(manual\) stands for no adjustment/,
      ],
    ] as const) {
      await world.damage(sql);
      expect((await world.problems()).join('\n')).toMatch(problem);
      await world.damage(undo);
    }
    expect(await world.problems()).toEqual([]);
  });

  it('is decided by two people and once, whatever the program says', async () => {
    const CHECK = '23514';
    await world.postedSeason(1);
    await adjust().propose(given('12.30'));
    const set = (change: string) => world.attempt(`UPDATE manual_adjustment SET ${change}`);
    expect(await set(`state = 'refused', decided_by = 'Dana ', decided_at = now(), refused_because = 'x'`)).toBe(CHECK);
    expect(await set(`state = 'approved', decided_by = 'robin', decided_at = now(), journal = 1`)).toBe(CHECK);
    expect(await set(`state = 'approved', decided_by = 'robin', decided_at = now()`)).toBe(CHECK);
    expect(await set('amount = 99')).toBe('42501');
    await adjust().refuse(1, 'robin', 'no longer agreed');
    expect(await set(`refused_because = 'another reason'`)).toBe(CHECK);
  });
});

const adjust = (): AdjustByHand => world.seatback.app.get(AdjustByHand);

function given(amount: string) {
  return {
    partnerId: '1001',
    campaignId: CAMPAIGN,
    customer: customerId(1),
    amount,
    currency: 'USD',
    reason: 'agreed by letter',
    actor: 'dana',
  };
}

async function approved(amount: string): Promise<ManualAdjustment> {
  const { adjustment } = await adjust().propose(given(amount));
  return adjust().approve(adjustment, 'robin');
}
