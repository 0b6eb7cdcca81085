import { met, notMet, pending, stated, unknown, type Rule } from './rule.js';

/** The partner claimed the customer on one of the days, with all that a claim needs; until they are over, it still can. */
export const claim: Rule = {
  id: 'claim',
  number: 19,
  applies: (terms) => terms.claim !== undefined,
  evaluate({ claim: received, run }, terms) {
    const { days } = stated(terms.claim);
    const required = [days.from, days.to];
    const named = received === null ? null : [received.claimId, received.receivedOn];
    if (received !== null && received.standing === undefined)
      return met('claim', { observed: named, required, because: 'claimed' });
    if (received?.standing === 'waiting')
      return unknown('claim', { observed: named, required, because: 'claim-not-answered' });
    const evidence = { observed: named, required };
    if (run.isProvisional && (run.lastDay <= days.to || run.knownDay <= days.to))
      return pending('claim', { ...evidence, because: 'claim-still-possible' });
    if (run.knownDay <= days.to) return unknown('claim', { ...evidence, because: 'claim-still-possible' });
    return notMet('claim', { ...evidence, because: received === null ? 'no-claim' : 'claim-rejected' });
  },
};
