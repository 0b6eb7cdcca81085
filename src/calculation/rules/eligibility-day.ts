import type { CampaignTerms } from '../../campaigns/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { holdsOn, type PartnerFacts, type Standing } from './case-facts.js';
import { competencyHeldOn } from './eligible-competency.js';
import { met, notMet, pending, stated, unknown, type StandingRule } from './rule.js';

/** Membership, agreement and competency hold together on one and the same eligibility day. */
export const eligibilityDay: StandingRule = {
  id: 'eligibility-day',
  number: 8,
  applies: (terms) => terms.eligibilityDays !== undefined,
  evaluate({ partner, run }, terms) {
    const required = stated(terms.eligibilityDays);
    if (!partner.isRegistered)
      return unknown('eligibility-day', { observed: null, required, because: 'partner-not-registered' });
    const reached = run.isProvisional ? required.filter((day) => day <= run.lastDay) : required;
    const day = reached.find((candidate) => missingOn(partner, terms, candidate).length === 0);
    if (day !== undefined) return met('eligibility-day', { observed: day, required, because: 'all-hold-together' });
    if (reached.length < required.length)
      return pending('eligibility-day', { observed: null, required, because: 'eligibility-day-ahead' });
    const observed = reached.map((candidate) => `${candidate}: no ${missingOn(partner, terms, candidate).join(', ')}`);
    return notMet('eligibility-day', { observed, required, because: 'never-all-together' });
  },
};

function missingOn(partner: PartnerFacts, terms: CampaignTerms, day: CalendarDate): string[] {
  const holds = (kind: Standing['kind'], name: string | undefined) =>
    name === undefined ||
    partner.standings.some((standing) => standing.kind === kind && standing.name === name && holdsOn(standing, day));
  return [
    ...(holds('membership', terms.membership?.value) ? [] : ['membership']),
    ...(holds('agreement', terms.agreement?.value) ? [] : ['agreement']),
    ...(terms.competencies === undefined || competencyHeldOn(partner, terms, day) !== undefined ? [] : ['competency']),
  ];
}
