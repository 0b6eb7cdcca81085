import { describe } from '@jest/globals';
import { describeSurvivalOfPlans } from '../faults/survive-plans.js';

/** The short form; `npm run test:faults` lives through 200 nights. */
describe('a few nights with faults', () => {
  describeSurvivalOfPlans({ command: 'npm run test:faults, in short', seed: 2019, plans: 4 });
});
