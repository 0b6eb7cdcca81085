import { currencyOf, Exact } from '../../kernel/index.js';

/** An exact amount as a finding shows it: `450.00 GBP`, and more decimals than the currency has only where it has them. */
export function spokenAmount(amount: string, currency: string): string {
  const exact = new Exact(amount);
  return `${exact.toFixed(Math.max(exact.decimalPlaces(), currencyOf(currency).minorUnits))} ${currency}`;
}
