import { afterAll, beforeAll, it } from '@jest/globals';
import { PullKills } from '../kills/pull-kills.js';
import { SeededRandom } from '../oracle/seeded-random.js';

/** The short form of `npm run test:pull-kills`, which kills 100 pulls in all their phases. */
const SEED = 1;

const kills = new PullKills();
const random = new SeededRandom(SEED);
beforeAll(() => kills.open(SEED), 120_000);
afterAll(async () => {
  await kills.close();
  console.log(kills.sums(SEED));
});

it.each(['customers', 'export', 'closing'] as const)(
  'a pull that is killed in %s and gone on with leaves the same history',
  (phase) => kills.kill(phase, random),
);
