import { describeNightlyWorlds } from './nightly-worlds.js';

/** A few worlds in `npm test`; more, and others: `WORLDS=60 NIGHTS=8 SEED=101 npm run jest -- test/nightly/nightly-worlds`. */
describeNightlyWorlds({
  first: Number(process.env['SEED'] ?? 1),
  count: Number(process.env['WORLDS'] ?? 10),
  nights: Number(process.env['NIGHTS'] ?? 5),
  reachesAll: Number(process.env['WORLDS'] ?? 10) >= 40,
});
