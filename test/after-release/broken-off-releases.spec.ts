import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { FindLostFiles, ShowPayout } from '../../src/payout/index.js';
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

/** The file has left, and the power goes before anything is posted. */
async function brokenOff(batch: number): Promise<void> {
  await world.release().approve(batch, 'carl');
  jest.spyOn(world.seatback.app.get(Ledger), 'post').mockRejectedValueOnce(new Error('the power went'));
  await expect(world.release().release(batch, 'rita')).rejects.toThrow('the power went');
}

describe('a release that broke off', () => {
  it('is finished where the partner came to owe something meanwhile, since its file has left', async () => {
    await world.postedSeason(2);
    const { batch } = await world.prepared();
    await brokenOff(batch!.batch);
    await world.damage('UPDATE payout_batch SET file_written_at = NULL');
    await story.adjusted('-1000.00');
    expect(await world.release().release(batch!.batch, 'sven')).toMatchObject({ state: 'released' });
    expect(await world.balances()).toEqual({ expense: '3000.00', 'in-transit': '4000.00', recoverable: '1000.00' });
  });

  it('or where it was restated meanwhile', async () => {
    await world.postedSeason(2);
    const { batch } = await world.prepared();
    await brokenOff(batch!.batch);
    await world.damage('UPDATE payout_batch SET file_written_at = NULL');
    await world.restated(1);
    expect(await world.release().release(batch!.batch, 'sven')).toMatchObject({ state: 'released' });
  });

  /** It broke off before anybody could have taken its file, which is nowhere. */
  const notTaken = async (batch: number): Promise<void> => {
    await brokenOff(batch);
    rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
    await world.damage(`UPDATE payout_batch SET file_written_at = NULL WHERE batch = ${String(batch)}`);
  };

  it('asks a person where its file is, and keeps how that was found out', async () => {
    await world.postedSeason(2);
    const { batch } = await world.prepared();
    const lost = async () => {
      const { app } = world.seatback;
      return app.get(UnitOfWork).inSession(async (session) => {
        const { batch: found } = await app.get(ShowPayout).head(session, batch!.batch);
        return app.get(FindLostFiles, { strict: false }).find(session, found);
      });
    };
    expect(await lost()).toBeUndefined();
    await brokenOff(batch!.batch);
    expect(await lost()).toBeUndefined();
    await world.damage('UPDATE payout_batch SET file_written_at = NULL');
    expect(await lost()).toBeUndefined();
    rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
    expect(await lost()).toMatchObject({ fileName: `${batch!.messageId}.xml`, begunBy: 'rita' });
    const saying = async (foundOut: string) =>
      world.release().release(batch!.batch, 'sven', { whereabouts: 'taken', foundOut });
    await expect(saying('yes')).rejects.toMatchObject({ code: 'REASON_INVALID' });
    expect(await saying('The bank shows the message of today')).toMatchObject({ state: 'released' });
    expect(await lost()).toBeUndefined();
    const [entry] = await world.query<{ detail: unknown }>(
      `SELECT detail FROM audit_entry WHERE act = 'payout.release-resumed'`,
    );
    expect(entry?.detail).toMatchObject({ fileSaidToBe: 'taken', reason: 'The bank shows the message of today' });
  });

  it('is taken back where its file was not taken and its partner came to owe', async () => {
    await world.postedSeason(2);
    const { batch } = await world.prepared();
    await notTaken(batch!.batch);
    await story.adjusted('-1000.00');
    await world
      .release()
      .release(batch!.batch, 'sven', { whereabouts: 'not-taken' })
      .catch(() => world.release().void(batch!.batch, 'mia', 'it never left, and is too much'));
    expect((await world.payments()).map(({ voided, batch: of }) => [of, voided])).toEqual([[1, true]]);
  });

  it('sends no file while a bank contradicts itself about the payment before', async () => {
    const first = await story.sent();
    await bank.refused(first, 'AC04');
    await story.newAccount();
    const { batch } = await world.prepared();
    await notTaken(batch!.batch);
    await bank.debited(first);
    await expect(world.release().release(batch!.batch, 'sven', { whereabouts: 'not-taken' })).rejects.toMatchObject({
      code: 'PAYEE_CHANGED',
    });
  });

  it('keeps its money where an earlier payment was found to be paid meanwhile', async () => {
    const first = await story.sent();
    await bank.refused(first, 'AC04');
    await story.newAccount();
    const { batch } = await world.prepared();
    await brokenOff(batch!.batch);
    await bank.debited(first);
    await story.decided('payment-contradicted', 'paid');
    expect(await world.release().release(batch!.batch, 'sven')).toMatchObject({ state: 'released' });
  });

  it('keeps it where the notices for an earlier payment forfeited the rest meanwhile', async () => {
    const first = await story.sent(FORFEITING);
    await story.adjusted('2500.00');
    const { batch } = await world.prepared();
    await brokenOff(batch!.batch);
    await bank.refused(first, 'AC04');
    await story.asMuchTimeAsThereIs();
    expect(await world.release().release(batch!.batch, 'sven')).toMatchObject({ state: 'released' });
    expect(await world.balances()).toEqual({ expense: '6500.00', 'in-transit': '2500.00', forfeited: '4000.00' });
  });
});
