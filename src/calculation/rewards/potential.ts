import type { RewardBand, RewardPolicy } from '../../campaigns/index.js';
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
 * What a partner could earn at most, whichever of its undecided customers qualified; null where no such bound is known.
 * Never less than what it earns.
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
  if (mayBringLess(policy)) return null;
  const then = comparedEarning(rewardPartner([...qualified, ...bounded], policy));
  return {
    earned: then.earned.compare(now.earned) > 0 ? then.earned : now.earned,
    exact: Ratio.of(then.exact).compare(Ratio.of(now.exact)) > 0 ? then.exact : now.exact,
  };
}

/**
 * Whether one customer more, or a larger one, may bring its partner less. Then all of them together with the most that
 * each can count are no bound for some of them: a customer may lift the volume into a band that pays less, or take the
 * units of a high band that another one would not have reached its cap with.
 */
function mayBringLess({ rates, caps, rounding }: RewardPolicy): boolean {
  if (rates.kind === 'one' || !fall(rates.bands)) return false;
  if (rates.method === 'whole volume') return true;
  const isEachCut = caps.customer !== null || caps.product !== null || rounding.at === 'each customer';
  return rates.volumeOf === 'the partner' && isEachCut;
}

function fall(bands: readonly RewardBand[]): boolean {
  return bands.some(
    ({ rate }, index) => index > 0 && Ratio.of(rate).compare(Ratio.of(bands[index - 1]?.rate ?? '0')) < 0,
  );
}

/** What a minimum payout is held against: the exact sum, unless a cap for the partner or the campaign made it less. */
export function comparedEarning({ earned, rounded, exact }: PartnerReward): RoundedEarning {
  return { earned, exact: earned.compare(rounded) < 0 ? Ratio.of(earned.toString()).toString() : exact };
}
