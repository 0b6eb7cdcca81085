import { allocate, compareCodePoints, Exact } from '../kernel/index.js';
import type { Counted, CountedPart } from './rewards/counted.js';
import type { SeatRange } from './rules/index.js';

/** A customer is one, whatever it bought. */
export const ONE_CUSTOMER: Counted = { count: '1', most: '1', parts: [] };

/**
 * Seats that count for the reward. Parts are those of what qualifies; where fewer count, shared in proportion.
 *
 * @param counted with a maximum that counts
 * @param qualifying the partner's seats by product; nothing where they are not known
 */
export function countedSeatsOf(counted: SeatRange, qualifying: ReadonlyMap<string, number>): Counted {
  const { least, most } = counted;
  const products = [...qualifying].sort(([a], [b]) => compareCodePoints(a, b));
  const shares =
    least === most
      ? allocate(
          BigInt(least),
          products.map(([, seats]) => BigInt(seats)),
        )
      : [];
  return {
    count: least === most ? String(least) : null,
    most: Number.isFinite(most) ? String(most) : null,
    parts: shares.flatMap((share, index): CountedPart[] =>
      share === 0n ? [] : [{ product: products[index]?.[0] ?? '', count: String(share) }],
    ),
  };
}

/** Far finer than any currency, and few enough digits that sums of shares stay exact. */
const SHARE_DECIMALS = 40;

/** What was billed for one product. */
export interface ProductRevenue {
  readonly product: string;
  /** Exact decimal; may be below 0. */
  readonly amount: string;
}

/** Their sum, never below 0. */
export function revenueOf(products: readonly ProductRevenue[]): string {
  const sum = products.reduce((added, { amount }) => added.plus(amount), new Exact(0));
  return (sum.isNegative() ? new Exact(0) : sum).toFixed();
}

/**
 * Revenue that counts for the reward. A product below 0 counts as 0: what it takes back, it takes from the others in
 * proportion, so that the parts come to the sum.
 *
 * @param products null: not known
 */
export function countedRevenueOf(products: readonly ProductRevenue[] | null): Counted {
  if (products === null) return { count: null, most: null, parts: [] };
  const count = new Exact(revenueOf(products));
  const positive = products
    .map(({ product, amount }) => ({ product, amount: new Exact(amount) }))
    .filter(({ amount }) => amount.gt(0))
    .sort((a, b) => compareCodePoints(a.product, b.product));
  const gross = positive.reduce((added, { amount }) => added.plus(amount), new Exact(0));
  let left = count;
  const parts = positive.map(({ product, amount }, index): CountedPart => {
    // The last one has what is left, so that no digit of a division is lost.
    const share = amount.times(count).div(gross).toDecimalPlaces(SHARE_DECIMALS, Exact.ROUND_DOWN);
    const part = index === positive.length - 1 ? left : share;
    left = left.minus(part);
    return { product, count: part.toFixed() };
  });
  return { count: count.toFixed(), most: count.toFixed(), parts: count.isZero() ? [] : parts };
}
