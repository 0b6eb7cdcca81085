import { met, notMet, pending, stated, unknown, type StandingRule } from './rule.js';

/** The partner registered for the offer on one of the days, as the offer asks; until they are over, it still can. */
export const registration: StandingRule = {
  id: 'registration',
  number: 22,
  applies: (terms) => terms.registration !== undefined,
  evaluate({ partner, run }, terms) {
    const { days } = stated(terms.registration);
    const required = [days.from, days.to];
    const evidence = { observed: partner.registration?.registeredOn ?? null, required };
    if (!partner.isRegistered) return unknown('registration', { ...evidence, because: 'partner-not-registered' });
    const flaw = partner.registration?.flaw;
    if (flaw === null) return met('registration', { ...evidence, because: 'registered-for-the-offer' });
    if (flaw === 'name-differs' || flaw === 'name-unclear')
      return unknown('registration', { ...evidence, because: `registered-${flaw}` });
    // Another one may still come that has no such flaw.
    if (run.isProvisional && (run.lastDay <= days.to || run.knownDay <= days.to))
      return pending('registration', { ...evidence, because: 'registration-still-possible' });
    if (run.knownDay <= days.to)
      return unknown('registration', { ...evidence, because: 'registration-still-possible' });
    return notMet('registration', {
      ...evidence,
      because: flaw === undefined ? 'not-registered-for-the-offer' : `registered-${flaw}`,
    });
  },
};
