import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inSharedSnapshot, UnitOfWork, type Session } from '../../src/database/index.js';
import { Seatbacks } from '../seatback.js';

const seatbacks = new Seatbacks();
let unitOfWork: UnitOfWork;
beforeAll(async () => {
  unitOfWork = (await seatbacks.start()).app.get(UnitOfWork);
});
afterAll(() => seatbacks.end());

async function partnersIn(session: Session): Promise<number> {
  return (await session.one<{ count: number }>('SELECT count(*)::integer AS count FROM partner')).count;
}

async function addPartner(partnerId: string): Promise<void> {
  await unitOfWork.inTransaction((session) =>
    session.execute('INSERT INTO partner (partner_id) VALUES ($1)', [partnerId]),
  );
}

it('who shares the snapshot of a transaction sees what it sees, whatever was committed since', async () => {
  await addPartner('1001');
  await unitOfWork.beside(async (facts) => {
    expect(await partnersIn(facts)).toBe(1);
    await addPartner('1002');
    const shared = await unitOfWork.share(facts);
    await addPartner('1003');
    expect(await inSharedSnapshot(shared, partnersIn)).toBe(1);
    expect(await unitOfWork.inTransaction(partnersIn)).toBe(3);
  });
});

it('a shared snapshot is over with the transaction that shared it', async () => {
  const shared = await unitOfWork.beside((facts) => unitOfWork.share(facts));
  await expect(inSharedSnapshot(shared, partnersIn)).rejects.toThrow(/snapshot/);
});
