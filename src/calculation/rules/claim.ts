import { met, notMet, pending, stated, unknown, type Rule } from './rule.js';

/** The partner claimed the customer on one of the days, with all that a claim needs; until they are over, it still can. */
export const claim: Rule = {
  id: 'claim',
  number: 19,
  applies: (terms) => terms.claim !== undefined,
  evaluate({ claim: received, run }, terms) {
    const { days } = stated(terms.claim);
    const required = [days.from, days.to];
    if (received !== null)
      return met('claim', { observed: [received.claimId, received.receivedOn], required, because: 'claimed' });
    const evidence = { observed: null, required };
    if (run.isProvisional && (run.lastDay <= days.to || run.knownDay <= days.to))
      return pending('claim', { ...evidence, because: 'claim-still-possible' });
    if (run.knownDay <= days.to) return unknown('claim', { ...evidence, because: 'claim-still-possible' });
    return notMet('claim', { ...evidence, because: 'no-claim' });
  },
};
