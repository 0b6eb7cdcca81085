import type { RewardPolicy } from '../../campaigns/index.js';

/** @param position by first sale, from 1 */
export function isRewardedAt(position: number, { customersNeeded }: Pick<RewardPolicy, 'customersNeeded'>): boolean {
  if (customersNeeded === null || customersNeeded.thoseBefore === 'rewarded') return true;
  return position >= customersNeeded.atLeast;
}
