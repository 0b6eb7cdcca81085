import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportFiles } from '../builders/import-folder.js';
import { PayeesWorld } from './payees-world.js';

const world = new PayeesWorld();
beforeAll(() => world.start({ SEATBACK_IMPORTED_ACCOUNTS: 'need-approval', SEATBACK_PAYEE_WAITING_HOURS: '2' }));
beforeEach(() => world.begin());
afterAll(() => world.end());

describe('an imported account, where such need a second person,', () => {
  it('is taken over by one, approved by another, and paid to after the waiting time of the settings', async () => {
    await world.posted(new ImportFiles().partner('1001').sale(1));
    expect(await world.holdReasons()).toEqual(['approval-missing']);
    const taken = await world.enter.fromImport('1001', 'dana');
    expect(taken).toMatchObject({ source: 'imported-file', name: { outcome: 'match' } });
    await expect(world.enter.fromImport('1001', 'dana')).rejects.toMatchObject({ code: 'NO_IMPORTED_ACCOUNT' });
    await expect(world.approval.approve(taken.bankDetails, 'dana')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await world.approval.approve(taken.bankDetails, 'robin');
    expect(await world.holdReasons()).toEqual(['waiting-time']);
    world.moveTo('2019-08-05T11:00:00Z');
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
  });

  it('waits again when the file has another one', async () => {
    await world.posted(new ImportFiles().partner('1001').sale(1));
    const { bankDetails } = await world.enter.fromImport('1001', 'dana');
    await world.approval.approve(bankDetails, 'robin');
    world.moveTo('2019-08-06T09:00:00Z');
    await world.imported(new ImportFiles().account('1001', { account_name: 'Jane Smith' }));
    expect(await world.holdReasons()).toEqual(['account-name-differs', 'approval-missing']);
  });

  it('answers no notice by itself', async () => {
    await world.posted();
    await world.prepared();
    await world.notices.execute();
    world.moveTo('2019-08-06T09:00:00Z');
    await world.imported(new ImportFiles().account('1001'));
    world.moveTo('2019-12-06T09:00:00Z');
    // It waits for us, so the partner loses nothing.
    expect(await world.notices.execute()).toMatchObject({ carriedOut: [], waiting: 1 });
  });
});
