import type { CampaignTerms } from '../../campaigns/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { holdsOn, type PartnerFacts } from './case-facts.js';
import { stated } from './rule.js';

/** An eligible competency of an eligible level held on a day; none counts before its own first day. */
export function competencyHeldOn(partner: PartnerFacts, terms: CampaignTerms, day: CalendarDate): string | undefined {
  const { levels, names } = stated(terms.competencies);
  return partner.standings.find(
    (standing) =>
      standing.kind === 'competency' &&
      standing.level !== null &&
      levels.includes(standing.level) &&
      names.some(({ name, from }) => name === standing.name && (from === undefined || from <= day)) &&
      holdsOn(standing, day),
  )?.name;
}
