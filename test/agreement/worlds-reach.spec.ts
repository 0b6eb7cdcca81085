import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { generateFolders, type GeneratedCampaign, type WorldSize } from '../oracle/generate-folders.js';
import { oracle } from '../oracle/oracle.js';
import { Tally } from '../oracle/tally.js';
import { WorkedCase } from '../oracle/worked-case.js';

/** What generated worlds reach, by the oracle alone: whatever they never reach is compared by nobody. */
const SEEDS = 100;
const SMALL_SEEDS = 500;

const { folders } = new WorkedCase();
afterAll(() => folders.remove());

const forSeeds = (count: number, size: WorldSize, act: (campaign: GeneratedCampaign) => void): void => {
  for (let seed = 1; seed <= count; seed++) {
    const folder = folders.next();
    act(generateFolders(seed, folder, size));
    rmSync(folder, { recursive: true });
  }
};

test(`every outcome of every rule, every reward and every earning occurs over ${SMALL_SEEDS} seeds of small worlds`, () => {
  const tally = new Tally();
  forSeeds(SMALL_SEEDS, 'small', ({ deliveries, terms, options, records }) =>
    tally.add(oracle(deliveries, terms, options, records), terms),
  );
  expect(tally.missing()).toEqual([]);
}, 300_000);

test(`no situation is lost over ${SEEDS} seeds`, () => {
  const situations = new Map<string, number>();
  forSeeds(SEEDS, 'full', (campaign) => {
    for (const situation of campaign.situations) situations.set(situation, (situations.get(situation) ?? 0) + 1);
  });
  // A named situation that no seed draws any more is a test that was lost.
  expect(situations.size).toBeGreaterThanOrEqual(340);
  const rarest = [...situations].sort(([, one], [, other]) => one - other)[0]!;
  console.log(`seeds 1..${SEEDS}: ${situations.size} situations, the rarest in ${rarest[1]} seeds (${rarest[0]})`);
}, 300_000);
