/** Exact numbers. No share is rounded before the page says where, so none is kept as a decimal with an end. */
import type { Decimal } from 'decimal.js';

export class Fraction {
  static readonly ZERO = new Fraction(0n, 1n);

  private constructor(
    private readonly over: bigint,
    private readonly under: bigint,
  ) {}

  static ratio(over: bigint, under: bigint): Fraction {
    if (under === 0n) throw new Error('a part of nothing');
    const sign = under < 0n ? -1n : 1n;
    const divisor = greatestCommonDivisor(over, under);
    return new Fraction((sign * over) / divisor, (sign * under) / divisor);
  }

  static of(number: bigint | string | Decimal): Fraction {
    if (typeof number === 'bigint') return new Fraction(number, 1n);
    const text = typeof number === 'string' ? number : number.toFixed();
    const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    if (whole === undefined) throw new Error(`no decimal number: ${text}`);
    return Fraction.ratio(BigInt(`${sign}${whole}${part}`), 10n ** BigInt(part.length));
  }

  plus(other: Fraction): Fraction {
    return Fraction.ratio(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other: Fraction): Fraction {
    return Fraction.ratio(this.over * other.under - other.over * this.under, this.under * other.under);
  }

  times(other: Fraction): Fraction {
    return Fraction.ratio(this.over * other.over, this.under * other.under);
  }

  dividedBy(other: Fraction): Fraction {
    return Fraction.ratio(this.over * other.under, this.under * other.over);
  }

  /** Below 0 where this one is the smaller, above 0 where it is the larger. */
  compare(other: Fraction): number {
    const difference = this.over * other.under - other.over * this.under;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  isZero(): boolean {
    return this.over === 0n;
  }

  isNegative(): boolean {
    return this.over < 0n;
  }

  isWhole(): boolean {
    return this.under === 1n;
  }

  /** The whole number at or below. */
  floor(): bigint {
    const towardsZero = this.over / this.under;
    return this.over < 0n && !this.isWhole() ? towardsZero - 1n : towardsZero;
  }
}

export const smaller = (one: Fraction, other: Fraction): Fraction => (one.compare(other) <= 0 ? one : other);
export const larger = (one: Fraction, other: Fraction): Fraction => (one.compare(other) >= 0 ? one : other);
export const sum = (numbers: Iterable<Fraction>): Fraction => {
  let total = Fraction.ZERO;
  for (const number of numbers) total = total.plus(number);
  return total;
};

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [large, small] = [one < 0n ? -one : one, other < 0n ? -other : other];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}
