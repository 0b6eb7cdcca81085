import { competencyHeldOn } from './eligible-competency.js';
import { met, notMet, pending, stated, unknown, type StandingRule } from './rule.js';

/** An eligible competency held on at least one eligibility day. */
export const competency: StandingRule = {
  id: 'competency',
  number: 7,
  applies: (terms) => terms.competencies !== undefined,
  evaluate({ partner, run }, terms) {
    const required = stated(terms.eligibilityDays);
    if (!partner.isRegistered)
      return unknown('competency', { observed: null, required, because: 'partner-not-registered' });
    const reached = run.isProvisional ? required.filter((day) => day <= run.lastDay) : required;
    for (const day of reached) {
      const held = competencyHeldOn(partner, terms, day);
      if (held !== undefined) return met('competency', { observed: [held, day], required, because: 'competency-held' });
    }
    return reached.length < required.length
      ? pending('competency', { observed: null, required, because: 'eligibility-day-ahead' })
      : notMet('competency', { observed: null, required, because: 'no-competency-on-eligibility-day' });
  },
};
