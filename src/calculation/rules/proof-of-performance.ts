import { met, notMet, pending, stated, unknown, type StandingRule } from './rule.js';

/** A proof of performance was received on or before the deadline; until that day is over, it may still come. */
export const proofOfPerformance: StandingRule = {
  id: 'proof-of-performance',
  number: 10,
  applies: (terms) => terms.proofOfPerformance !== undefined,
  evaluate({ partner, run }, terms) {
    const { by } = stated(terms.proofOfPerformance);
    const evidence = { observed: partner.proofReceivedOn, required: by };
    if (partner.proofReceivedOn !== null && partner.proofReceivedOn <= by) {
      return met('proof-of-performance', { ...evidence, because: 'proof-in-time' });
    }
    if (run.isProvisional && by > run.lastDay)
      return pending('proof-of-performance', { ...evidence, because: 'proof-still-possible' });
    if (run.knownDay <= by) return unknown('proof-of-performance', { ...evidence, because: 'proof-still-possible' });
    return notMet('proof-of-performance', {
      ...evidence,
      because: partner.proofReceivedOn === null ? 'no-proof' : 'proof-too-late',
    });
  },
};
