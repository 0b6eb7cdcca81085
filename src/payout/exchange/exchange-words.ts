import type { Money } from '../../kernel/index.js';
import type { ExchangeRate } from './convert.js';

/** What was exchanged, at which rate: for the payee's statement of account. */
export function exchangeWords(owed: Money, { base, quote, rate, rateOn, source }: ExchangeRate): string {
  return `${owed.currency.code} ${owed.toString()} at ${base}/${quote} ${rate} of ${rateOn}, ${source}`;
}
