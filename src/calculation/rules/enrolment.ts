import { pending, stated, type StandingRule } from './rule.js';
import { standingOnLastDay } from './standing-on-last-day.js';

/**
 * The partner is enrolled on the last day of the window. Before that day nobody can know: a partner may still enrol,
 * and one that is enrolled may leave (import contract, section 5, "Provisional").
 */
export const enrolment: StandingRule = {
  id: 'enrolment',
  number: 9,
  applies: (terms) => terms.enrolment !== undefined,
  evaluate(facts, terms) {
    const finding = standingOnLastDay('enrolment', facts, 'enrolment', stated(terms.enrolment));
    const isAhead = facts.run.isProvisional && terms.window.value.to > facts.run.lastDay;
    if (!isAhead || !facts.partner.isRegistered) return finding;
    const because = finding.outcome === 'met' ? 'enrolled-so-far' : 'enrolment-still-possible';
    return pending('enrolment', { observed: finding.observed, required: finding.required, because });
  },
};
