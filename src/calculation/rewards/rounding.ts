import type { RewardPolicy, RoundingDirection } from '../../campaigns/index.js';
import { Money, Ratio, sumOf, type Currency } from '../../kernel/index.js';
import { moneyOf } from './minor-units.js';

export interface RoundedRewards {
  readonly rewards: readonly Money[];
  readonly sum: Money;
}

/** @param exact of the partner's customers, none negative, in the order in which equal remainders are served */
export function roundRewards(
  exact: readonly Ratio[],
  { currency, rounding: { at, direction } }: Pick<RewardPolicy, 'currency' | 'rounding'>,
): RoundedRewards {
  const units =
    at === 'each customer'
      ? exact.map((each) => roundedUnits(each, currency, direction))
      : allocateRounded(roundedUnits(sumOf(exact), currency, direction), exact, currency);
  return {
    rewards: units.map((each) => moneyOf(each, currency)),
    sum: moneyOf(
      units.reduce((sum, each) => sum + each, 0n),
      currency,
    ),
  };
}

/**
 * Each amount rounded down, and one unit more for those with the largest remainders until `total` is reached. A whole
 * amount so stays what it is, and nobody comes above a cap through rounding.
 *
 * @param total the sum of `exact`, rounded
 */
function allocateRounded(total: bigint, exact: readonly Ratio[], currency: Currency): bigint[] {
  const units = exact.map((each) => roundedUnits(each, currency, 'down'));
  const left = total - units.reduce((sum, each) => sum + each, 0n);
  const byRemainder = exact
    .map((each, index) => ({ index, remainder: scaled(each, currency).minus(Ratio.of(units[index] ?? 0n)) }))
    .sort((a, b) => b.remainder.compare(a.remainder));
  for (const { index } of byRemainder.slice(0, Number(left))) units[index] = (units[index] ?? 0n) + 1n;
  return units;
}

/** @param exact not negative */
function roundedUnits(exact: Ratio, currency: Currency, direction: RoundingDirection): bigint {
  const { numerator, denominator } = scaled(exact, currency);
  const whole = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n) return whole;
  return whole + (goesUp(whole, 2n * rest - denominator, direction) ? 1n : 0n);
}

/** @param overHalf twice what the rest is above a half */
function goesUp(whole: bigint, overHalf: bigint, direction: RoundingDirection): boolean {
  switch (direction) {
    case 'down':
      return false;
    case 'up':
      return true;
    case 'half away from zero':
      return overHalf >= 0n;
    case 'half to even':
      return overHalf > 0n || (overHalf === 0n && whole % 2n === 1n);
  }
}

function scaled(exact: Ratio, { minorUnits }: Currency): Ratio {
  return exact.times(Ratio.of(10n ** BigInt(minorUnits)));
}
