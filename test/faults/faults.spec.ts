import { describe } from '@jest/globals';
import { describeSurvivalOfPlans } from './survive-plans.js';

/** `npm run test:faults` lives through 200 nights; PLANS, SEED and FIRST choose other ones. */
describe('nights with faults', () => {
  describeSurvivalOfPlans({
    command: 'npm run test:faults',
    seed: Number(process.env['SEED'] ?? 1),
    plans: Number(process.env['PLANS'] ?? 200),
    firstPlan: Number(process.env['FIRST'] ?? 1) - 1,
  });
});
