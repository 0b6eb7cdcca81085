import type { CampaignTerms } from '../../campaigns/index.js';
import { Money } from '../../kernel/index.js';

export type ThresholdOutcome = 'payable' | 'held' | 'forfeited' | 'carried' | 'converted';

/** What becomes of an earning; null where there is none. */
export interface ThresholdDecision {
  readonly outcome: ThresholdOutcome;
  readonly amount: Money;
  readonly reason: 'undecided-customers' | 'below-minimum' | null;
}

const BELOW = { forfeit: 'forfeited', carry: 'carried', convert: 'converted' } as const;

/**
 * The minimum payout as a policy (import contract, section 5, "earnings"). Nothing is forfeited, carried or converted
 * for being below a minimum that the partner's undecided customers could still lift.
 *
 * @param potential what is earned, and what the undecided customers would add
 */
export function applyMinimumPayout(earned: Money, potential: Money, terms: CampaignTerms): ThresholdDecision | null {
  if (earned.isZero()) return null;
  const minimum = Money.of(terms.minimumPayout.value.amount, earned.currency);
  if (earned.compare(minimum) >= 0) return { outcome: 'payable', amount: earned, reason: null };
  if (potential.compare(minimum) >= 0) return { outcome: 'held', amount: earned, reason: 'undecided-customers' };
  return { outcome: BELOW[terms.minimumPayout.value.below], amount: earned, reason: 'below-minimum' };
}
