import type { RewardPolicy } from '../../campaigns/index.js';
import { allocate, compareCodePoints, Money } from '../../kernel/index.js';
import { moneyOf, unitsOf } from './minor-units.js';
import type { PartnerReward } from './partner-reward.js';

export interface PartnerEarned {
  readonly partnerId: string;
  readonly earned: Money;
}

/** Where all partners together earn more than the campaign's cap: what each earns of it. In the order given. */
export function shareCampaignCap(
  partners: readonly PartnerEarned[],
  { caps, currency }: Pick<RewardPolicy, 'caps' | 'currency'>,
): Money[] {
  const earned = partners.map((partner) => partner.earned);
  if (caps.campaign === null) return earned;
  const cap = Money.of(caps.campaign, currency);
  if (earned.reduce((sum, each) => sum.plus(each), Money.zero(currency)).compare(cap) <= 0) return earned;
  const byId = [...partners.entries()].sort(([, a], [, b]) => compareCodePoints(a.partnerId, b.partnerId));
  const shares = allocateMoney(
    cap,
    byId.map(([, partner]) => partner.earned),
  );
  const shared = [...earned];
  for (const [rank, [index]] of byId.entries()) shared[index] = shares[rank] ?? Money.zero(currency);
  return shared;
}

export function capForThePartner(reward: PartnerReward, { caps, currency }: RewardPolicy): PartnerReward {
  if (caps.partner === null) return reward;
  const cap = Money.of(caps.partner, currency);
  return reward.earned.compare(cap) > 0 ? cut(reward, cap, 'partner') : reward;
}

/** What a partner earns of a campaign's cap, allocated to its customers. @param earned not more than it earned before */
export function cutPartner(reward: PartnerReward, earned: Money): PartnerReward {
  return earned.compare(reward.earned) === 0 ? reward : cut(reward, earned, 'campaign');
}

function cut(reward: PartnerReward, earned: Money, cap: 'partner' | 'campaign'): PartnerReward {
  const shares = allocateMoney(
    earned,
    reward.customers.map((customer) => customer.reward),
  );
  const customers = reward.customers.map((customer, index) => {
    const share = shares[index] ?? Money.zero(earned.currency);
    if (share.compare(customer.reward) === 0) return customer;
    const reduction = { cap, before: customer.reward.toString(), after: share.toString() };
    return { ...customer, reward: share, reductions: [...customer.reductions, reduction] };
  });
  return { ...reward, customers, earned };
}

/** In proportion to `weights`, by largest remainder; the order given decides ties. A negative total mirrors. */
function allocateMoney(total: Money, weights: readonly Money[]): Money[] {
  return allocate(unitsOf(total), weights.map(unitsOf)).map((units) => moneyOf(units, total.currency));
}
