import type { CampaignTerms } from '../../campaigns/index.js';
import { invariant } from '../../kernel/index.js';
import { includeAll, isKnown, type CaseFacts, type DayRange } from './case-facts.js';
import { met, notMet, stated, unknown, type Rule } from './rule.js';

/** Seats that the partner added, against what was billed on the day or days of comparison, reach the number. */
export const seatsAdded: Rule = {
  id: 'seats-added',
  number: 17,
  applies: (terms) => terms.seatsAdded !== undefined,
  evaluate(facts, terms) {
    const required = stated(terms.seatsAdded).atLeast;
    const { least, most } = facts.seatsAdded;
    const observed = isKnown(facts.seatsAdded) ? least : null;
    if (least >= required) return met('seats-added', { observed, required, because: 'enough-seats-added' });
    if (most < required) {
      return notMet('seats-added', {
        observed: most,
        required,
        distance: required - most,
        because: observed === null ? 'can-have-added-too-few-seats' : 'too-few-seats-added',
      });
    }
    return unknown('seats-added', { observed, required, because: whyAddedNotKnown(facts, terms) });
  },
};

/** The day, or the days, against which seats are counted as added. */
export function comparisonDays(terms: CampaignTerms): DayRange {
  const { billedOn, mostBilledIn } = stated(terms.seatsAdded);
  if (mostBilledIn !== undefined) return mostBilledIn;
  invariant(billedOn !== undefined, 'seats added are counted against one day or the most of several');
  return { from: billedOn, to: billedOn };
}

/** What stands in the way of knowing how many seats were added. */
export function whyAddedNotKnown({ customer, run }: CaseFacts, terms: CampaignTerms): string {
  if (!includeAll(run.billingStretches, comparisonDays(terms))) return 'comparison-not-complete';
  return customer.noReading ?? 'billing-not-complete';
}
