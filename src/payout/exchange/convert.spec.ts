import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { currencyOf, Exact, Money } from '../../kernel/index.js';
import { convert, inProportion } from './convert.js';

const said = (money: Money) => `${money.toString()} ${money.currency.code}`;

describe('an amount in another currency', () => {
  it.each([
    ['1000.00 USD', 'USD', 'EUR', '0.9', '900.00 EUR'],
    // Quoted the other way round, as the ECB does: 1000 / 1.1213 = 891.8219...
    ['1000.00 USD', 'EUR', 'USD', '1.1213', '891.82 EUR'],
    ['0.01 USD', 'USD', 'EUR', '0.5', '0.01 EUR'],
    ['-0.01 USD', 'USD', 'EUR', '0.5', '-0.01 EUR'],
    ['0.01 USD', 'USD', 'EUR', '0.49', '0.00 EUR'],
    // No yen has parts; a dinar has a thousand.
    ['12.34 USD', 'USD', 'JPY', '106.215', '1311 JPY'],
    ['1 JPY', 'USD', 'JPY', '2', '0.50 USD'],
    ['2000.00 USD', 'USD', 'KWD', '0.30425', '608.500 KWD'],
    ['2000.005 KWD', 'USD', 'KWD', '0.30425', '6573.56 USD'],
    // A third does not end: 100 / 3.
    ['100.00 USD', 'EUR', 'USD', '3', '33.33 EUR'],
    ['999999999999.99 USD', 'USD', 'EUR', '0.890123456789', '890123456788.99 EUR'],
  ])('%s at 1 %s = %4$s %3$s is %5$s', (amount, base, quote, rate, expected) => {
    const [plain = '', currency = ''] = amount.split(' ');
    expect(said(convert(Money.of(plain, currency), { base, quote, rate }))).toBe(expected);
  });

  it('is that of the nearest minor unit, half away from zero, whichever way the rate is quoted', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 10 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
        fc.boolean(),
        (cents, digits, decimals, other, isDirect) => {
          const amount = Money.of(new Exact(String(cents)).dividedBy(100), 'USD');
          const rate = new Exact(String(digits)).dividedBy(new Exact(10).pow(decimals));
          const [base, quote] = isDirect ? ['USD', other] : [other, 'USD'];
          const paid = convert(amount, { base, quote, rate: rate.toFixed() });
          // As decimals of 60 digits have it: half a unit is hit exactly, or missed by far more than they lack.
          const exact = isDirect ? amount.amount.times(rate) : amount.amount.dividedBy(rate);
          expect(paid.amount.toFixed()).toBe(exact.toDecimalPlaces(currencyOf(other).minorUnits).plus(0).toFixed());
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('mirrors itself: what is taken back is what was given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 1, max: 10 ** 6 }), (cents, rate) => {
        const by = { base: 'USD', quote: 'SEK', rate: `0.${String(rate).padStart(7, '0')}` };
        const amount = Money.of(cents, 'USD').times('0.01');
        expect(said(convert(amount.negated(), by).negated())).toBe(said(convert(amount, by)));
      }),
    );
  });
});

it('a part of an amount is in proportion, and the whole is the whole', () => {
  const owed = Money.of('1000.00', 'USD');
  const sent = Money.of('900.00', 'EUR');
  expect(said(inProportion(owed, Money.of('890.00', 'EUR'), sent))).toBe('988.89 USD');
  expect(said(inProportion(owed, sent, sent))).toBe('1000.00 USD');
  expect(said(inProportion(owed, Money.zero('EUR'), sent))).toBe('0.00 USD');
});
