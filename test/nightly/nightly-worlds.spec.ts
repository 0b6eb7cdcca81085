import { describeNightlyWorlds } from './nightly-worlds.js';

/** A few worlds in `npm test`; WORLDS, NIGHTS and SEED choose more and others. */
describeNightlyWorlds({
  first: Number(process.env['SEED'] ?? 1),
  count: Number(process.env['WORLDS'] ?? 10),
  nights: Number(process.env['NIGHTS'] ?? 8),
  reachesAll: Number(process.env['WORLDS'] ?? 10) >= 40,
});
