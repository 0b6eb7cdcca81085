import { met, notMet, stated, unknown, type Rule } from './rule.js';

/** No purchase of the product family through CSP before the window: declared, or proved by our own complete records. */
export const newCustomer: Rule = {
  id: 'new-customer',
  number: 1,
  applies: (terms) => terms.newCustomer !== undefined,
  evaluate({ customer, run }, terms) {
    // Whoever asks for new customers says this too: the terms are checked for it.
    const since = stated(terms.ownRecordsSince);
    const bought = { observed: customer.firstPurchasedOn, required: run.windowFrom };
    if (customer.firstPurchasedOn !== null && customer.firstPurchasedOn < run.windowFrom) {
      return notMet('new-customer', { ...bought, because: 'bought-before-the-window' });
    }
    if (customer.declaredNeverPurchased) return met('new-customer', { ...bought, because: 'declared-new' });
    if (run.recordsSince !== null && run.recordsSince <= since) {
      return met('new-customer', { ...bought, because: 'no-purchase-in-our-records' });
    }
    return unknown('new-customer', {
      observed: run.recordsSince,
      required: since,
      because: 'records-do-not-reach-back',
    });
  },
};
