import { invariant } from './failure.js';

/**
 * Splits `total` whole units in proportion to `weights` by largest remainder: parts always add up to `total`.
 * Equal remainders are served in the order given, so the caller decides ties by its order.
 * A negative total mirrors the positive one.
 *
 * @param weights none negative, at least one positive unless `total` is 0
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (total < 0n) return allocate(-total, weights).map((part) => -part);
  invariant(
    weights.every((weight) => weight >= 0n),
    'weights of an allocation are not negative',
  );
  const sum = weights.reduce((added, weight) => added + weight, 0n);
  if (sum === 0n) {
    invariant(total === 0n, 'something is allocated to nobody');
    return weights.map(() => 0n);
  }
  const parts = weights.map((weight) => (total * weight) / sum);
  const left = total - parts.reduce((added, part) => added + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
