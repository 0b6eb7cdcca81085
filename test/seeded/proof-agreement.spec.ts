import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CalculateCampaign,
  determinationsOfRun,
  proofText,
  verifyProof,
  type Run,
} from '../../src/calculation/index.js';
import { contradictionsOf } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { applyMinimumPayout } from '../../src/payout/index.js';
import { ProveCustomer } from '../../src/portal/index.js';
import { campaignOf } from '../agreement/campaign-of.js';
import { generateFolders } from '../oracle/generate-folders.js';
import { seedsOrElse } from '../seeds.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const { count: COUNT, all: SEEDS } = seedsOrElse(5);

/** Of a world: there are some with a hundred. */
const AT_MOST = Number(process.env['AT_MOST'] ?? 15);

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
afterAll(() => seatbacks.end());

describe('the proof of every customer of a world', () => {
  const proved = { proofs: 0, bytes: 0 };

  for (const seed of SEEDS) {
    it(`holds, with seed ${seed}`, async () => {
      const run = await calculated(seed);
      const wrong: unknown[] = [];
      for (const customerId of [...(await customersOf(run))].slice(0, AT_MOST)) {
        const text = proofText(await seatback.app.get(ProveCustomer).execute(run.campaignId, customerId));
        const checks = await verifyProof(text, { minimumPayout: applyMinimumPayout });
        wrong.push(...checks.filter(({ isRight }) => !isRight).map(({ says }) => `${customerId}: ${says}`));
        proved.proofs += 1;
        proved.bytes += text.length;
      }
      expect(wrong).toEqual([]);
    });
  }

  it('was looked at', () => {
    console.log(`${proved.proofs} proofs of ${Math.round(proved.bytes / Math.max(1, proved.proofs))} bytes on average`);
    expect(proved.proofs).toBeGreaterThan(COUNT * 3);
  });
});

/** The world of the seed, or of the next one so many seeds on whose terms do not contradict each other. */
async function calculated(seed: number): Promise<Run> {
  const { terms, deliveries, options } = generateFolders(seed, seatbacks.newFolder(), 'small');
  const campaign = campaignOf(terms);
  if (contradictionsOf({ campaign, lineOf: () => 0 }).length > 0) return calculated(seed + COUNT);
  await seatback.database.clear();
  for (const { folder, recordedAt } of deliveries)
    await seatback.app.get(ImportFolder).execute(folder, { recordedAt: instant(recordedAt) });
  return seatback.app.get(CalculateCampaign).execute(campaign, {
    snapshotAt: options.snapshotAt === undefined ? undefined : instant(options.snapshotAt),
    knownAt: instant(options.knownAt),
  });
}

function customersOf(run: Run): Promise<ReadonlySet<string>> {
  return seatback.app.get(UnitOfWork).inTransaction(async (session) => {
    const customers = new Set<string>();
    for await (const { customerId } of determinationsOfRun(session, run.campaignId, run.run)) customers.add(customerId);
    return customers;
  });
}
