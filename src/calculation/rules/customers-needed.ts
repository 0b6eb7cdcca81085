import { met, notMet, pending, stated, unknown, type PartnerRule } from './rule.js';

/** Enough of the partner's customers qualify under all rules that look at one customer. */
export const customersNeeded: PartnerRule = {
  id: 'customers-needed',
  number: 21,
  applies: (terms) => terms.customersNeeded !== undefined,
  evaluate({ qualified, undecided, isPending }, terms) {
    const required = stated(terms.customersNeeded).atLeast;
    const evidence = { observed: qualified, required, distance: required - qualified };
    if (qualified >= required)
      return met('customers-needed', { observed: qualified, required, because: 'enough-customers' });
    if (qualified + undecided < required) {
      return notMet('customers-needed', {
        ...evidence,
        distance: required - qualified - undecided,
        because: undecided === 0 ? 'too-few-customers' : 'too-few-customers-also-with-undecided',
      });
    }
    const open = { ...evidence, because: 'undecided-customers-decide' };
    return isPending ? pending('customers-needed', open) : unknown('customers-needed', open);
  },
};
