import { readFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { findCampaign, type Campaign } from '../../src/campaigns/index.js';
import { writeWhole } from '../../src/database/index.js';
import type { Instant } from '../../src/kernel/index.js';
import { CAMPAIGN_ID, generateWorld, writeReadings, writeRegister, type Partner, type World } from '../world/index.js';

/** The partner of the world that has earned its reward and never said where to send it. */
export function partnerWithoutAccount(seed: number): { readonly partner: Partner; readonly world: World } {
  const world = generateWorld({ seed });
  const story = world.stories.find(({ payout }) => payout?.obstacle === 'no-bank-account');
  const partner = world.partners.find(({ id }) => story?.partnerIds.includes(id) === true);
  if (story === undefined || partner === undefined) throw new Error('Every world has a partner without an account.');
  const customers = world.customers.filter(({ id }) => story.customerIds.includes(id));
  // Months without a line stay: they say that nothing was bought in them.
  const invoices = world.invoices.map((invoice) => ({
    ...invoice,
    lines: invoice.lines.filter(({ customer }) => story.customerIds.includes(customer.id)),
  }));
  return {
    partner,
    world: {
      ...world,
      partners: [partner],
      customers,
      invoices,
      stories: [story],
    },
  };
}

/** What finance and a pull on each of these instants know of it, as an import folder. */
export async function writeSeason(world: World, pulls: readonly Instant[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await writeRegister(world, folder, { asOf: pulls.at(-1) ?? failed() });
  await writeReadings(world, pulls, folder);
}

/** The demo's campaign with one term more: how often, and how long, a partner is asked for its account. */
export function campaignThatAsks(campaignsFolder: string, folder: string): Campaign {
  const file = `${CAMPAIGN_ID}.yaml`;
  const document = parseDocument(readFileSync(join(campaignsFolder, file), 'utf8'));
  document.setIn(
    ['terms', 'bank details'],
    document.createNode({
      value: { days: 5, notices: 3, 'personal account': 'rejects the claims' },
      assumed: 'As other programmes of the field ask; the page of this campaign is silent.',
    }),
  );
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, file), document.toString());
  return findCampaign(folder, CAMPAIGN_ID);
}

function failed(): never {
  throw new Error('A season needs a pull.');
}
