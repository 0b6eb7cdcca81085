import type { RewardPolicy } from '../../campaigns/index.js';
import { Money, Ratio, sumOf } from '../../kernel/index.js';
import type { RewardedCustomer } from './counted.js';
import { capForEachCustomer, capForEachProduct } from './exact-caps.js';
import { isRewardedAt } from './gate.js';
import { grossLines } from './gross.js';
import { inOrderOfFirstSale } from './order.js';
import { capForThePartner } from './paid-caps.js';
import type { CustomerReward, PartnerReward } from './partner-reward.js';
import { roundRewards } from './rounding.js';

/**
 * What a partner earns with its qualified customers, given in any order (docs/calculation.md, "Reward", steps 1 to 7).
 * The cap of the campaign looks at all partners: `shareCampaignCap`.
 */
export function rewardPartner(customers: readonly RewardedCustomer[], policy: RewardPolicy): PartnerReward {
  const ordered = inOrderOfFirstSale(customers).map((customer, index) => ({ ...customer, position: index + 1 }));
  const counted = ordered.filter(({ position }) => isRewardedAt(position, policy));
  const lines = grossLines(
    counted.map(({ count }) => Ratio.of(count)),
    policy,
  );
  const gross = counted.map((customer, index) => {
    const ofCustomer = lines[index] ?? [];
    const sum = sumOf(ofCustomer.map(({ amount }) => Ratio.of(amount)));
    return { ...customer, lines: ofCustomer, gross: sum, exact: sum, reductions: [] };
  });
  const capped = capForEachProduct(capForEachCustomer(gross, policy.caps), policy.caps);
  const { rewards, sum } = roundRewards(
    capped.map(({ exact }) => exact),
    policy,
  );
  const rewarded = capped.map(({ firstStart: _firstStart, ...customer }, index): CustomerReward => ({
    ...customer,
    isRewarded: true,
    gross: customer.gross.toString(),
    exact: customer.exact.toString(),
    reward: rewards[index] ?? Money.zero(policy.currency),
  }));
  const before = ordered
    .slice(0, ordered.length - counted.length)
    .map(({ firstStart: _firstStart, ...customer }): CustomerReward => ({
      ...customer,
      isRewarded: false,
      lines: [],
      gross: '0',
      reductions: [],
      exact: '0',
      reward: Money.zero(policy.currency),
    }));
  return capForThePartner(
    {
      customers: [...before, ...rewarded],
      exact: sumOf(capped.map(({ exact }) => exact)).toString(),
      rounded: sum,
      earned: sum,
    },
    policy,
  );
}
