import type { CampaignTerms } from '../../campaigns/index.js';
import { plusDays, plusMonths } from '../../kernel/index.js';
import { includeAll, type DayRange } from './case-facts.js';
import { met, notMet, stated, unknown, type Rule } from './rule.js';

/** Nobody charged the customer for the family in the months before the window. */
export const noRecentBilling: Rule = {
  id: 'no-recent-billing',
  number: 13,
  applies: (terms) => terms.noBillingBefore !== undefined,
  evaluate({ customer, run }, terms) {
    const days = daysWithoutBilling(terms);
    const evidence = { observed: customer.lastBilledBefore, required: [days.from, days.to] };
    if (customer.lastBilledBefore !== null)
      return notMet('no-recent-billing', { ...evidence, because: 'billed-before-the-window' });
    return includeAll(run.billingStretches, days)
      ? met('no-recent-billing', { ...evidence, because: 'not-billed-before-the-window' })
      : unknown('no-recent-billing', { ...evidence, because: 'billing-before-not-complete' });
  },
};

/** From so many months before the window's first day up to the day before it. */
export function daysWithoutBilling(terms: CampaignTerms): DayRange {
  const { from } = terms.window.value;
  return { from: plusMonths(from, -stated(terms.noBillingBefore).months), to: plusDays(from, -1) };
}
