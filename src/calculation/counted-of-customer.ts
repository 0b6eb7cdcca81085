import { allocate, compareCodePoints, Ratio, sumOf } from '../kernel/index.js';
import type { Counted, CountedPart } from './rewards/counted.js';
import type { SeatRange } from './rules/index.js';

/** A customer is one, whatever it bought. */
export const ONE_CUSTOMER: Counted = { count: '1', most: '1', parts: [] };

/**
 * Seats that count for the reward. Parts are those of what qualifies; where fewer count, shared in proportion.
 *
 * @param counted with a maximum that counts
 * @param products the partner's qualifying seats by product, or the most that they can be; nothing where that is not known
 * @param eligible above so many seats a customer does not qualify; any number, where it is left out
 */
export function countedSeatsOf(
  { least, most: counted }: SeatRange,
  products: ReadonlyMap<string, number>,
  eligible = Number.POSITIVE_INFINITY,
): Counted {
  const isNumber = least === counted;
  const most = isNumber ? counted : Math.min(counted, eligible);
  const byProduct = [...products].sort(([a], [b]) => compareCodePoints(a, b));
  const shares =
    Number.isFinite(most) && byProduct.length > 0
      ? allocate(
          BigInt(most),
          byProduct.map(([, seats]) => BigInt(seats)),
        )
      : [];
  return {
    count: isNumber ? String(least) : null,
    most: Number.isFinite(most) ? String(most) : null,
    parts: shares.flatMap((share, index): CountedPart[] =>
      share === 0n ? [] : [{ product: byProduct[index]?.[0] ?? '', count: String(share) }],
    ),
  };
}

/** What was billed for one product. */
export interface ProductRevenue {
  readonly product: string;
  /** Exact decimal; may be below 0. */
  readonly amount: string;
}

const NOTHING = Ratio.of(0n);

/** Their sum, never below 0. */
export function revenueOf(products: readonly ProductRevenue[]): string {
  const sum = sumOf(products.map(({ amount }) => Ratio.of(amount)));
  return (sum.compare(NOTHING) < 0 ? NOTHING : sum).toString();
}

/**
 * Revenue that counts for the reward. A product below 0 counts as 0: what it takes back, it takes from the others in
 * proportion, so that the parts come to the sum.
 *
 * @param products null: not known
 */
export function countedRevenueOf(products: readonly ProductRevenue[] | null): Counted {
  if (products === null) return { count: null, most: null, parts: [] };
  const count = revenueOf(products);
  const positive = products
    .map(({ product, amount }) => ({ product, amount: Ratio.of(amount) }))
    .filter(({ amount }) => amount.compare(NOTHING) > 0)
    .sort((a, b) => compareCodePoints(a.product, b.product));
  const gross = sumOf(positive.map(({ amount }) => amount));
  const whole = Ratio.of(count);
  return {
    count,
    most: count,
    parts: whole.isZero()
      ? []
      : positive.map(({ product, amount }): CountedPart => ({
          product,
          count: amount.times(whole).over(gross).toString(),
        })),
  };
}
