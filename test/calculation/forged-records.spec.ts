import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CampaignVersions, checkCampaignVersions } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { parseCampaign } from '../../src/campaigns/parse-campaign.js';
import { campaignText } from '../campaign-builder.js';
import { RestatingWorld } from './restating-world.js';

// The first file of a run makes the server and its template.
jest.setTimeout(300_000);

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

describe('verify, of what was written past the program', () => {
  it('finds a balanced journal that accrues what no run brought', async () => {
    await world.imported(new ImportFiles().partner('1001').sale(1).billingIsKnown());
    await world.posted(await world.calculated());
    expect(await world.problems()).toEqual([]);
    await world.query(`
      WITH forged AS (
        INSERT INTO journal (journal, kind, cause, campaign_id, accounting_date, recorded_at, description)
        SELECT max(journal) + 1, 'accrual', 'forged', 'a-campaign', '2019-08-05', now(), 'forged' FROM journal RETURNING journal)
      INSERT INTO posting (journal, line, account_key, amount, currency)
      SELECT journal, CASE kind WHEN 'expense' THEN 1 ELSE 2 END, account_key, CASE kind WHEN 'expense' THEN 5000 ELSE -5000 END, 'USD'
      FROM forged, account WHERE kind IN ('expense', 'accrued')`);
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

async function versionProblems(): Promise<readonly string[]> {
  return (await world.seatback.app.get(UnitOfWork).inTransaction((session) => checkCampaignVersions(session))).problems;
}
