import type { RewardPolicy } from '../../campaigns/index.js';
import { compareCodePoints, Ratio, sumOf } from '../../kernel/index.js';
import type { CountedPart } from './counted.js';
import type { Reduction } from './partner-reward.js';

/** An amount on its way from gross to exact. */
export interface Capped {
  readonly exact: Ratio;
  readonly parts: readonly CountedPart[];
  readonly reductions: readonly Reduction[];
}

export function capForEachCustomer<Customer extends Capped>(
  customers: readonly Customer[],
  { customer: cap }: RewardPolicy['caps'],
): Customer[] {
  if (cap === null) return [...customers];
  const most = Ratio.of(cap);
  return customers.map((customer) => {
    if (customer.exact.compare(most) <= 0) return customer;
    const reduction = { cap: 'customer', before: customer.exact.toString(), after: most.toString() } as const;
    return { ...customer, exact: most, reductions: [...customer.reductions, reduction] };
  });
}

/** What is of no product, since its parts are not known, is not cut. */
export function capForEachProduct<Customer extends Capped>(
  customers: readonly Customer[],
  { product: cap }: RewardPolicy['caps'],
): Customer[] {
  if (cap === null) return [...customers];
  const most = Ratio.of(cap);
  const shares = customers.map(sharesOf);
  const sums = new Map<string, Ratio>();
  for (const { product, amount } of shares.flat()) {
    const sum = sums.get(product);
    sums.set(product, sum === undefined ? amount : sum.plus(amount));
  }
  return customers.map((customer, index) => {
    let { exact } = customer;
    const reductions = [...customer.reductions];
    for (const { product, amount } of shares[index] ?? []) {
      const sum = sums.get(product);
      if (sum === undefined || sum.compare(most) <= 0) continue;
      const after = amount.times(most).over(sum);
      exact = exact.minus(amount).plus(after);
      reductions.push({ cap: 'product', product, before: amount.toString(), after: after.toString() });
    }
    return { ...customer, exact, reductions };
  });
}

/** A customer's amount by product, in proportion to what its products count; those that count nothing left out. */
function sharesOf({ exact, parts }: Capped): { readonly product: string; readonly amount: Ratio }[] {
  const counted = parts
    .map(({ product, count }) => ({ product, count: Ratio.of(count) }))
    .filter(({ count }) => !count.isZero())
    .sort((a, b) => compareCodePoints(a.product, b.product));
  const all = sumOf(counted.map(({ count }) => count));
  return counted.map(({ product, count }) => ({ product, amount: exact.times(count).over(all) }));
}
