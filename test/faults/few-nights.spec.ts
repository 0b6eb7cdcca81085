import { describe } from '@jest/globals';
import { describeSurvivalOfPlans } from './survive-plans.js';

/** Every kind of fault at least once, whatever PLANS and SEED say. */
describe('a few nights with faults', () => {
  describeSurvivalOfPlans({ command: 'npm run test:faults, in short', seed: 2019, plans: 12 });
});
