import type { CampaignTerms } from '../../campaigns/index.js';
import { Ratio, type Money } from '../../kernel/index.js';
import type { EarnedAmounts } from '../../ledger/index.js';

export type ThresholdOutcome = 'payable' | 'held' | 'forfeited' | 'carried' | 'converted';

/** What becomes of an earning; null where there is none. */
export interface ThresholdDecision {
  readonly outcome: ThresholdOutcome;
  readonly amount: Money;
  readonly reason: 'undecided-customers' | 'below-minimum' | 'carry-expired' | null;
}

const BELOW = { forfeit: 'forfeited', carry: 'carried', convert: 'converted' } as const;

/**
 * The minimum payout as a policy (import contract, section 5, "earnings"; docs/calculation.md, "Minimum payout"). Nothing
 * is forfeited, carried or converted for being below a minimum that the partner's undecided customers could still lift.
 */
export function applyMinimumPayout(
  { earned, potential, compared, comparedPotential }: EarnedAmounts,
  { minimumPayout: { value } }: CampaignTerms,
): ThresholdDecision | null {
  if (earned.isZero()) return null;
  const minimum = Ratio.of(value.amount);
  const reaches = (amount: Ratio) => amount.compare(minimum) >= (value.boundary === 'more than' ? 1 : 0);
  if (reaches(compared ?? exactly(earned))) return { outcome: 'payable', amount: earned, reason: null };
  const most = compared === null && potential !== null ? exactly(potential) : comparedPotential;
  if (most === null || reaches(most)) return { outcome: 'held', amount: earned, reason: 'undecided-customers' };
  return { outcome: BELOW[value.below], amount: earned, reason: 'below-minimum' };
}

const exactly = (amount: Money): Ratio => Ratio.of(amount.toString());
