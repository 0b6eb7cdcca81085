import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { instant } from '../../src/kernel/index.js';
import { ShowPayout } from '../../src/payout/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { RestatingWorld } from '../calculation/restating-world.js';
import { aCampaign } from '../campaign-builder.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

type Minimum = Readonly<Record<string, string>>;
const CARRY: Minimum = { amount: '4000', below: 'carry' };

const first = (minimum: Minimum = CARRY) => aCampaign({ 'minimum payout': minimum });
const next = (amount: string, minimum: Minimum = CARRY, campaign = 'b-campaign') =>
  aCampaign({ 'minimum payout': minimum, 'reward for each customer': { amount, currency: 'USD' } }, { campaign });

const proofs = (...partners: readonly string[]) =>
  new ImportFiles().rows(
    'proofs.csv',
    ...partners.flatMap((partner) =>
      ['a-campaign', 'b-campaign', 'c-campaign'].map((campaign) => ({
        partner_id: partner,
        campaign_id: campaign,
        kind: 'case study',
        received_on: '2019-07-05',
      })),
    ),
  );

/** Partner 1001 earned 2000 in a-campaign, less than its minimum. */
async function carriedInOne(campaign = first()): Promise<void> {
  await world.imported(new ImportFiles().partner('1001').sale(1).and(proofs('1001')).billingIsKnown());
  await world.posted(await world.calculated(campaign));
  expect(await world.paid()).toEqual([]);
  expect(await world.balances()).toEqual(['1001 carried 2000.00']);
}

const outcomes = () =>
  world.lines(
    `SELECT partner_id || ' ' || campaign_id || ' ' || revision || ' ' || outcome || ' ' || threshold_outcome.amount || ', with ' || carried_along AS line
     FROM threshold_outcome JOIN calculation_run USING (run) JOIN partner USING (partner_key) ORDER BY run, partner_id, revision`,
  );

describe('what was carried', () => {
  it('is paid with what reaches the minimum together with it, each by its own campaign', async () => {
    await carriedInOne();
    await world.posted(await world.calculated(next('3000')));
    const prepared = await world.prepared('b-campaign');
    expect(prepared.batch?.totals).toEqual({ USD: '3000.00' });
    expect(
      prepared.lifted.map(({ campaignId, partnerId, amount }) => [campaignId, partnerId, amount.toString()]),
    ).toEqual([['a-campaign', '1001', '2000.00']]);
    expect(await world.balances()).toEqual(['1001 payable 2000.00']);
    expect(await world.balances('b-campaign')).toEqual(['1001 payable 3000.00']);
    expect(await outcomes()).toEqual([
      '1001 a-campaign 1 carried 2000.00, with 0.00',
      '1001 a-campaign 2 payable 2000.00, with 0.00',
      '1001 b-campaign 1 payable 3000.00, with 2000.00',
    ]);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect((await world.seatback.app.get(ShowPayout).execute(2)).payments).toMatchObject([
      { amount: '2000.00', reachedWith: 'b-campaign run 2' },
    ]);
    expect(await world.paid()).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });

  it('is carried on, with what is carried then, until a payout reaches its minimum with all of it', async () => {
    await carriedInOne();
    await world.posted(await world.calculated(next('1500')));
    expect(await world.paid('b-campaign')).toEqual([]);
    expect(await world.balances('b-campaign')).toEqual(['1001 carried 1500.00']);
    await world.posted(await world.calculated(next('500', CARRY, 'c-campaign')));
    expect(await world.paid('c-campaign')).toEqual(['1001 500.00']);
    expect(await world.paid('b-campaign')).toEqual(['1001 1500.00']);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('goes with a payout that reaches its own minimum by itself', async () => {
    await carriedInOne();
    await world.posted(await world.calculated(next('1000', { amount: '1000', below: 'forfeit' })));
    expect(await world.paid('b-campaign')).toEqual(['1001 1000.00']);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('stays payable once it was, though the campaign it came with is restated before either is paid', async () => {
    await carriedInOne();
    await world.imported(new ImportFiles().account('1001', { iban: undefined, account_number: undefined }));
    await world.posted(await world.calculated(next('3000')));
    expect((await world.prepared('b-campaign')).batch).toBeUndefined();
    const less = aCampaign(
      { 'minimum payout': CARRY, 'reward for each customer': { amount: '2500', currency: 'USD' } },
      { campaign: 'b-campaign', version: 2, 'known from': '2019-08-05T10:00:00Z', reason: 'Another rate' },
    );
    await world.posted((await world.restated(less)).run);
    await world.imported(new ImportFiles().account('1001'));
    expect(await world.paid('b-campaign')).toEqual(['1001 2500.00']);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('of locations of one company is held against a minimum of companies together', async () => {
    const ofCompany = { ...CARRY, scope: 'company' };
    await world.imported(
      new ImportFiles()
        .partner('1001', { profile: { global_partner_id: 'G' } })
        .partner('1002', { profile: { global_partner_id: 'G' } })
        .sale(1)
        .sale(2, { partner: '1002', invoice: 'DB' })
        .and(proofs('1001', '1002'))
        .billingIsKnown(),
    );
    await world.posted(await world.calculated(first({ ...ofCompany, amount: '5000' })));
    expect(await world.paid()).toEqual([]);
    await world.posted(await world.calculated(next('500', { ...ofCompany, amount: '5000' })));
    expect(await world.paid('b-campaign')).toEqual(['1001 500.00', '1002 500.00']);
    expect(await world.paid()).toEqual(['1001 2000.00', '1002 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('does not lift what another campaign has forfeited before: only a restatement decides on that anew', async () => {
    const forfeits = { amount: '4000', below: 'forfeit' };
    await world.imported(new ImportFiles().partner('1001').sale(1).and(proofs('1001')).billingIsKnown());
    await world.posted(await world.calculated(next('3000', forfeits)));
    expect(await world.paid('b-campaign')).toEqual([]);
    await world.posted(await world.calculated(first()));
    expect(await world.paid()).toEqual([]);
    expect(await world.paid('b-campaign')).toEqual([]);
    expect(await world.balances('b-campaign')).toEqual(['1001 forfeited 3000.00']);
    expect(await world.problems()).toEqual([]);
  });
});

describe('carried until a day', () => {
  const untilAugust = first({ ...CARRY, 'carried until': '2019-08-31' });

  it('is forfeited after that day, at the next preparation, and helps no other payout any more', async () => {
    await carriedInOne(untilAugust);
    world.seatback.clock.moveTo(instant('2019-08-31T20:00:00Z'));
    await world.prepared();
    expect(await world.balances()).toEqual(['1001 carried 2000.00']);
    world.seatback.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    await world.posted(await world.calculated(next('3000')));
    expect(await world.paid('b-campaign')).toEqual([]);
    expect(await world.balances('b-campaign')).toEqual(['1001 carried 3000.00']);
    await world.prepared();
    expect(await world.balances()).toEqual(['1001 forfeited 2000.00']);
    expect(await world.lines(`SELECT reason AS line FROM threshold_outcome WHERE outcome = 'forfeited'`)).toEqual([
      'carry-expired',
    ]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('what was paid', () => {
  const forfeits = first({ amount: '4000', below: 'forfeit' });
  const tooLarge = new ImportFiles().rows('customers.csv', { customer_id: customerId(2), segment: 'ENTERPRISE' });

  it('is corrected by its difference, and the minimum that it reached is not asked again', async () => {
    await world.imported(new ImportFiles().partner('1001').sale(1).sale(2).billingIsKnown());
    await world.posted(await world.calculated(forfeits));
    expect(await world.paid()).toEqual(['1001 4000.00']);
    await world.imported(tooLarge);
    await world.posted((await world.restated(forfeits)).run);
    await world.prepared();
    expect(await world.balances()).toEqual(['1001 in-transit 4000.00', '1001 recoverable 2000.00']);
    const higher = aCampaign(
      {
        'minimum payout': { amount: '9000', below: 'forfeit' },
        'reward for each customer': { amount: '5000', currency: 'USD' },
      },
      { version: 2, 'known from': '2019-08-05T12:00:00Z', reason: 'Another rate' },
    );
    // 5000 with the one customer that is left: 4000 are paid, and the difference is, whatever the minimum says by now.
    await world.posted((await world.restated(higher)).run);
    expect(await world.paid()).toEqual(['1001 1000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 5000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('is looked at whole where the correction comes before the payment', async () => {
    await world.imported(new ImportFiles().partner('1001').sale(1).sale(2).billingIsKnown());
    await world.posted(await world.calculated(forfeits));
    await world.imported(tooLarge);
    await world.posted((await world.restated(forfeits)).run);
    expect(await world.paid()).toEqual([]);
    expect(await world.balances()).toEqual(['1001 forfeited 2000.00']);
    expect(await world.problems()).toEqual([]);
  });
});
