import { met, notMet, stated, unknown, type Rule } from './rule.js';

/** The customer's segment is one of the campaign's. A customer of unknown segment may yet be. */
export const segment: Rule = {
  id: 'segment',
  number: 0,
  applies: (terms) => terms.segments !== undefined,
  evaluate({ customer }, terms) {
    const required = stated(terms.segments);
    const evidence = { observed: customer.segment, required };
    if (customer.segment === null) return unknown('segment', { ...evidence, because: 'segment-not-declared' });
    return required.includes(customer.segment)
      ? met('segment', { ...evidence, because: 'segment-eligible' })
      : notMet('segment', { ...evidence, because: 'segment-not-eligible' });
  },
};
