import { currencyOf, invariant, Money, Ratio, type CalendarDate } from '../../kernel/index.js';

/** A rate as a source published it: 1 base = `rate` quote. */
export interface ExchangeRate {
  readonly base: string;
  readonly quote: string;
  /** A plain decimal, exactly as it was imported. */
  readonly rate: string;
  readonly rateOn: CalendarDate;
  readonly source: string;
  /** That brought it. */
  readonly delivery: number;
}

/** What an amount comes to in another currency, and by which rate. */
export interface Exchange {
  readonly paid: Money;
  readonly rate: ExchangeRate;
}

/**
 * Exact until the end, then rounded once, half away from zero, to the minor unit of ISO 4217. A rate that is quoted the
 * other way round divides: its reciprocal is never written as a decimal.
 */
export function convert(amount: Money, { base, quote, rate }: Pick<ExchangeRate, 'base' | 'quote' | 'rate'>): Money {
  const { code } = amount.currency;
  invariant(code === base || code === quote, `a rate of ${base} and ${quote} says nothing of ${code}`);
  const exact = Ratio.of(amount.amount.toFixed());
  const factor = Ratio.of(rate);
  return rounded(code === base ? exact.times(factor) : exact.over(factor), code === base ? quote : base);
}

/** The part of an amount that is to the whole as `part` is to `of`, rounded as in `convert`. */
export function inProportion(amount: Money, part: Money, of: Money): Money {
  const share = Ratio.of(part.amount.toFixed()).over(Ratio.of(of.amount.toFixed()));
  return rounded(Ratio.of(amount.amount.toFixed()).times(share), amount.currency.code);
}

function rounded({ numerator, denominator }: Ratio, code: string): Money {
  const { minorUnits } = currencyOf(code);
  const scaled = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(minorUnits);
  const whole = (2n * scaled + denominator) / (2n * denominator);
  const digits = String(whole).padStart(minorUnits + 1, '0');
  const point = digits.length - minorUnits;
  const plain = `${digits.slice(0, point)}${minorUnits === 0 ? '' : '.'}${digits.slice(point)}`;
  return Money.of(numerator < 0n ? `-${plain}` : plain, code);
}
