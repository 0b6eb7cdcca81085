import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CampaignVersions, checkCampaignVersions } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { Money } from '../../src/kernel/index.js';
import { ReleasePayout } from '../../src/payout/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { parseCampaign } from '../../src/campaigns/parse-campaign.js';
import { campaignText } from '../campaign-builder.js';
import { invoice, notBilled, RestatingWorld, told } from '../calculation/restating-world.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

describe('verify, of what was written past the program', () => {
  it('finds a balanced journal that accrues what no run brought', async () => {
    await world.imported(new ImportFiles().partner('1001').sale(1).billingIsKnown());
    await world.posted(await world.calculated());
    expect(await world.problems()).toEqual([]);
    await forgeAccrual('5000');
    expect(await world.problems()).toEqual(['journal 2 (accrual) stands for nothing that a run brought partner 1001']);
  });

  it('finds a confirmation of a term that nobody gave', async () => {
    const campaign = parseCampaign(
      campaignText().replace(
        /( {2}minimum seats:\n {4}value: 15\n) {4}source: P/,
        '$1    assumed: as in the year before',
      ),
      'a-campaign.yaml',
    );
    await world.seatback.app
      .get(CampaignVersions)
      .confirm(campaign, ['minimumSeats'], { actor: 'mia', reason: 'The mail of Monday' });
    expect(await versionProblems()).toEqual([]);
    await world.query(
      `INSERT INTO term_confirmation (campaign_id, version, term, assumption_hash, confirmed_by, confirmed_at, reason)
       VALUES ('a-campaign', 1, 'window', repeat('0', 64), 'nobody', now(), 'x')`,
    );
    expect(await versionProblems()).toEqual([
      'a-campaign version 1: window was confirmed by nobody, and the audit log does not know it',
    ]);
  });
});

describe('the past', () => {
  beforeEach(async () => {
    await world.imported(
      new ImportFiles()
        .partner('1001')
        .sale(1)
        .rows('customers.csv', { customer_id: customerId(1), name: 'C1', segment: undefined })
        .billingIsKnown(),
    );
    await world.calculated();
    await world.decided({ customer: customerId(1), rule: 'segment' }, 'met');
    await world.imported(new ImportFiles().rows('customers.csv', { customer_id: customerId(9), name: 'C9' }));
    await world.posted(await world.calculated());
  });

  it.each(['decision', 'partner_standing', 'seat_history', 'billed_seat_history', 'invoice', 'customer_profile'])(
    'is not rewritten: what %s says does not end with a delivery that was closed',
    async (table) => {
      const ended = world.query(`UPDATE ${table} SET recorded_to = recorded_from + 1`);
      await expect(ended).rejects.toThrow('with the delivery that is being closed');
    },
  );

  it('that somebody rewrote all the same restates nothing: whose reward has no cause is named', async () => {
    await pastAllTriggers('UPDATE decision SET recorded_to = recorded_from + 1');
    await world.imported(new ImportFiles().rows('customers.csv', { customer_id: customerId(8), name: 'C8' }));
    await expect(world.restated()).rejects.toMatchObject({
      code: 'RESTATEMENT_UNEXPLAINED',
      report: {
        found: `customer ${customerId(1)} of partner 1001 comes to another reward at delivery 3, and nothing of theirs was changed`,
        where: 'a-campaign',
      },
    });
  });

  it('is not added to: a standing does not begin with a delivery that was closed', async () => {
    const begun = world.query(`
      INSERT INTO partner_standing (partner_key, kind, name, valid_from, recorded_from)
      SELECT partner_key, 'exclusion', 'x', '2019-01-01', 1 FROM partner`);
    await expect(begun).rejects.toThrow('begins with the delivery that is being closed');
  });
});

describe('differences of a restatement that its replay did not bring', () => {
  /** Two of one customer that come to nothing together, with other causes. */
  const forgePair = (run: number) =>
    world.query(`
      INSERT INTO restatement_difference (run, restates, line, partner_key, customer_key, causes, amount, currency)
      SELECT run, restates, each.line, partner_key, customer_key, each.causes, each.amount, currency FROM restatement_difference
      CROSS JOIN (VALUES (90, '{decision}'::text[], 9000), (91, '{claim}', -9000)) AS each (line, causes, amount)
      WHERE run = ${String(run)} AND restatement_difference.line = 1`);
  const restated = async () => {
    await world.imported(new ImportFiles().partner('1001').sale(1).and(notBilled(2)).billingIsKnown());
    await world.posted(await world.calculated());
    await world.imported(invoice('D2', { customer: 2 }));
    return (await world.restated()).run;
  };
  const found = 'run 2 restates run 1: its differences are not those that were calculated';

  it('are found before anybody submits the run, and before it is posted', async () => {
    const run = await restated();
    await forgePair(run.run);
    expect(await world.problems()).toEqual([found]);
    await expect(world.posted(run)).rejects.toMatchObject({ code: 'RUN_CHANGED', report: { found } });

    await world.clear();
    const approved = await restated();
    await world.approval.submit(approved.run, 'mia');
    await world.approval.approve(approved.run, 'carl');
    await forgePair(approved.run);
    await expect(world.approval.post(approved.run, 'mia')).rejects.toMatchObject({
      code: 'RUN_CHANGED',
      report: { found },
    });
    expect(await world.lines('SELECT kind AS line FROM journal')).toEqual(['accrual']);
  });

  it('are found after it was posted', async () => {
    const run = await restated();
    await world.posted(run);
    expect(await world.problems()).toEqual([]);
    await forgePair(run.run);
    expect(await world.problems()).toEqual([found]);
  });

  it('are found where somebody sealed them anew after the run was submitted', async () => {
    const run = await restated();
    await world.approval.submit(run.run, 'mia');
    await forgePair(run.run);
    await pastAllTriggers(`UPDATE restatement SET differences_hash = repeat('a', 64)`);
    expect(await world.problems()).toEqual([
      'run 2 restates run 1: its differences are not those that the audit log says were submitted',
    ]);
    await expect(world.approval.approve(run.run, 'carl')).rejects.toMatchObject({ code: 'RUN_CHANGED' });
  });

  it('are calculated anew, where nobody submitted them yet', async () => {
    const run = await restated();
    await forgePair(run.run);
    const again = await world.restated();
    expect(told(again)).toEqual(['1001 2 2000.00 late invoice delivery 2']);
    expect(again.run.run).toBe(3);
    await world.posted(again.run);
    expect(await world.problems()).toEqual([]);
  });

  it('may be calculated anew: the run is rejected and restated', async () => {
    const run = await restated();
    await world.approval.submit(run.run, 'mia');
    await forgePair(run.run);
    await world.approval.reject(run.run, 'carl', 'The differences were forged');
    const again = await world.restated();
    expect(again.run.run).toBe(3);
    expect((await world.posted(again.run)).state).toBe('posted');
  });
});

describe('a partner to whom a journal accrued what no run brought', () => {
  const twoPartners = () =>
    new ImportFiles().partner('1001').partner('1002').sale(1).sale(2, { partner: '1002', invoice: 'DB' });

  it('is parked with the reason, whether it is too much or too little, and everybody else is paid', async () => {
    for (const [forged, stands] of [
      ['5000', '7000.00'],
      ['-500', '1500.00'],
    ] as const) {
      await world.clear();
      await world.imported(twoPartners().billingIsKnown());
      await world.posted(await world.calculated());
      await forgeAccrual(forged);
      const { batch, held } = await world.prepared();
      expect(batch).toMatchObject({ paymentCount: 1, totals: { USD: '2000.00' } });
      expect(held).toEqual([
        {
          partnerId: '1001',
          amount: Money.of('2000', 'USD'),
          reasons: [
            {
              reason: 'ledger-differs',
              found: `journals accrued ${stands} USD and run 1 earned 2000.00 USD: npx seatback verify names the journal that no run stands for`,
            },
          ],
        },
      ]);
      expect(await world.balances()).toEqual([`1001 accrued ${stands}`, '1002 payable 2000.00']);
      expect((await world.prepared()).held).toHaveLength(1);
    }
  });

  it('is parked also where that came after its minimum payout was applied, and others are paid on', async () => {
    await world.imported(twoPartners().billingIsKnown());
    await world.posted(await world.calculated());
    const { batch } = await world.prepared();
    await world.seatback.app.get(ReleasePayout).void(batch!.batch, 'mia', 'the bank was changed');
    await forgeAccrual('5000');
    const again = await world.prepared();
    expect(again.batch).toMatchObject({ paymentCount: 1, totals: { USD: '2000.00' } });
    expect(again.held.map(({ partnerId, reasons }) => [partnerId, reasons[0]?.reason])).toEqual([
      ['1001', 'ledger-differs'],
    ]);
  });

  it('is paid what it earned once a correction takes that back', async () => {
    await world.imported(twoPartners().billingIsKnown());
    await world.posted(await world.calculated());
    await forgeAccrual('5000');
    await world.prepared();
    await forgeAccrual('-5000', { kind: 'correction', corrects: 3 });
    const { batch, held } = await world.prepared();
    expect(held).toEqual([]);
    expect(batch).toMatchObject({ paymentCount: 1, totals: { USD: '2000.00' } });
    expect(await world.lines('SELECT reason AS line FROM payout_hold WHERE held_to IS NULL')).toEqual([]);
  });
});

/** As whoever administers the database server. */
async function pastAllTriggers(sql: string): Promise<void> {
  const client = new Client({ connectionString: world.seatback.database.adminUrl });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = 'replica'; ${sql}`);
  } finally {
    await client.end();
  }
}

/** A journal that balances, of partner 1001, as whoever may write to the database could insert it. */
async function forgeAccrual(
  amount: string,
  { kind = 'accrual', corrects }: { kind?: string; corrects?: number } = {},
): Promise<void> {
  await world.query(`
    WITH forged AS (
      INSERT INTO journal (journal, kind, cause, campaign_id, accounting_date, recorded_at, description, corrects)
      SELECT max(journal) + 1, '${kind}', '${kind} past the program', 'a-campaign', '2019-08-05', now(), 'forged', ${String(corrects ?? 'NULL')}
      FROM journal RETURNING journal)
    INSERT INTO posting (journal, line, account_key, amount, currency)
    SELECT journal, CASE kind WHEN 'expense' THEN 1 ELSE 2 END, account_key, ${amount} * CASE kind WHEN 'expense' THEN 1 ELSE -1 END, 'USD'
    FROM forged, account LEFT JOIN partner USING (partner_key) WHERE kind = 'expense' OR kind = 'accrued' AND partner_id = '1001'`);
}

async function versionProblems(): Promise<readonly string[]> {
  return (await world.seatback.app.get(UnitOfWork).inTransaction((session) => checkCampaignVersions(session))).problems;
}
