import { describe, expect, it } from '@jest/globals';
import { currencyOf, findCurrency } from './currency.js';

describe('currencies', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['SEK', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s is paid with %i decimals', (code, minorUnits) => {
    expect(findCurrency(code)).toEqual({ code, minorUnits });
  });

  it.each([
    ['no code', ''],
    ['lower case', 'usd'],
    ['no currency at all', 'XXX'],
    ['gold', 'XAU'],
    ['a code for tests', 'XTS'],
    ['one that the euro replaced', 'DEM'],
    ['two codes', 'USD EUR'],
    ['the name of a property that every object has', 'constructor'],
    ['another such name', 'toString'],
    ['and another', '__proto__'],
  ])('knows no currency for %s', (_, code) => {
    expect(findCurrency(code)).toBeUndefined();
  });

  it('says what was found and what to do about it', () => {
    expect(() => currencyOf('US$')).toThrow(
      'CURRENCY_UNKNOWN: expected an ISO 4217 currency code in use, found "US$" (currency). Correct the code, for example USD.',
    );
  });
});
