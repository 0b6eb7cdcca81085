import { met, notMet, stated, unknown, type Rule } from './rule.js';

/** The partner's location, or the customer, lies in one of the campaign's countries. */
export const territory: Rule = {
  id: 'territory',
  number: 12,
  applies: (terms) => terms.territories !== undefined,
  evaluate({ partner, customer }, terms) {
    const { of, countries } = stated(terms.territories);
    const country = of === 'partner' ? partner.country : customer.country;
    const evidence = { observed: country, required: countries };
    if (of === 'partner' && !partner.isRegistered)
      return unknown('territory', { ...evidence, because: 'partner-not-registered' });
    if (country === null) return unknown('territory', { ...evidence, because: `country-of-${of}-not-known` });
    return countries.includes(country)
      ? met('territory', { ...evidence, because: 'country-in-territory' })
      : notMet('territory', { ...evidence, because: 'country-outside-territory' });
  },
};
