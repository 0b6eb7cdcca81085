import { seedsOrElse } from '../seeds.js';
import { describeNightlyWorlds } from './nightly-worlds.js';

const { first, count } = seedsOrElse(1);

/** One world in `npm test`; more, and others: `COUNT=60 NIGHTS=8 FIRST=101 npm run jest -- test/nightly/nightly-worlds`. */
describeNightlyWorlds({ first, count, nights: Number(process.env['NIGHTS'] ?? 5), reachesAll: count >= 40 });
