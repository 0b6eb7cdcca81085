import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CampaignVersions, findCampaign } from '../../src/campaigns/index.js';
import { AnswerClaims } from '../../src/claims/index.js';
import { PROJECT_FOLDER } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { RemindPartners } from '../../src/deadlines/index.js';
import { WatchDeadlines } from '../../src/jobs/watch-deadlines.js';
import { Seatbacks } from '../seatback.js';
import { CASH_BACK, claimRow, registrationRow, salesTo } from './cash-back-sales.js';
import { ProgrammeWorld } from './programme-world.js';

const world = new ProgrammeWorld(CASH_BACK, '2017-07-03T01:00:00Z');
const folders = new Seatbacks();
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(async () => {
  await folders.end();
  await world.end();
});

type Edit = (file: string) => string;

/** A folder with the campaign file, as it is or edited. */
function folderWith(edit: Edit = (file) => file): string {
  const campaignsFolder = folders.newFolder();
  const file = readFileSync(join(PROJECT_FOLDER, 'campaigns', `${CASH_BACK}.yaml`), 'utf8');
  writeFileSync(join(campaignsFolder, `${CASH_BACK}.yaml`), edit(file));
  return campaignsFolder;
}

/** One round of the worker. @returns the claims that were told of, in their order */
async function worked(campaignsFolder: string): Promise<string[]> {
  const { app } = world;
  const settings = { campaignsFolder, cron: '0 3 * * *' };
  await new WatchDeadlines(app.get(AnswerClaims), app.get(RemindPartners), app.get(UnitOfWork), settings).round();
  const rows = await world.query<{ told: string }>(
    `SELECT (notice->>'claimId') || ' ' || kind AS told FROM notification ORDER BY notification`,
  );
  return rows.map(({ told }) => told);
}

const shorter: Edit = (file) => file.replace('to: 2017-07-31 }, needs', 'to: 2017-07-01 }, needs');
const second: Edit = (file) =>
  shorter(file).replace(
    /version: 1\nknown from: .*\nreason: .*\n/,
    'version: 2\nknown from: 2017-07-02T00:00:00Z\nreason: Claims end sooner\nreference: Letter of 2 July\n',
  );

describe('the worker', () => {
  it('answers claims by the terms that were published, and by no draft of them', async () => {
    await world.imported(salesTo(1).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)));
    expect(await worked(folderWith())).toEqual([]);
    await world.calculated();
    expect(findCampaign(folderWith(shorter), CASH_BACK).terms.claim?.value.days.to).toBe('2017-07-01');
    expect(await worked(folderWith(shorter))).toEqual([]);
    expect(findCampaign(folderWith(second), CASH_BACK)).toMatchObject({ version: 2 });
    expect(await worked(folderWith(second))).toEqual([]);
    expect(await worked(folderWith())).toEqual(['C-1 claim-received', 'C-1 claim-valid']);
  });

  it('goes by the newest version, also where an older file came back', async () => {
    await world.imported(salesTo(1).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)));
    await world.calculated();
    const newest = folderWith(second);
    await world.app
      .get(UnitOfWork)
      .inTransaction((session) => world.app.get(CampaignVersions).publish(session, findCampaign(newest, CASH_BACK)));
    expect(await worked(folderWith())).toEqual([]);
    expect(await worked(newest)).toEqual(['C-1 claim-received', 'C-1 claim-rejected']);
  });
});
