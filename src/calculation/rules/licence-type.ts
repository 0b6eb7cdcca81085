import { met, notMet, stated, type Rule } from './rule.js';

/** What the partner sold to the customer is of one of the campaign's licence types. */
export const licenceType: Rule = {
  id: 'licence-type',
  number: 15,
  applies: (terms) => terms.licenceTypes !== undefined,
  evaluate({ licenceTypes }, terms) {
    const required = stated(terms.licenceTypes);
    const evidence = { observed: licenceTypes, required };
    return required.some((type) => licenceTypes.includes(type))
      ? met('licence-type', { ...evidence, because: 'licence-type-eligible' })
      : notMet('licence-type', { ...evidence, because: 'licence-type-not-eligible' });
  },
};
