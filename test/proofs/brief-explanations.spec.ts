import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CAMPAIGN_ID, generateWorld } from '../../demo/world/index.js';
import { othersCountAsStored } from '../../src/calculation/explanation/stored-others.js';
import { CalculateCampaign, determinationsOfRun, ExplainCustomer, type Run } from '../../src/calculation/index.js';
import { contradictionsOf, findCampaign, type Campaign, type CampaignTerms } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { campaignOf } from '../agreement/campaign-of.js';
import { generateFolders } from '../oracle/generate-folders.js';
import { PortalWorld } from '../portal/portal-world.js';
import { seedsOrElse } from '../seeds.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const { count: COUNT, all: SEEDS } = seedsOrElse(4);

/** Of a world: there are some with a hundred. */
const AT_MOST = 25;

/** An amount for each customer that qualifies, whatever else its partner sold. */
const FOR_EACH_CUSTOMER = findCampaign('campaigns', CAMPAIGN_ID).terms.rewardForEachCustomer;

describe('an explanation for a page', () => {
  const seatbacks = new Seatbacks();
  let seatback: TestSeatback;
  beforeAll(async () => {
    seatback = await seatbacks.start();
  });
  afterAll(() => seatbacks.end());

  const looked = { narrow: 0, whole: 0 };

  for (const seed of SEEDS)
    for (const [words, termsOf] of [
      ['the terms of the seed', (terms: CampaignTerms) => terms],
      ['an amount for each customer', forEachCustomer],
    ] as const)
      it(`says what one says that evaluates all customers of the partners: seed ${seed}, ${words}`, async () => {
        const run = await calculated(seed, termsOf);
        const explain = seatback.app.get(ExplainCustomer);
        for (const customerId of [...(await customersOf(run.run))].slice(0, AT_MOST)) {
          const briefly = await explain.briefly(run.run.campaignId, customerId);
          expect(briefly).toEqual(await explain.execute(run.run.campaignId, customerId));
          looked[othersCountAsStored(run.terms) ? 'narrow' : 'whole'] += 1;
        }
      });

  it('was looked at both ways', () => {
    expect(looked.narrow).toBeGreaterThan(COUNT * 2);
    expect(looked.whole).toBeGreaterThan(COUNT);
  });

  /** The world of the seed, or of the next one so many seeds on whose terms do not contradict each other. */
  async function calculated(
    seed: number,
    termsOf: (terms: CampaignTerms) => CampaignTerms,
  ): Promise<{ readonly run: Run; readonly terms: CampaignTerms }> {
    const { terms, deliveries, options } = generateFolders(seed, seatbacks.newFolder(), 'small');
    const stated = campaignOf(terms);
    const campaign: Campaign = { ...stated, terms: termsOf(stated.terms) };
    if (contradictionsOf({ campaign, lineOf: () => 0 }).length > 0) return calculated(seed + COUNT, termsOf);
    await seatback.database.clear();
    for (const { folder, recordedAt } of deliveries)
      await seatback.app.get(ImportFolder).execute(folder, { recordedAt: instant(recordedAt) });
    const run = await seatback.app.get(CalculateCampaign).execute(campaign, {
      snapshotAt: options.snapshotAt === undefined ? undefined : instant(options.snapshotAt),
      knownAt: instant(options.knownAt),
    });
    return { run, terms: campaign.terms };
  }

  function customersOf(run: Run): Promise<ReadonlySet<string>> {
    return seatback.app.get(UnitOfWork).inTransaction(async (session) => {
      const customers = new Set<string>();
      for await (const { customerId } of determinationsOfRun(session, run.campaignId, run.run))
        customers.add(customerId);
      return customers;
    });
  }
});

function forEachCustomer(terms: CampaignTerms): CampaignTerms {
  const others = ['rewardForEachSeat', 'rewardOfBilledRevenue', 'rewardByTiers', 'customersNeeded', 'rounding'];
  const rest = Object.entries(terms).filter(([name]) => !others.includes(name) && !name.startsWith('cap'));
  return { ...(Object.fromEntries(rest) as unknown as CampaignTerms), rewardForEachCustomer: FOR_EACH_CUSTOMER };
}

describe('a row of another customer of the partner that was changed underneath', () => {
  let world: PortalWorld;
  beforeAll(async () => {
    world = await PortalWorld.start();
    await world.bring(generateWorld({ seed: 3, customers: 40 }));
    await world.calculate();
  });
  afterAll(() => world.end());

  it('is told', async () => {
    const [shared] = await world.rows(
      `SELECT partner_key AS partner, min(customer_key) AS shown, max(customer_key) AS changed FROM determination
       GROUP BY partner_key HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 1`,
    );
    const [shown] = await world.rows('SELECT customer_id AS id FROM customer WHERE customer_key = $1', [
      shared?.['shown'],
    ]);
    const page = `/campaigns/${CAMPAIGN_ID}/customers/${String(shown?.['id'])}`;
    expect((await world.get(page)).status).toBe(200);
    const owner = new Client({ connectionString: world.ownerUrl });
    await owner.connect();
    await owner.query(
      'UPDATE determination SET seats_assigned = COALESCE(seats_assigned, 0) + 1 WHERE customer_key = $1',
      [shared?.['changed']],
    );
    await owner.end();
    const told = await world.get(page);
    expect([told.status, await told.text()]).toEqual([500, expect.stringContaining('DETERMINATION_CHANGED')]);
  });
});
