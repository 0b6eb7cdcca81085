import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReleasePayout } from '../../src/payout/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { RestatingWorld } from '../calculation/restating-world.js';
import { aCampaign } from '../campaign-builder.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

const other = aCampaign(
  { 'reward for each customer': { amount: '3000', currency: 'USD' } },
  { campaign: 'b-campaign' },
);
const rewarding = (amount: string, version: number) =>
  aCampaign(
    { 'reward for each customer': { amount, currency: 'USD' }, 'minimum payout': { amount: '100', below: 'forfeit' } },
    { version, 'known from': `2019-08-05T${String(8 + version)}:00:00Z`, reason: 'Another rate' },
  );

/** Partner 1001 earned 2000 in a-campaign, which are paid, and earns 3000 in b-campaign. */
async function paidInOne(): Promise<void> {
  await world.imported(
    new ImportFiles()
      .partner('1001')
      .sale(1)
      .rows(
        'proofs.csv',
        ...['a-campaign', 'b-campaign'].map((campaign) => ({
          partner_id: '1001',
          campaign_id: campaign,
          kind: 'case study',
          received_on: '2019-07-05',
        })),
      )
      .billingIsKnown(),
  );
  await world.posted(await world.calculated());
  expect(await world.paid()).toEqual(['1001 2000.00']);
}

/** By new terms, the partner earned no more than `amount` in a-campaign. */
async function restatedTo(amount: string, version = 2): Promise<void> {
  await world.posted((await world.restated(rewarding(amount, version))).run);
}

const outcomes = () =>
  world.lines(
    `SELECT run || ' ' || revision || ' ' || outcome || ' ' || amount || ' settled ' || settled AS line FROM threshold_outcome ORDER BY run, revision`,
  );

describe('what a partner owes is set off against what is payable and in no batch', () => {
  it('where a batch was voided before the partner came to owe', async () => {
    await paidInOne();
    await world.posted(await world.calculated(other));
    const { batch } = await world.prepared('b-campaign');
    expect(batch?.totals).toEqual({ USD: '3000.00' });
    await world.seatback.app.get(ReleasePayout).void(batch?.batch ?? 0, 'carl', 'The address was wrong');
    await restatedTo('500');
    await world.prepared();
    expect(await world.balances()).toEqual(['1001 in-transit 2000.00', '1001 recoverable 1500.00']);

    expect(await world.paid('b-campaign')).toEqual(['1001 1500.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 2000.00']);
    expect(await world.balances('b-campaign')).toEqual(['1001 in-transit 1500.00']);
    expect(await outcomes()).toEqual([
      '1 1 payable 2000.00 settled 0.00',
      '2 1 payable 3000.00 settled 0.00',
      '2 2 payable 1500.00 settled 1500.00',
      '3 1 settled 0.00 settled 500.00',
    ]);
    expect(await world.problems()).toEqual([]);
  });

  it('where the payment waited for bank details; once, and to the cent', async () => {
    await paidInOne();
    await world.imported(
      new ImportFiles().account('1001', { currency: 'GBP', iban: undefined, account_number: undefined }),
    );
    await world.posted(await world.calculated(other));
    expect(await world.prepared('b-campaign')).toMatchObject({ batch: undefined, held: [{ partnerId: '1001' }] });
    await restatedTo('1999.99');
    await world.prepared('b-campaign');
    expect(await world.balances('b-campaign')).toEqual(['1001 payable 2999.99']);
    await world.prepared('b-campaign');
    expect(await world.balances('b-campaign')).toEqual(['1001 payable 2999.99']);
    await restatedTo('1000', 3);
    await world.imported(new ImportFiles().account('1001'));
    expect(await world.paid('b-campaign')).toEqual(['1001 2000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('and takes no more than there is: the rest stays recoverable, and nothing is paid', async () => {
    await paidInOne();
    const small = aCampaign(
      {
        'reward for each customer': { amount: '600', currency: 'USD' },
        'minimum payout': { amount: '100', below: 'forfeit' },
      },
      { campaign: 'b-campaign' },
    );
    await world.posted(await world.calculated(small));
    const { batch } = await world.prepared('b-campaign');
    await restatedTo('500');
    // What is in a batch is left alone until the batch is voided.
    expect((await world.prepared('b-campaign')).batch).toBeUndefined();
    expect(await world.balances('b-campaign')).toEqual(['1001 payable 600.00']);
    await world.seatback.app.get(ReleasePayout).void(batch?.batch ?? 0, 'carl', 'The address was wrong');
    expect(await world.paid('b-campaign')).toEqual([]);
    expect(await world.balances()).toEqual(['1001 in-transit 2000.00', '1001 recoverable 900.00']);
    expect(await world.balances('b-campaign')).toEqual([]);
    expect(await world.paid('b-campaign')).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('the database', () => {
  it('takes no further outcome of what has left, and none that follows nothing', async () => {
    await paidInOne();
    const further = (revision: number) =>
      world.query(
        `INSERT INTO threshold_outcome (run, partner_key, revision, outcome, amount, settled, currency, reason, journal)
         SELECT run, partner_key, ${String(revision)}, outcome, amount, settled, currency, reason, journal FROM threshold_outcome`,
      );
    await expect(further(3)).rejects.toThrow('follows none');
    await expect(further(2)).rejects.toThrow('does not lie payable');
  });
});
