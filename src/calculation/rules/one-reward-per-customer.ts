import { met, notMet, unknown, type Rule } from './rule.js';

/** Of several partners that sold to one customer, the first that qualifies under all other rules earns. */
export const oneRewardPerCustomer: Rule = {
  id: 'one-reward-per-customer',
  number: 11,
  applies: (terms) => terms.rewardsForOneCustomer !== undefined,
  evaluate({ earlierPartners }) {
    const qualified = earlierPartners.find(({ outcome }) => outcome === 'qualified');
    if (qualified !== undefined) {
      return notMet('one-reward-per-customer', {
        observed: qualified.partnerId,
        required: null,
        because: 'an-earlier-partner-qualifies',
      });
    }
    const undecided = earlierPartners.find(({ outcome }) => outcome === 'undecided');
    if (undecided !== undefined) {
      return unknown('one-reward-per-customer', {
        observed: undecided.partnerId,
        required: null,
        because: 'an-earlier-partner-is-undecided',
      });
    }
    return met('one-reward-per-customer', { observed: null, required: null, because: 'first-to-qualify' });
  },
};
