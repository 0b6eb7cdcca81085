import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Exact, Money } from './money.js';

const usd = (amount: string): Money => Money.of(amount, 'USD');

/** Amounts with up to six decimals, of either sign. */
const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 6 }))
  .map(([units, decimals]) => new Exact(units.toString()).times(new Exact(10).pow(-decimals)));

describe('adding money', () => {
  it('keeps every digit where a float would not', () => {
    expect(usd('0.10').plus(usd('0.20')).toString()).toBe('0.30');
    expect(usd('99999999999999.99').plus(usd('0.01')).toString()).toBe('100000000000000.00');
  });

  it('gives back what was added when it is taken away', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const sum = Money.of(a, 'USD').plus(Money.of(b, 'USD'));
        expect(sum.minus(Money.of(b, 'USD')).amount.equals(a)).toBe(true);
      }),
    );
  });

  it.each([
    ['add', () => usd('1').plus(Money.of('1', 'EUR'))],
    ['take away', () => usd('1').minus(Money.of('1', 'EUR'))],
    ['compare', () => usd('1').compare(Money.of('1', 'EUR'))],
  ])('refuses to %s two currencies', (_, mix) => {
    expect(mix).toThrow('found USD and EUR');
  });

  it('takes no amount that is not finite', () => {
    expect(() => Money.of(Number.POSITIVE_INFINITY, 'USD')).toThrow('an amount is finite');
    expect(() => Money.of(Number.NaN, 'USD')).toThrow('an amount is finite');
  });

  it('takes no currency that is not in use', () => {
    expect(() => Money.zero('XXX')).toThrow('CURRENCY_UNKNOWN');
  });
});

describe('rounding money', () => {
  it.each([
    ['0.004', '0.00'],
    ['0.005', '0.01'],
    ['0.015', '0.02'],
    ['2.675', '2.68'],
    ['1999.994999999', '1999.99'],
    ['-0.005', '-0.01'],
    ['-0.004', '0.00'],
  ])('of %s US dollars gives %s', (exact, rounded) => {
    expect(usd(exact).round().toString()).toBe(rounded);
  });

  it('follows the minor units of the currency', () => {
    expect(Money.of('0.5', 'JPY').round().toString()).toBe('1');
    expect(Money.of('0.0005', 'KWD').round().toString()).toBe('0.001');
    expect(Money.of('0.00005', 'CLF').round().toString()).toBe('0.0001');
  });

  it('mirrors: a clawback rounds as the rebate that it reverses', () => {
    fc.assert(
      fc.property(amounts, fc.constantFrom('USD', 'JPY', 'KWD'), (amount, currency) => {
        const rebate = Money.of(amount, currency);
        expect(rebate.negated().round().compare(rebate.round().negated())).toBe(0);
      }),
    );
  });

  it('never moves an amount by more than half a unit', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const moved = Money.of(amount, 'USD').round().amount.minus(amount).abs();
        expect(moved.lessThanOrEqualTo('0.005')).toBe(true);
      }),
    );
  });
});

describe('writing money', () => {
  it.each([
    ['2000', 'USD', '2000.00'],
    ['2000', 'JPY', '2000'],
    ['2000.5', 'BHD', '2000.500'],
    ['1e21', 'USD', '1000000000000000000000.00'],
    ['-0', 'USD', '0.00'],
    ['-12.3', 'EUR', '-12.30'],
  ])('%s %s as %s', (amount, currency, written) => {
    expect(Money.of(amount, currency).toString()).toBe(written);
  });

  it('never says minus zero', () => {
    expect(usd('-0.001').round().toString()).toBe('0.00');
    expect(usd('5').minus(usd('5')).negated().toString()).toBe('0.00');
    expect(usd('0').times(-1).toString()).toBe('0.00');
  });

  it('refuses an amount that was not rounded', () => {
    expect(() => usd('1.005').toString()).toThrow('an amount is rounded before it is written, found 1.005 USD');
  });

  it('reads back as the same amount', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const rounded = Money.of(amount, 'USD').round();
        expect(usd(rounded.toString()).compare(rounded)).toBe(0);
      }),
    );
  });
});

it('multiplies by a rate of thirty digits without losing one', () => {
  const converted = usd('1000000.01').times('1.123456789012345678901234567890');
  expect(converted.amount.toFixed()).toBe('1123456.8002469135690246913569023456789');
});
