import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { instant } from '../../src/kernel/index.js';
import { checkBatches, ShowPayout } from '../../src/payout/index.js';
import { PayoutWorld, twoPartners } from './payout-world.js';

const world = new PayoutWorld();
const { releasedBatch, postedSeason, prepared, release, instructions, query, damage } = world;
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.end());

describe('a look at all batches', () => {
  it.each<[string, string, readonly RegExp[]]>([
    [
      'another amount of a payment',
      'UPDATE payment_instruction SET amount = 1 WHERE line = 1',
      [
        /^batch 1: its payments are not those that were prepared$/,
        /^batch 1: the payments of block 1 are not those that were prepared$/,
        /^payment SB-\w+-1: it is not what is payable to its partner$/,
        /^payment SB-\w+-1: its batch and the ledger disagree/,
      ],
    ],
    [
      'another amount of what is payable',
      'UPDATE threshold_outcome SET amount = 7 WHERE partner_key = 1',
      [
        /^what the minimum payout made of run 1 for partner 1001 is not what was accrued and posted$/,
        /^payment SB-\w+-1: it is not what is payable/,
      ],
    ],
    [
      'another outcome',
      `UPDATE threshold_outcome SET outcome = 'forfeited' WHERE partner_key = 1`,
      [
        /^what the minimum payout made of run 1 for partner 1001/,
        /^run 1: what partner 1001 earned is on record as forfeited; by the minimum payout it is payable$/,
        /^payment SB-\w+-1: it is not what is payable/,
      ],
    ],
    [
      'a payment voided after its release',
      'UPDATE payment_instruction SET voided = true WHERE line = 2',
      [/^batch 1: its payments are not those/],
    ],
    [
      'the end of the audit log cut off',
      'DELETE FROM audit_entry WHERE entry = (SELECT max(entry) FROM audit_entry)',
      [/^batch 1: the audit log has no payout.release by rita$/],
    ],
    [
      'another approver',
      `UPDATE payout_batch SET approved_by = 'zed'`,
      [/^batch 1: the audit log has no payout.approve by zed$/],
    ],
    [
      'a minimum that nobody applied',
      `DELETE FROM audit_entry WHERE act = 'payout.apply-minimum'`,
      [/^run 1: the audit log has no payout.apply-minimum by anybody$/],
    ],
  ])('finds %s', async (_what, sql, problems) => {
    await releasedBatch();
    expect(await batchCheck()).toEqual({ batches: 1, problems: [], remarks: [] });
    await damage(sql);
    expect((await batchCheck()).problems).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  it('remarks that a released file is gone, which may be well', async () => {
    const { releasedAs } = await releasedBatch();
    rmSync(releasedAs!);
    expect(await batchCheck()).toEqual({
      batches: 1,
      problems: [],
      remarks: [`batch 1: ${releasedAs!} has been taken, or was lost`],
    });
  });

  function batchCheck() {
    const { app } = world.seatback;
    return app.get(UnitOfWork).inTransaction((session) => checkBatches(session, app.get(Vault)));
  }
});

describe('a batch that is shown', () => {
  const shown = () => world.seatback.app.get(ShowPayout);

  it('has its payments with names, and of each account the last four', async () => {
    await postedSeason(twoPartners());
    await prepared();
    const { batch, payments, warnings } = await shown().execute(1);
    expect(batch).toMatchObject({ batch: 1, state: 'prepared', paymentCount: 2, totals: { USD: '6000.00' } });
    expect(payments).toEqual(
      (await instructions()).map(({ id, partner, amount }) => ({
        partnerId: partner,
        accountName: `Partner ${partner} Ltd`,
        account: `****${partner}`,
        amount,
        currency: 'USD',
        exchange: null,
        endToEndId: id,
        reachedWith: null,
        state: null,
        stateSince: null,
        reasons: [],
      })),
    );
    expect(warnings).toEqual([]);
  });

  it('says again that it leaves after the last day to pay', async () => {
    await postedSeason();
    world.seatback.clock.moveTo(instant('2019-09-27T09:00:00Z'));
    await prepared();
    await release().approve(1, 'carl');
    await release().release(1, 'rita');
    expect((await shown().execute(1)).warnings).toEqual([
      'the execution date 2019-09-30 lies after 2019-09-27, the last day to pay',
    ]);
  });

  it('gives its file out again once it was released, on record and for one reader', async () => {
    await postedSeason(twoPartners());
    const path = join(world.seatbacks.newFolder(), 'again.xml');
    await prepared();
    await release().approve(1, 'carl');
    await expect(shown().writeFile(1, path, 'rita')).rejects.toMatchObject({ code: 'BATCH_STATE' });
    const { releasedAs, fileHash, messageId } = await release().release(1, 'rita');
    const file = readFileSync(releasedAs!);
    rmSync(releasedAs!);

    await expect(shown().writeFile(1, path, ' ')).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
    await shown().writeFile(1, path, 'rita');
    expect(readFileSync(path)).toEqual(file);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    // What is there already is not written over, and a copy that failed is on nobody's record.
    await expect(shown().writeFile(1, path, 'rita')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(await query(`SELECT actor, subject, detail FROM audit_entry WHERE act = 'payout.copy-file'`)).toEqual([
      { actor: 'rita', subject: 'batch 1', detail: { message: messageId, fileHash, path } },
    ]);
  });
});
