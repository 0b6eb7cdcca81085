import { Money, type Currency } from '../../kernel/index.js';

/** Whole units in which a currency is paid: 12.34 US dollars are 1234, 12 yen are 12. */
export function unitsOf(rounded: Money): bigint {
  return BigInt(rounded.toString().replace('.', ''));
}

export function moneyOf(units: bigint, currency: Currency): Money {
  return Money.of(`${String(units)}e-${String(currency.minorUnits)}`, currency);
}
