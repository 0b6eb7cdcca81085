import { Exact } from '../../kernel/index.js';
import { includeAll } from './case-facts.js';
import { met, notMet, stated, unknown, type Rule } from './rule.js';
import { spokenAmount } from './spoken-amount.js';

/** What the customer was billed for the family on the days of comparison, by anybody, keeps below the campaign's limit. */
export const baselineBill: Rule = {
  id: 'baseline-bill',
  number: 14,
  applies: (terms) => terms.baselineBill !== undefined,
  evaluate({ customer, run }, terms) {
    const { below, atMost, currency, days } = stated(terms.baselineBill);
    const limit = below ?? atMost ?? '0';
    const bill = customer.baselineBill;
    const required = [below === undefined ? 'at most' : 'below', spokenAmount(limit, currency), days.from, days.to];
    // A credit could still come, so that no part of a bill decides.
    if (bill === null || !includeAll(run.billingStretches, days))
      return unknown('baseline-bill', { observed: null, required, because: 'baseline-not-complete' });
    if (bill.hasOtherCurrency)
      return unknown('baseline-bill', { observed: null, required, because: 'baseline-in-other-currency' });
    const evidence = { observed: spokenAmount(bill.amount, currency), required };
    const amount = new Exact(bill.amount);
    return (below === undefined ? amount.lte(limit) : amount.lt(limit))
      ? met('baseline-bill', { ...evidence, because: 'bill-within-limit' })
      : notMet('baseline-bill', { ...evidence, because: 'bill-above-limit' });
  },
};
