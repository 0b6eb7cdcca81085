import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportFiles } from '../builders/import-folder.js';
import { RestatingWorld } from '../calculation/restating-world.js';
import { aCampaign } from '../campaign-builder.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

const forfeits = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit' } });

/** Partner 1001 earned 2000, half of the minimum; 1002 earned all of it. */
async function posted(campaign = forfeits): Promise<void> {
  await world.imported(
    new ImportFiles()
      .partner('1001')
      .partner('1002')
      .sale(1)
      .sale(2, { partner: '1002', invoice: 'DB' })
      .sale(3, { partner: '1002', invoice: 'DB' })
      .billingIsKnown(),
  );
  await world.posted(await world.calculated(campaign));
}

/** An outcome of partner 1001 with a journal that balances, as whoever may write to the database could insert it. */
async function insert(
  outcome: string,
  amount: string,
  of: { reason?: string; reachedWith?: number } = {},
): Promise<void> {
  await world.query(`
    WITH opened AS (INSERT INTO account (kind, campaign_id, partner_key, currency)
        SELECT '${outcome}', 'a-campaign', partner_key, 'USD' FROM partner WHERE partner_id = '1001' RETURNING account_key, partner_key),
      posted AS (INSERT INTO journal (journal, kind, cause, campaign_id, accounting_date, recorded_at, description)
        SELECT max(journal) + 1, 'threshold', 'threshold run 1 partner 1001', 'a-campaign', '2019-08-05', now(), '${outcome}, partner 1001'
        FROM journal RETURNING journal),
      lines AS (INSERT INTO posting (journal, line, account_key, amount, currency)
        SELECT posted.journal, 1, accrued.account_key, ${amount}, 'USD' FROM posted, account AS accrued JOIN partner USING (partner_key)
        WHERE kind = 'accrued' AND partner_id = '1001'
        UNION ALL SELECT posted.journal, 2, opened.account_key, -${amount}, 'USD' FROM posted, opened)
    INSERT INTO threshold_outcome (run, partner_key, outcome, amount, settled, currency, journal, reason, reached_with)
    SELECT 1, opened.partner_key, '${outcome}', ${amount}, 2000 - ${amount}, 'USD', posted.journal,
      ${of.reason === undefined ? 'NULL' : `'${of.reason}'`}, ${String(of.reachedWith ?? 'NULL')} FROM opened, posted`);
}

const foreign = { code: 'OUTCOME_FOREIGN' };
/** That nobody applied a minimum is another fault, and ends with the next preparation: it must not be the only one. */
const problems = async () => (await world.problems()).filter((problem) => !problem.includes('audit log'));

describe('an outcome that the minimum payout did not make', () => {
  it('as payable is found, and nothing is paid by it', async () => {
    await posted();
    await insert('payable', '2000');
    const found = 'run 1: what partner 1001 earned is on record as payable; by the minimum payout it is forfeited';
    expect(await problems()).toEqual([found]);
    await expect(world.prepared()).rejects.toMatchObject({ ...foreign, report: { found } });
    expect(await world.balances()).toEqual(['1001 payable 2000', '1002 accrued 4000.00']);
  });

  it('that calls a part of it settled leaves that part where it was accrued', async () => {
    await posted(aCampaign());
    await insert('payable', '500');
    const found = 'run 1: 1500.00 USD of partner 1001 stand as accrued, and by the outcome on record 0 should';
    expect(await problems()).toEqual([found]);
    await expect(world.prepared()).rejects.toMatchObject({ ...foreign, report: { found } });
  });

  it('that withholds what is payable is found as well', async () => {
    await posted(aCampaign());
    await insert('forfeited', '2000', { reason: 'below-minimum' });
    expect(await problems()).toEqual([
      'run 1: what partner 1001 earned is on record as forfeited; by the minimum payout it is payable',
    ]);
  });

  it('cannot name a payout that took nothing along', async () => {
    await posted();
    await expect(insert('payable', '2000', { reachedWith: 1 })).rejects.toThrow('violates check constraint');
  });
});
