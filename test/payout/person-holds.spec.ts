import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { checkPayeeRecords, PersonHolds, ReleasePayout } from '../../src/payout/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { PayeesWorld } from './payees-world.js';

const world = new PayeesWorld();
beforeAll(() => world.start());
beforeEach(() => world.begin());
afterAll(() => world.end());

const holds = () => world.seatback.app.get(PersonHolds);
const LOOKED_AT = { actor: 'dana', reason: 'Its invoices are being looked at' };
const RIGHT = { actor: 'robin', reason: 'Its invoices are right' };

/** A partner that nothing speaks against. */
async function payable(): Promise<void> {
  await world.posted(new ImportFiles().partner('1001').sale(1));
}

describe('what a person holds back', () => {
  it('is not paid until another person lets it go; what is told of it says neither who nor why', async () => {
    await payable();
    const { hold } = await holds().place('1001', LOOKED_AT);
    const { held, batch } = await world.prepared();
    expect(batch).toBeUndefined();
    expect(held.map(({ reasons }) => reasons)).toEqual([
      [{ reason: 'held-by-person', found: `hold ${String(hold)} of a person` }],
    ]);
    await expect(holds().place('1001', RIGHT)).rejects.toMatchObject({ code: 'HOLD_STATE' });
    for (const actor of ['dana', 'DANA', 'dana@harbour.example'])
      await expect(holds().release('1001', hold, { ...RIGHT, actor })).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await holds().release('1001', hold, RIGHT);
    await expect(holds().release('1001', hold, RIGHT)).rejects.toMatchObject({ code: 'HOLD_STATE' });
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
    expect(await world.query(`SELECT actor, act FROM audit_entry WHERE act LIKE 'payee%' ORDER BY entry`)).toEqual([
      { actor: 'dana', act: 'payee.hold' },
      { actor: 'robin', act: 'payee.release-hold' },
    ]);
    const checked = await world.seatback.app.get(UnitOfWork).inSession(checkPayeeRecords);
    expect(checked.problems).toEqual([]);
  });

  it('keeps a batch that pays it from being approved, and an approved one from leaving', async () => {
    await payable();
    const release = world.seatback.app.get(ReleasePayout);
    const { batch } = await world.prepared();
    const number = batch?.batch ?? 0;
    const first = await holds().place('1001', LOOKED_AT);
    await expect(release.approve(number, 'carl')).rejects.toMatchObject({ code: 'PAYEE_CHANGED' });
    await holds().release('1001', first.hold, RIGHT);
    await release.approve(number, 'carl');
    const second = await holds().place('1001', LOOKED_AT);
    await expect(release.release(number, 'rita')).rejects.toMatchObject({ code: 'PAYEE_CHANGED' });
    await holds().release('1001', second.hold, RIGHT);
    expect(await release.release(number, 'rita')).toMatchObject({ state: 'released' });
    expect((await holds().list('1001')).map(({ hold, releasedBy }) => [hold, releasedBy])).toEqual([
      [second.hold, 'robin'],
      [first.hold, 'robin'],
    ]);
  });

  it('is one hold at a time, released once and by another, to the database too', async () => {
    await payable();
    const { hold } = await holds().place('1001', LOOKED_AT);
    const again = `INSERT INTO person_hold (partner_key, placed_by, placed_at, reason) SELECT partner_key, 'mia', now(), 'once more' FROM partner`;
    await expect(world.query(again)).rejects.toThrow('person_hold_open');
    const release = (by: string) =>
      world.query(
        `UPDATE person_hold SET released_by = '${by}', released_at = now(), released_because = 'so' WHERE person_hold = ${String(hold)}`,
      );
    for (const by of ['dana', 'Dana ', 'dana@harbour.example'])
      await expect(release(by)).rejects.toThrow('person_hold_is_released_by_another');
    await release('robin');
    await expect(release('mia')).rejects.toThrow('released once');
    // Nobody recorded that act: it was written past the program.
    const checked = await world.seatback.app.get(UnitOfWork).inSession(checkPayeeRecords);
    expect(checked.problems).toEqual([`hold ${String(hold)}: the audit log has no payee.release-hold by robin`]);
  });

  it('is asked for with a reason, of a partner that there is', async () => {
    await payable();
    await expect(holds().place('1001', { actor: 'dana', reason: 'no' })).rejects.toMatchObject({
      code: 'REASON_INVALID',
    });
    await expect(holds().place('4711', LOOKED_AT)).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
    await expect(holds().release('1001', 99, RIGHT)).rejects.toMatchObject({ code: 'HOLD_STATE' });
  });
});
