/** "allocated by largest remainder in proportion to": whole units, so that the parts add up to the total. */
import { Fraction, sum } from './exact.js';

/**
 * @param weights in the order in which ties are decided
 */
export function allocate<Key>(total: bigint, weights: ReadonlyMap<Key, Fraction>): Map<Key, bigint> {
  const together = sum(weights.values());
  if (together.isZero()) return new Map([...weights.keys()].map((key) => [key, 0n]));
  const parts = [...weights].map(([key, weight], place) => {
    const share = Fraction.of(total).times(weight).dividedBy(together);
    const whole = share.floor();
    return { key, place, whole, remainder: share.minus(Fraction.of(whole)) };
  });
  let left = total;
  for (const { whole } of parts) left -= whole;
  const first = parts.toSorted((one, other) => other.remainder.compare(one.remainder) || one.place - other.place);
  const allocated = new Map(parts.map(({ key, whole }) => [key, whole]));
  for (const { key, whole } of first.slice(0, Number(left))) allocated.set(key, whole + 1n);
  return allocated;
}
