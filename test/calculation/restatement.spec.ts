import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { RestateCampaign } from '../../src/calculation/index.js';
import { instant } from '../../src/kernel/index.js';
import { ReleasePayout } from '../../src/payout/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { invoice, NOW, notBilled, reading, RestatingWorld, told } from './restating-world.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

/** Customer 1 is billed and qualifies; customer 2 has its seats, and its invoice is still to come. */
function aSeason(): ImportFiles {
  return new ImportFiles().partner('1001').sale(1).and(notBilled(2)).billingIsKnown();
}

const lateInvoice = () => invoice('D2', { customer: 2 });
const tooLarge = (customer: number) =>
  new ImportFiles().rows('customers.csv', { customer_id: customerId(customer), segment: 'ENTERPRISE' });

describe('a late invoice', () => {
  it('is paid on top of what was paid, and the journal of the difference names the one it corrects', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    expect(await world.paid()).toEqual(['1001 2000.00']);
    await world.imported(lateInvoice());

    const restatement = await world.restated();
    expect(restatement).toMatchObject({ run: { run: 2, state: 'calculated' }, restates: { run: 1, state: 'posted' } });
    expect(told(restatement)).toEqual(['1001 2 2000.00 late invoice delivery 2']);
    // It posts nothing by itself.
    expect(await world.lines('SELECT kind AS line FROM journal ORDER BY journal')).toEqual([
      'accrual',
      'threshold',
      'release',
    ]);
    await world.posted(restatement.run);
    expect(
      await world.query('SELECT kind, cause, corrects, description FROM journal ORDER BY journal DESC LIMIT 1'),
    ).toEqual([
      {
        kind: 'adjustment',
        cause: 'adjustment run 2 partner 1001: late invoice, delivery 2',
        corrects: 1,
        description: 'late invoice, delivery 2: partner 1001',
      },
    ]);
    expect(await world.balances()).toEqual(['1001 accrued 2000.00', '1001 in-transit 2000.00']);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 4000.00']);
    expect(await world.paid()).toEqual([]);
    expect(await world.problems()).toEqual([]);
  });

  it('lifts a forfeiture, which a journal takes back: the minimum is held against all that is earned', async () => {
    const campaign = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit' } });
    await world.imported(aSeason());
    await world.posted(await world.calculated(campaign));
    expect(await world.paid()).toEqual([]);
    expect(await world.balances()).toEqual(['1001 forfeited 2000.00']);
    await world.imported(lateInvoice());
    await world.posted((await world.restated(campaign)).run);
    expect(await world.paid()).toEqual(['1001 4000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 4000.00']);
    expect(await world.query(`SELECT cause, corrects FROM journal WHERE kind = 'correction' ORDER BY journal`)).toEqual(
      [{ cause: 'threshold reversed by run 2 partner 1001', corrects: 2 }],
    );
    expect(await world.problems()).toEqual([]);
  });

  it('pays less than the minimum where all that is earned reaches it', async () => {
    const campaign = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit' } });
    await world.imported(aSeason().sale(3));
    await world.posted(await world.calculated(campaign));
    expect(await world.paid()).toEqual(['1001 4000.00']);
    await world.imported(lateInvoice());
    await world.posted((await world.restated(campaign)).run);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.problems()).toEqual([]);
  });
});

describe('a corrected register', () => {
  /** Partner 1001 earned with customers 1 and 3; customer 3 turns out to be too large. */
  async function overpaid(campaign = aCampaign()): Promise<void> {
    await world.imported(aSeason().sale(3));
    await world.posted(await world.calculated(campaign));
    expect(await world.paid()).toEqual(['1001 4000.00']);
    await world.imported(tooLarge(3));
    const restatement = await world.restated(campaign);
    expect(told(restatement)).toEqual(['1001 3 -2000.00 register delivery 2']);
    await world.posted(restatement.run);
    expect(await world.balances()).toEqual(['1001 in-transit 4000.00', '1001 recoverable 2000.00']);
  }

  /** Another campaign with the same partner, customers and currency, by the same rules. */
  const another = aCampaign({}, { campaign: 'b-campaign' });
  async function anotherSeason(): Promise<void> {
    await world.imported(
      new ImportFiles().rows('proofs.csv', {
        partner_id: '1001',
        campaign_id: 'b-campaign',
        kind: 'case study',
        received_on: '2019-07-05',
      }),
    );
    await world.imported(lateInvoice());
    await world.posted(await world.calculated(another));
  }

  it('after payment is set off against a later payout of another campaign; what was paid is not touched', async () => {
    await overpaid();
    expect((await world.prepared()).recoverable).toMatchObject([{ partnerId: '1001', by: 'set off' }]);
    await anotherSeason();
    expect(await world.paid('b-campaign')).toEqual(['1001 2000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 4000.00']);
    expect(await world.balances('b-campaign')).toEqual(['1001 in-transit 2000.00']);
    expect(
      await world.query('SELECT outcome, amount::text, settled::text FROM threshold_outcome ORDER BY run'),
    ).toEqual([
      { outcome: 'payable', amount: '4000.00', settled: '0.00' },
      { outcome: 'settled', amount: '0.00', settled: '2000.00' },
      { outcome: 'payable', amount: '2000.00', settled: '2000.00' },
    ]);
    expect(await world.problems()).toEqual([]);
  });

  it('after payment is claimed back where the terms say so, and nothing is set off', async () => {
    await overpaid(aCampaign({ 'negative difference': 'claim back' }));
    const { recoverable } = await world.prepared();
    expect(recoverable.map(({ partnerId, amount, by }) => [partnerId, amount.toString(), by])).toEqual([
      ['1001', '2000.00', 'claim back'],
    ]);
    await anotherSeason();
    expect(await world.paid('b-campaign')).toEqual(['1001 4000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 4000.00', '1001 recoverable 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('is made up by what the same campaign earns later', async () => {
    await overpaid();
    await world.imported(lateInvoice().and(invoice('D4', { customer: 4 }), notBilled(4)));
    await world.posted((await world.restated()).run);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 6000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('before payment makes what is payable less', async () => {
    await world.imported(new ImportFiles().partner('1001', { account: null }).sale(1).sale(3).billingIsKnown());
    await world.posted(await world.calculated());
    expect(await world.prepared()).toMatchObject({ batch: undefined, held: [{ partnerId: '1001' }] });
    expect(await world.balances()).toEqual(['1001 payable 4000.00']);
    await world.imported(tooLarge(3).and(new ImportFiles().account('1001')));
    await world.posted((await world.restated()).run);
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.balances()).toEqual(['1001 in-transit 2000.00']);
    expect(await world.problems()).toEqual([]);
  });
});

describe('a batch of a run that was restated', () => {
  beforeEach(async () => {
    await world.imported(aSeason().sale(3));
    await world.posted(await world.calculated());
    await world.prepared();
    await world.imported(tooLarge(3));
  });
  const refused = { code: 'BATCH_OF_SUPERSEDED_RUN' };

  it('is not approved, not released, and voided before another is prepared', async () => {
    await world.posted((await world.restated()).run);
    const release = world.seatback.app.get(ReleasePayout);
    await expect(release.approve(1, 'carl')).rejects.toMatchObject(refused);
    await expect(world.prepared()).rejects.toMatchObject(refused);
    await release.void(1, 'mia', 'It was restated');
    expect(await world.paid()).toEqual(['1001 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('is not released either where it was approved before', async () => {
    const release = world.seatback.app.get(ReleasePayout);
    await release.approve(1, 'carl');
    await world.posted((await world.restated()).run);
    await expect(release.release(1, 'rita')).rejects.toMatchObject(refused);
  });
});

describe('causes', () => {
  it('are those of the deliveries, in their order, customer by customer', async () => {
    await world.imported(aSeason().sale(3).sale(4, { invoice: 'D4' }).sale(5));
    const first = await world.posted(await world.calculated());
    await world.imported(lateInvoice());
    await world.imported(tooLarge(3));
    await world.imported(reading(2, 3, '2019-06-30T21:00:00Z'));
    await world.imported(invoice('D4', { customer: 4, Quantity: 3 }));
    await world.imported(
      new ImportFiles().rows('prior_purchases.csv', {
        customer_id: customerId(5),
        product_family: 'dynamics-365',
        first_purchased_on: '2018-12-31',
      }),
    );
    const restatement = await world.restated();
    expect(told(restatement)).toEqual([
      '1001 2 2000.00 late invoice delivery 2',
      '1001 3 -2000.00 register delivery 3',
      '1001 2 -2000.00 seat reading delivery 4',
      '1001 4 -2000.00 corrected invoice delivery 5',
      '1001 5 -2000.00 register delivery 6',
    ]);
    const files = await world.files(first);
    await world.posted(restatement.run);
    expect(await world.balances()).toEqual(['1001 accrued 2000.00']);
    // The run before stays what it was.
    expect(await world.files(first)).toEqual(files);
    expect(await world.lines('SELECT run || state AS line FROM calculation_run ORDER BY run')).toEqual([
      '1superseded',
      '2posted',
    ]);
    expect(await world.problems()).toEqual([]);
    expect(told(await world.seatback.app.get(RestateCampaign).show(restatement.run.run))).toEqual(told(restatement));
  });

  it('are not an invoice that comes again whole with the same lines of a customer', async () => {
    const season = new ImportFiles().partner('1001').sale(1).sale(3).billingIsKnown();
    await world.imported(season);
    await world.posted(await world.calculated());
    await world.imported(invoice('D2019-06', { customer: 1, Quantity: 3 }, { customer: 3 }).and(tooLarge(3)));
    expect(told(await world.restated())).toEqual([
      '1001 1 -2000.00 corrected invoice delivery 2',
      '1001 3 -2000.00 register delivery 2',
    ]);
  });

  it('of one delivery that changed several things of a customer are one, named by its parts', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.imported(lateInvoice().and(reading(2, 16, '2019-06-30T21:00:00Z')));
    expect(told(await world.restated())).toEqual(['1001 2 2000.00 late invoice + seat reading delivery 2']);
  });

  it('of a partner are its own: standing and proof', async () => {
    const campaign = aCampaign({ membership: 'insider' });
    await world.imported(
      aSeason().partner('1002').sale(3, { partner: '1002' }).rows('partner_standings.csv', {
        partner_id: '1001',
        kind: 'membership',
        name: 'insider',
        valid_from: '2018-01-01',
      }),
    );
    await world.posted(await world.calculated(campaign));
    await world.imported(
      new ImportFiles().rows(
        'partner_standings.csv',
        { partner_id: '1001', kind: 'membership', name: 'insider', valid_from: '2018-01-01', valid_to: '2019-03-01' },
        { partner_id: '1002', kind: 'membership', name: 'insider', valid_from: '2018-01-01' },
      ),
    );
    expect(told(await world.restated(campaign)).sort()).toEqual([
      '1001 1 -2000.00 standing delivery 2',
      '1002 3 2000.00 standing delivery 2',
    ]);
  });

  it('reach the partner that sold later: what the first one loses it gains', async () => {
    await world.imported(
      new ImportFiles()
        .partner('1001')
        .partner('1002', { profile: { country: 'GB' } })
        .sale(1, { assigned: 30 })
        .and(invoice('E1', { customer: 1, ResellerMpnId: '1002', ChargeStartDate: '6/2/2019 0:00' }))
        .billingIsKnown(),
    );
    await world.posted(await world.calculated());
    await world.imported(
      new ImportFiles().rows('partner_standings.csv', {
        partner_id: '1001',
        kind: 'membership',
        name: 'mpn',
        valid_from: '2018-01-01',
        valid_to: '2019-03-01',
      }),
    );
    expect(told(await world.restated()).sort()).toEqual([
      '1001 1 -2000.00 standing delivery 2',
      '1002 1 2000.00 standing delivery 2',
    ]);
  });

  it('reach the partner’s other customers, where a tier or a gate makes them bring more', async () => {
    const campaign = aCampaign({
      'reward for each customer': undefined,
      'reward by tiers': {
        currency: 'USD',
        measure: 'customers',
        'volume of': 'the partner',
        method: 'whole volume',
        'at the edge': 'the band that begins',
        bands: [
          { from: '0', each: '2000' },
          { from: '2', each: '2500' },
        ],
      },
    });
    await world.imported(aSeason());
    await world.posted(await world.calculated(campaign));
    await world.imported(lateInvoice());
    expect(told(await world.restated(campaign))).toEqual([
      '1001 1 500.00 late invoice delivery 2',
      '1001 2 2500.00 late invoice delivery 2',
    ]);
  });

  it('reach other partners, where a cap is shared by all of the campaign', async () => {
    const campaign = aCampaign({
      'cap for the campaign': { amount: '3000', shared: 'in proportion' },
      'minimum payout': { amount: '1', below: 'forfeit' },
    });
    await world.imported(aSeason().partner('1002').sale(3, { partner: '1002' }));
    await world.posted(await world.calculated(campaign));
    expect(await world.paid()).toEqual(['1001 1500.00', '1002 1500.00']);
    await world.imported(lateInvoice());
    const restatement = await world.restated(campaign);
    expect(told(restatement).sort()).toEqual([
      '1001 1 -500.00 late invoice delivery 2',
      '1001 2 1000.00 late invoice delivery 2',
      '1002 3 -500.00 late invoice delivery 2',
    ]);
    await world.posted(restatement.run);
    expect(await world.paid()).toEqual(['1001 500.00']);
    expect(await world.balances()).toEqual([
      '1001 in-transit 2000.00',
      '1002 in-transit 1500.00',
      '1002 recoverable 500.00',
    ]);
    expect(await world.problems()).toEqual([]);
  });

  it('follow an invoice that names another partner: who has nothing left gives all of it back', async () => {
    await world.imported(new ImportFiles().partner('1001').partner('1002').sale(1).billingIsKnown());
    await world.posted(await world.calculated());
    await world.imported(invoice('D2019-06', { customer: 1, ResellerMpnId: '1002' }));
    const restatement = await world.restated();
    expect(told(restatement).sort()).toEqual([
      '1001 1 -2000.00 corrected invoice delivery 2',
      '1002 1 2000.00 corrected invoice delivery 2',
    ]);
    await world.posted(restatement.run);
    expect(await world.balances()).toEqual(['1002 accrued 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('are a decision', async () => {
    await world.imported(
      aSeason()
        .sale(3)
        .rows('customers.csv', { customer_id: customerId(3), name: 'Third', segment: undefined }),
    );
    await world.posted(await world.calculated());
    await world.decided({ customer: customerId(3), rule: 'segment' }, 'met');
    const restatement = await world.restated();
    expect(told(restatement)).toEqual(['1001 3 2000.00 decision delivery 2']);
    await world.posted(restatement.run);
    await world.decided({ customer: customerId(3), rule: 'segment' }, 'withdrawn');
    expect(told(await world.restated())).toEqual(['1001 3 -2000.00 decision delivery 3']);
  });

  it('are a deadline: what could still come cannot come any more', async () => {
    world.seatback.clock.moveTo(instant('2019-07-10T09:00:00Z'));
    // The first seller may still bring its proof, and the one that sold later waits for it.
    const files = new ImportFiles()
      .partner('1002')
      .sale(1, { assigned: 30, partner: '1002' })
      .and(invoice('E1', { customer: 1, ResellerMpnId: '1001', ChargeStartDate: '5/2/2019 0:00' }))
      .billingIsKnown();
    await world.imported(files.and(withoutProof('1001')));
    const posted = await world.calculated();
    expect(posted.counts).toMatchObject({ undecided: 2, qualified: 0 });
    await world.posted(posted);
    world.seatback.clock.moveTo(NOW);
    expect(told(await world.restated())).toEqual(['1002 1 2000.00 deadline passed']);
  });

  it('are a mapping of a product that nobody knew', async () => {
    const offer = 'ffffffff-0000-4000-8000-000000000001';
    await world.imported(aSeason().and(invoice('D2', { customer: 2, DurableOfferID: offer })));
    await world.posted(await world.calculated());
    await world.imported(
      new ImportFiles().rows(
        'products.csv',
        ...[BUSINESS_CENTRAL.offerId, offer].map((offerId) => ({
          product: 'business-central',
          product_family: 'dynamics-365',
          sku_part_number: BUSINESS_CENTRAL.partNumber,
          sku_id: BUSINESS_CENTRAL.skuId,
          offer_id: offerId,
          valid_from: '2019-01-01',
        })),
      ),
    );
    expect(told(await world.restated())).toEqual(['1001 2 2000.00 product mapping delivery 2']);
  });

  it('are a version of the terms', async () => {
    await world.imported(aSeason().sale(3, { seats: 14 }));
    await world.posted(await world.calculated());
    await world.imported(lateInvoice());
    const second = aCampaign({ 'minimum seats': 14 }, { version: 2, reason: 'Bulletin 7' });
    const restatement = await world.restated(second);
    expect(told(restatement)).toEqual([
      '1001 2 2000.00 late invoice delivery 2',
      '1001 3 2000.00 terms version version 2',
    ]);
    await world.posted(restatement.run);
    expect(await world.paid()).toEqual(['1001 6000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('are the engine, where another one stated what was stated', async () => {
    await world.imported(aSeason());
    const { run } = await world.posted(await world.calculated());
    await damage(
      `UPDATE calculation_run SET engine_version = '0' WHERE run = ${String(run)};
       UPDATE determination SET outcome = 'not-qualified', rules_not_met = 1, reward = 0`,
    );
    expect(told(await world.restated())).toEqual(['1001 1 2000.00 engine version']);
  });

  it('are never made up: where the same engine comes to another result, something was changed underneath', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await damage(`UPDATE determination SET outcome = 'not-qualified', rules_not_met = 1, reward = 0`);
    await expect(world.restated()).rejects.toThrow('nothing of theirs was changed');
    expect(await world.query('SELECT * FROM restatement')).toEqual([]);
  });
});

describe('a restatement', () => {
  it('of what was never posted is refused', async () => {
    await world.imported(aSeason());
    await expect(world.restated()).rejects.toMatchObject({ code: 'NO_POSTED_RUN' });
    await world.calculated();
    await expect(world.restated()).rejects.toMatchObject({ code: 'NO_POSTED_RUN' });
  });

  it('of nothing new is none: no run is made, however often it is asked for', async () => {
    await world.imported(aSeason());
    const posted = await world.posted(await world.calculated());
    const runs = 'SELECT run FROM calculation_run';
    const nothing = { run: null, restates: expect.objectContaining({ run: 1 }) };
    expect(await world.restatedIfNeeded()).toEqual(nothing);
    expect(await world.restatedIfNeeded()).toEqual(nothing);
    expect(
      await world.seatback.app.get(RestateCampaign).execute(aCampaign(), { knownAt: posted.knownAt }),
    ).toMatchObject({ run: null });
    // Nor where something came that changes nothing of any determination or earning.
    await world.imported(new ImportFiles().partner('1009'));
    expect(await world.restatedIfNeeded()).toMatchObject({ run: null, restates: { run: 1 } });
    expect(await world.query(runs)).toEqual([{ run: 1 }]);
    expect(await world.query('SELECT * FROM restatement')).toEqual([]);
    // No number is lost on the way: whoever finds a gap would look for what was taken out.
    await world.imported(lateInvoice());
    expect((await world.restated()).run.run).toBe(2);
  });

  it('is one also where only the company changed, by which the minimum is held', async () => {
    const campaign = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit', scope: 'company' } });
    await world.imported(
      new ImportFiles()
        .partner('1001', { profile: { global_partner_id: 'G1' } })
        .partner('1002', { profile: { global_partner_id: 'G2' } })
        .sale(1)
        .sale(2, { partner: '1002' })
        .billingIsKnown(),
    );
    await world.posted(await world.calculated(campaign));
    expect(await world.restatedIfNeeded(campaign)).toMatchObject({ run: null });
    await world.imported(new ImportFiles().partner('1002', { profile: { global_partner_id: 'G1' } }));
    const restatement = await world.restated(campaign);
    expect(restatement).toMatchObject({ run: { run: 2 }, differences: [] });
    await world.posted(restatement.run);
    expect(await world.paid()).toEqual(['1001 2000.00', '1002 2000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('adjusts also whom one delivery gave something and a later one took it back', async () => {
    const campaign = aCampaign({ 'cap for the campaign': { amount: '3000', shared: 'in proportion' } });
    await world.imported(aSeason().partner('1002'));
    await world.posted(await world.calculated(campaign));
    const byWhom = (ResellerMpnId: string) => invoice('D2', { customer: 2, ResellerMpnId });
    await world.imported(byWhom('1002'));
    await world.imported(byWhom('1001'));

    const restatement = await world.restated(campaign);
    expect(told(restatement).filter((line) => line.startsWith('1002'))).toEqual([
      '1002 2 1500.00 late invoice delivery 2',
      '1002 2 -1500.00 corrected invoice delivery 3',
    ]);
    await world.posted(restatement.run);
    expect(await world.balances()).toEqual(['1001 accrued 3000.00']);
    expect(await world.problems()).toEqual([]);
  });

  it('that was calculated and waits is shown again, until something new comes', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.imported(lateInvoice());
    const first = await world.restated();
    expect(await world.restated()).toEqual(first);
    await world.approval.submit(first.run.run, 'mia');
    expect(await world.restated()).toMatchObject({
      run: { run: 2, state: 'submitted' },
      differences: first.differences,
    });
    // Submitted, it would not show all that is known by now.
    await world.imported(new ImportFiles().partner('1009'));
    expect(await world.restated()).toMatchObject({ run: { run: 3, state: 'calculated' }, restates: { run: 1 } });
    expect(await world.query('SELECT run FROM calculation_run ORDER BY run')).toEqual([
      { run: 1 },
      { run: 2 },
      { run: 3 },
    ]);
  });

  it('by other terms with no difference says so, and is posted without a journal', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.paid();
    // Another minimum may make something else of the same earnings.
    const restatement = await world.restated(
      aCampaign({ 'minimum payout': { amount: '1000', below: 'forfeit' } }, { version: 2 }),
    );
    expect(restatement.differences).toEqual([]);
    const journals = 'SELECT journal FROM journal';
    const before = await world.query(journals);
    await world.posted(restatement.run);
    expect(await world.paid()).toEqual([]);
    expect(await world.query(journals)).toEqual(before);
    expect(await world.problems()).toEqual([]);
  });

  it('goes by the terms as they were published, and by no older ones', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated(aCampaign({}, { version: 2 })));
    await world.imported(lateInvoice());
    await expect(world.restated(aCampaign({}, { version: 1 }))).rejects.toMatchObject({
      code: 'RESTATEMENT_BACKWARDS',
    });
    await expect(world.restated(aCampaign({ 'minimum seats': 14 }, { version: 2 }))).rejects.toMatchObject({
      code: 'CAMPAIGN_EDITED',
    });
  });

  it('keeps to the currency that was posted', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    const inPounds = { 'reward for each customer': { amount: '2000', currency: 'GBP' } };
    await expect(world.restated(aCampaign(inPounds, { version: 2 }))).rejects.toMatchObject({
      code: 'RESTATEMENT_CURRENCY',
    });
  });

  it('is what an official run beside a posted one has to be, and goes by two people as any other', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.imported(lateInvoice());
    const plain = await world.calculated();
    await expect(world.approval.submit(plain.run, 'mia')).rejects.toMatchObject({
      code: 'CAMPAIGN_HAS_RUN',
      report: { found: 'run 1, posted', next: expect.stringContaining('npx seatback restate a-campaign') },
    });
    const { run } = await world.restated();
    await world.approval.submit(run.run, 'mia');
    await expect(world.approval.approve(run.run, 'Mia')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await world.imported(new ImportFiles().partner('1009'));
    const other = await world.restated();
    await expect(world.approval.submit(other.run.run, 'mia')).rejects.toMatchObject({
      code: 'CAMPAIGN_HAS_RUN',
      report: { found: `run ${String(run.run)}, submitted` },
    });
  });

  it('of a run that was restated since is made anew', async () => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.imported(lateInvoice());
    const one = await world.restated();
    await world.imported(tooLarge(1));
    const other = await world.restated();
    await world.posted(one.run, 'Agreed with the partner');
    await expect(world.approval.submit(other.run.run, 'mia')).rejects.toMatchObject({ code: 'CAMPAIGN_HAS_RUN' });
    const again = await world.restated();
    expect(again).toMatchObject({ restates: { run: one.run.run } });
    expect(told(again)).toEqual(['1001 1 -2000.00 register delivery 3']);
    await world.posted(again.run);
    expect(await world.problems()).toEqual([]);
  });
});

describe('what the program would not do, the database refuses', () => {
  const CHECK = '23514';

  it.each([
    [
      'a run that gives way to one that is not posted',
      `UPDATE calculation_run SET state = 'superseded', superseded_by = 2 WHERE run = 1`,
    ],
    [
      'a run that gives way to one that does not restate it',
      `UPDATE calculation_run SET state = 'superseded', superseded_by = 1 WHERE run = 1`,
    ],
    [
      'a cause called other',
      `INSERT INTO restatement_difference SELECT run, restates, 99, partner_key, customer_key, '{other}', delivery, version, amount, currency FROM restatement_difference`,
    ],
    [
      'a difference of nothing',
      `INSERT INTO restatement_difference SELECT run, restates, 99, partner_key, customer_key, causes, delivery, version, 0, currency FROM restatement_difference`,
    ],
    ['another difference', 'UPDATE restatement_difference SET amount = 1'],
    ['a restatement taken away', 'DELETE FROM restatement'],
  ])('%s', async (_what, sql) => {
    await world.imported(aSeason());
    await world.posted(await world.calculated());
    await world.imported(lateInvoice());
    await world.restated();
    await expect(asOwner(sql)).rejects.toMatchObject({ code: CHECK });
  });
});

/** A partner with everything but a proof. */
function withoutProof(partnerId: string): ImportFiles {
  const standing = (kind: string, name: string, level?: string) => ({
    partner_id: partnerId,
    kind,
    name,
    level,
    valid_from: '2018-01-01',
  });
  return new ImportFiles()
    .rows('partners.csv', { partner_id: partnerId, legal_name: `Partner ${partnerId} Ltd`, country: 'GB' })
    .rows(
      'partner_standings.csv',
      standing('membership', 'mpn'),
      standing('agreement', 'microsoft-cloud-reseller-agreement'),
      standing('competency', 'cloud-platform', 'gold'),
      standing('enrolment', 'csp-indirect-reseller'),
    );
}

/** As a superuser who has switched off what would hold anybody else back. */
async function damage(sql: string): Promise<void> {
  await statement(world.seatback.database.adminUrl, `SET session_replication_role = 'replica'; ${sql}`);
}

async function asOwner(sql: string): Promise<void> {
  await statement(world.seatback.database.ownerUrl, sql);
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
