import type { CampaignTerms } from '../../campaigns/index.js';
import { isKnown, type CaseFacts } from './case-facts.js';
import { countedSeats, measureOf } from './measure.js';
import { met, unknown, type Finding, type Rule } from './rule.js';
import { whyAddedNotKnown } from './seats-added.js';
import { spokenAmount } from './spoken-amount.js';

/** What the reward counts is known: nobody is paid for seats or revenue that nobody knows. */
export const rewardMeasure: Rule = {
  id: 'reward-measure',
  number: 20,
  applies: (terms) => measureOf(terms) !== 'customers',
  evaluate(facts, terms) {
    const measure = measureOf(terms);
    if (measure === 'billed revenue') return revenueCounted(facts);
    const isAdded = measure === 'seats added';
    const counted = countedSeats(isAdded ? facts.seatsAdded : facts.seatsQualifying, terms);
    if (isKnown(counted)) {
      const because = isAdded ? 'added-seats-counted' : 'seats-counted';
      return met('reward-measure', { observed: counted.least, required: null, because });
    }
    return unknown('reward-measure', {
      observed: null,
      required: null,
      because: whySeatsNotKnown(isAdded, facts, terms),
    });
  },
};

function whySeatsNotKnown(isAdded: boolean, facts: CaseFacts, terms: CampaignTerms): string {
  return isAdded ? whyAddedNotKnown(facts, terms) : (facts.customer.noReading ?? 'billing-not-complete');
}

function revenueCounted({ revenue, run }: CaseFacts): Finding {
  const required = [run.windowFrom, run.lastDay];
  if (revenue === null) return unknown('reward-measure', { observed: null, required, because: 'revenue-not-complete' });
  if (revenue.hasOtherCurrency)
    return unknown('reward-measure', { observed: null, required, because: 'revenue-in-other-currency' });
  const observed = spokenAmount(revenue.amount, revenue.currency);
  return met('reward-measure', { observed, required, because: 'revenue-counted' });
}
