import { invariant } from './failure.js';

/**
 * An exact rational number. A share of a cap can be a third: written as a decimal of any length, its parts would no
 * longer come to the whole, and a sum of exactly 100 would be rounded down to 99.99.
 */
export class Ratio {
  /** In lowest terms; the denominator is positive. */
  private constructor(
    readonly numerator: bigint,
    readonly denominator: bigint,
  ) {}

  /** Reads what `toString` writes: `12`, `-0.25`, `1/3`. */
  static of(written: string | bigint): Ratio {
    if (typeof written === 'bigint') return new Ratio(written, 1n);
    const read = /^(-?\d+)(?:\.(\d+)|\/([1-9]\d*))?$/.exec(written);
    invariant(read !== null, `an exact number is written as a decimal or a fraction, found "${written}"`);
    const [, whole = '', decimals = '', denominator] = read;
    if (denominator !== undefined) return Ratio.#reduced(BigInt(whole), BigInt(denominator));
    return Ratio.#reduced(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  }

  static #reduced(numerator: bigint, denominator: bigint): Ratio {
    const divisor = greatestCommonDivisor(numerator, denominator);
    return new Ratio(numerator / divisor, denominator / divisor);
  }

  plus(other: Ratio): Ratio {
    return Ratio.#reduced(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Ratio): Ratio {
    return this.plus(new Ratio(-other.numerator, other.denominator));
  }

  times(other: Ratio): Ratio {
    return Ratio.#reduced(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** @param other not zero */
  over(other: Ratio): Ratio {
    invariant(!other.isZero(), 'nothing is divided by zero');
    const sign = other.numerator < 0n ? -1n : 1n;
    return Ratio.#reduced(this.numerator * other.denominator * sign, this.denominator * other.numerator * sign);
  }

  compare(other: Ratio): number {
    const left = this.numerator * other.denominator;
    const right = other.numerator * this.denominator;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  isZero(): boolean {
    return this.numerator === 0n;
  }

  /** A plain decimal where it ends, such as `12.5`; else the fraction in lowest terms, such as `1/3`. */
  toString(): string {
    const decimals = decimalsOf(this.denominator);
    if (decimals === undefined) return `${String(this.numerator)}/${String(this.denominator)}`;
    const scaled = (this.numerator * 10n ** BigInt(decimals)) / this.denominator;
    const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, '0');
    const point = digits.length - decimals;
    return `${scaled < 0n ? '-' : ''}${digits.slice(0, point)}${decimals === 0 ? '' : '.'}${digits.slice(point)}`;
  }
}

export function sumOf(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce((sum, each) => sum.plus(each), Ratio.of(0n));
}

/** @returns a positive number; of zero and `b`, `b` */
function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [b, a < 0n ? -a : a];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** How many decimals a fraction in lowest terms has; undefined where they never end. */
function decimalsOf(denominator: bigint): number | undefined {
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? Math.max(twos, fives) : undefined;
}
