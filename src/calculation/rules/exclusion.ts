import { met, notMet, pending, stated, unknown, type StandingRule } from './rule.js';

/** The partner was in a programme that keeps it out on none of the days. */
export const exclusion: StandingRule = {
  id: 'exclusion',
  number: 18,
  applies: (terms) => terms.exclusion !== undefined,
  evaluate({ partner, run }, terms) {
    const { name, days } = stated(terms.exclusion);
    const required = [name, days.from, days.to];
    if (!partner.isRegistered)
      return unknown('exclusion', { observed: null, required, because: 'partner-not-registered' });
    const isAhead = run.isProvisional && days.to > run.lastDay;
    const decidedTo = isAhead ? run.lastDay : days.to;
    const held = partner.standings
      .filter((standing) => standing.kind === 'exclusion' && standing.name === name)
      .map(({ validFrom, validTo }) => ({
        first: validFrom > days.from ? validFrom : days.from,
        last: validTo === null || validTo > decidedTo ? decidedTo : validTo,
      }))
      .filter(({ first, last }) => first <= last)
      .map(({ first }) => first)
      .sort();
    const [observed] = held;
    if (observed !== undefined) return notMet('exclusion', { observed, required, because: 'excluded' });
    return isAhead
      ? pending('exclusion', { observed: null, required, because: 'exclusion-still-possible' })
      : met('exclusion', { observed: null, required, because: 'not-excluded' });
  },
};
