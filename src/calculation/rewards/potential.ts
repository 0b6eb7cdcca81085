import type { RewardPolicy } from '../../campaigns/index.js';
import { Ratio, type Money } from '../../kernel/index.js';
import type { RewardedCustomer } from './counted.js';
import type { PartnerReward } from './partner-reward.js';
import { rewardPartner } from './reward-partner.js';

/** An undecided customer: `count` is the most that it can count, null where there is no bound. */
export type UndecidedCustomer = Omit<RewardedCustomer, 'count'> & { readonly count: string | null };

/** An earning as it is paid, and what it was before it was rounded: an exact number that `Ratio` reads. */
export interface RoundedEarning {
  readonly earned: Money;
  readonly exact: string;
}

/**
 * What a partner would earn if its undecided customers qualified too; null where that has no bound. Never less than
 * what it earns: a customer that takes a place in the order, or a volume in a band that pays less, could lower it.
 *
 * @param reward of `qualified`, after the campaign's cap; with nobody undecided, nothing lifts what the cap left
 */
export function potentialOf(
  reward: PartnerReward,
  qualified: readonly RewardedCustomer[],
  undecided: readonly UndecidedCustomer[],
  policy: RewardPolicy,
): RoundedEarning | null {
  const bounded: RewardedCustomer[] = [];
  for (const { count, ...customer } of undecided) {
    if (count === null) return null;
    bounded.push({ ...customer, count });
  }
  const now = comparedEarning(reward);
  if (bounded.length === 0) return now;
  const then = comparedEarning(rewardPartner([...qualified, ...bounded], policy));
  return {
    earned: then.earned.compare(now.earned) > 0 ? then.earned : now.earned,
    exact: Ratio.of(then.exact).compare(Ratio.of(now.exact)) > 0 ? then.exact : now.exact,
  };
}

/** What a minimum payout is held against: the exact sum, unless a cap for the partner or the campaign made it less. */
export function comparedEarning({ earned, rounded, exact }: PartnerReward): RoundedEarning {
  return { earned, exact: earned.compare(rounded) < 0 ? Ratio.of(earned.toString()).toString() : exact };
}
