import { Decimal } from 'decimal.js';
import { currencyOf, type Currency } from './currency.js';
import { invariant } from './failure.js';

/** Arithmetic of its own: 60 digits, so that rates and shares stay exact far beyond any sum that is paid. */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 });

/** An amount in one currency. Never a float; two currencies cannot be added by accident. */
export class Money {
  private constructor(
    readonly amount: Decimal,
    readonly currency: Currency,
  ) {}

  static of(amount: Decimal.Value, currency: Currency | string): Money {
    const value = new Exact(amount);
    invariant(value.isFinite(), `an amount is finite, found ${value.toString()}`);
    return new Money(value, typeof currency === 'string' ? currencyOf(currency) : currency);
  }

  static zero(currency: Currency | string): Money {
    return Money.of(0, currency);
  }

  plus(other: Money): Money {
    this.#sameCurrency(other);
    return new Money(this.amount.plus(other.amount), this.currency);
  }

  minus(other: Money): Money {
    this.#sameCurrency(other);
    return new Money(this.amount.minus(other.amount), this.currency);
  }

  times(factor: Decimal.Value): Money {
    return new Money(this.amount.times(factor), this.currency);
  }

  negated(): Money {
    return new Money(this.amount.negated(), this.currency);
  }

  compare(other: Money): number {
    this.#sameCurrency(other);
    return this.amount.comparedTo(other.amount);
  }

  isZero(): boolean {
    return this.amount.isZero();
  }

  /** Half a unit moves away from zero, so a clawback mirrors the rebate it reverses to the cent. */
  round(): Money {
    return new Money(this.amount.toDecimalPlaces(this.currency.minorUnits, Decimal.ROUND_HALF_UP), this.currency);
  }

  /** Plain decimal with the currency's own decimals, for example `2000.00` for USD and `2000` for JPY. */
  toString(): string {
    invariant(
      this.amount.decimalPlaces() <= this.currency.minorUnits,
      `an amount is rounded before it is written, found ${this.amount.toFixed()} ${this.currency.code}`,
    );
    // A negative zero would print as "-0.00".
    return (this.amount.isZero() ? this.amount.abs() : this.amount).toFixed(this.currency.minorUnits);
  }

  #sameCurrency(other: Money): void {
    invariant(
      other.currency.code === this.currency.code,
      `amounts of one currency are added or compared, found ${this.currency.code} and ${other.currency.code}`,
    );
  }
}
