import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CalculateCampaign, ExplainCustomer, findRun } from '../../src/calculation/index.js';
import { CampaignVersions } from '../../src/campaigns/index.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import { bookedEarnings, partnerAccrual, totalsOf } from '../../src/portal/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { RestatingWorld } from '../calculation/restating-world.js';
import { aCampaign } from '../campaign-builder.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

const campaign = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit' } });

/** Two partners earned 4000 each, which are paid; then a customer of the first turns out to be too large. */
async function paidAndRestated(): Promise<void> {
  await world.imported(
    new ImportFiles()
      .partner('1001')
      .partner('1002')
      .sale(1)
      .sale(2)
      .sale(3, { partner: '1002', invoice: 'DB' })
      .sale(4, { partner: '1002', invoice: 'DB' })
      .billingIsKnown(),
  );
  await world.posted(await world.calculated(campaign));
  expect(await world.paid()).toEqual(['1001 4000.00', '1002 4000.00']);
  await world.imported(new ImportFiles().rows('customers.csv', { customer_id: customerId(2), segment: 'ENTERPRISE' }));
  await world.posted((await world.restated(campaign)).run);
}

const inTransaction = <T>(read: (session: Session) => Promise<T>): Promise<T> =>
  world.seatback.app.get(UnitOfWork).inTransaction(read);

async function totals() {
  return inTransaction(async (session) => {
    const run = await session.one<{ run: number }>(`SELECT max(run) AS run FROM calculation_run`);
    const found = await findRun(session, run.run);
    return totalsOf(
      session,
      found,
      (await world.seatback.app.get(CampaignVersions).published(session, found.campaignId, 1)).terms,
    );
  });
}

const stages = ({ stages: all }: Awaited<ReturnType<typeof totals>>) =>
  all.map(({ stage, partners, amount }) => `${stage} ${String(partners)} ${amount}`).sort();
const standing = ({ standing: all }: Awaited<ReturnType<typeof totals>>) =>
  all.map(({ account, partners, amount }) => `${account} ${String(partners)} ${amount}`).sort();

const IN_THE_LEDGER = ['in-transit 2 8000.00', 'recoverable 1 2000.00'];

describe('after a restatement', () => {
  it('what was paid is paid, before the next payout is prepared and after it', async () => {
    await paidAndRestated();
    const before = await totals();
    expect(before.isPreview).toBe(true);
    expect(stages(before)).toEqual(['recoverable 1 2000.00', 'settled 2 6000.00']);
    expect(standing(before)).toEqual(IN_THE_LEDGER);
    await world.prepared();
    const after = await totals();
    expect(after.isPreview).toBe(false);
    expect(stages(after)).toEqual(['settled 2 6000.00']);
    expect(standing(after)).toEqual(IN_THE_LEDGER);
  });

  it('a draft does not call payable what was paid: only the difference is', async () => {
    await paidAndRestated();
    const richer = aCampaign({
      'minimum payout': { amount: '4000', below: 'forfeit' },
      'reward for each customer': { amount: '2500', currency: 'USD' },
    });
    const draft = await world.seatback.app
      .get(CalculateCampaign)
      .preview(richer, {}, (session, run) => totalsOf(session, run, richer.terms));
    expect(stages(draft)).toEqual(['payable 1 1000.00', 'recoverable 1 1500.00', 'settled 2 6500.00']);
  });

  it('a partner reads what it was sent and what comes back', async () => {
    await paidAndRestated();
    const accrual = await inTransaction((session) => partnerAccrual(session, '1001'));
    expect(
      accrual.campaigns.map(({ standing: on }) => on.map(({ account, amount }) => `${account} ${amount}`).sort()),
    ).toEqual([['in-transit 4000.00', 'recoverable 2000.00']]);
  });

  it('an explanation tells what was booked, whatever the minimum payout by itself would say', async () => {
    await paidAndRestated();
    await world.prepared();
    const explanation = await world.seatback.app.get(ExplainCustomer).execute('a-campaign', customerId(1));
    expect(explanation.determinations[0]?.earning.payout).toMatchObject({ outcome: 'forfeited' });
    const booked = await inTransaction((session) => bookedEarnings(session, explanation));
    expect(booked.get('1001')).toMatchObject({ outcome: 'settled', settled: '2000.00', reason: null });
    expect(booked.get('1001')?.standing).toContainEqual({
      account: 'recoverable',
      amount: '2000.00',
      currency: 'USD',
    });
  });
});
