import { rewardPolicy, type CampaignTerms } from '../../campaigns/index.js';
import { Money } from '../../kernel/index.js';
import type { Stake } from './partner-action.js';

/**
 * What one more qualified customer brings at least or at most, where the terms say it by themselves: one amount for each
 * customer, or one for each seat from the minimum on. Tiers and shares of revenue depend on more than one customer.
 */
export function stakeOfCustomer(terms: CampaignTerms): Stake | null {
  const { rates, measure, caps, currency, customersNeeded } = rewardPolicy(terms);
  if (rates.kind !== 'one' || caps.product !== null) return null;
  const isCapped = caps.partner !== null || caps.campaign !== null || customersNeeded !== null;
  if (measure === 'customers')
    return {
      amount: least(rates.rate, caps.customer, currency.code),
      currency: currency.code,
      bound: isCapped ? 'at most' : 'exactly',
    };
  const seats = terms.minimumSeats?.value;
  if (measure !== 'seats' || seats === undefined || isCapped) return null;
  const reward = Money.of(rates.rate, currency).times(seats).round().toString();
  return { amount: least(reward, caps.customer, currency.code), currency: currency.code, bound: 'at least' };
}

/** Of several customers together; nothing where there are none. */
export function stakeOfCustomers(each: Stake | null, customers: number): Stake | null {
  if (each === null || customers === 0) return null;
  return { ...each, amount: Money.of(each.amount, each.currency).times(customers).toString() };
}

function least(amount: string, cap: string | null, currency: string): string {
  const reward = Money.of(amount, currency).round();
  if (cap === null) return reward.toString();
  const limit = Money.of(cap, currency);
  return (limit.compare(reward) < 0 ? limit : reward).toString();
}
