import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { assumedTerms, CampaignVersions } from '../../src/campaigns/index.js';
import type { Terminal } from '../../src/commands/index.js';
import { readEnvironment } from '../../src/config/index.js';
import { writeWhole } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, MovableClock, SeatbackError } from '../../src/kernel/index.js';
import { startServer } from '../../src/server.js';
import { PAYER_SETTINGS } from '../payer-settings.js';
import { CAMPAIGN_ID, SETTLED_AT } from '../world/index.js';
import { campaignThatAsks, partnerWithoutAccount, writeSeason } from './one-partner.js';
import { PayoutStory } from './payout-story.js';

/** Beside what the other demo keeps: both may be heard with the same settings. */
const FOLDER = 'payout-story';

const PULLS = ['2018-12-20T20:00:00Z', '2019-03-15T20:00:00Z', '2019-06-30T21:00:00Z', '2019-08-05T06:00:00Z'].map(
  (at) => instant(at),
);

/**
 * One partner's payout from the first notice to the money's second, lasting arrival.
 *
 * @throws SeatbackError DEMO_NEEDS_OWN_FOLDER
 */
export async function tellPayoutStory(terminal: Terminal, seed: number): Promise<void> {
  const dataFolder = join(readEnvironment(process.env).dataFolder, FOLDER);
  const settingsFile = join(dataFolder, 'settings.yaml');
  const { DATABASE_URL: _elsewhere, ...variables } = process.env;
  const environment = readEnvironment({
    ...variables,
    SEATBACK_DATA: dataFolder,
    SEATBACK_SETTINGS: settingsFile,
    // Any port that is free: the story visits the page itself.
    PORT: '0',
  });
  if (existsSync(settingsFile)) throw toldBefore(dataFolder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeWhole(settingsFile, PAYER_SETTINGS);

  const { partner, world } = partnerWithoutAccount(seed);
  terminal.say(`${partner.legalName} (${partner.id}) sold to one new customer, and never said where it is paid.`);
  const clock = new MovableClock(SETTLED_AT);
  const server = await startServer({ environment, clock });
  const { app, address } = server;
  try {
    const season = join(dataFolder, 'season');
    await writeSeason(world, PULLS, season);
    await app.get(ImportFolder).execute(season);
    const campaign = campaignThatAsks(environment.campaignsFolder, join(dataFolder, 'campaigns'));
    const { run } = await app.get(CalculateCampaign).execute(campaign, { knownAt: SETTLED_AT });
    await app.get(CampaignVersions).confirm(campaign, assumedTerms(campaign.terms), {
      actor: 'dana',
      reason: 'Read together with the distributor’s programme team for this demo.',
    });
    await app.get(RunApproval).submit(run, 'dana');
    await app.get(RunApproval).approve(run, 'robin');
    await app.get(RunApproval).post(run, 'robin');
    terminal.say(`Run ${String(run)} of ${CAMPAIGN_ID} is posted: what it earned is in the ledger.`);
    await new PayoutStory({ app, address, clock, terminal, partner }).tell();
  } finally {
    await server.close();
  }
  terminal.say(
    `\nEvery table and file of it: SEATBACK_DATA=${dataFolder} npx seatback payout list ${CAMPAIGN_ID}, payee show ${partner.id}, answers list`,
  );
}

function toldBefore(dataFolder: string): SeatbackError {
  return new SeatbackError({
    code: 'DEMO_NEEDS_OWN_FOLDER',
    expected: 'a data folder in which this story was not told yet',
    found: 'one in which it was told, or begun',
    where: dataFolder,
    next: 'Look at what it left there, or name another folder: SEATBACK_DATA=./.seatback-again npm run demo -- --story payout',
  });
}
