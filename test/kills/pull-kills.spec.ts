import { afterAll, beforeAll, it } from '@jest/globals';
import { SeededRandom } from '../oracle/seeded-random.js';
import { KILL_PHASES, PullKills } from './pull-kills.js';

/** `npm run test:pull-kills` kills 100 pulls; KILLS and SEED choose another number and another sequence. */
const KILLS = Number(process.env['KILLS'] ?? 100);
const SEED = Number(process.env['SEED'] ?? 1);

const kills = new PullKills();
beforeAll(() => kills.open(SEED), 120_000);
afterAll(async () => {
  await kills.close();
  console.log(kills.sums(SEED));
});

const random = new SeededRandom(SEED);
for (let kill = 0; kill < KILLS; kill += 1) {
  const phase = KILL_PHASES[kill % KILL_PHASES.length]!;
  // Every seventh is killed a second time, wherever it has come to by then.
  const times = kill % 7 === 6 ? 2 : 1;
  it(`kill ${String(kill + 1)}, in ${phase}, leaves the same history`, () => kills.kill(phase, random, times), 180_000);
}
