import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Money } from '../../kernel/index.js';
import { addControlTotals, controlTotalsOf, isControlSum, isTransactionCount } from './control-totals.js';
import { examplePayment } from './examples/payment-orders.js';

const paid = (...amounts: Money[]) =>
  controlTotalsOf(amounts.map((amount, index) => examplePayment(index, { amount })));

describe('control totals', () => {
  it('add with no regard to currency, in the decimals of the finest', async () => {
    expect(await paid(Money.of('2500', 'USD'), Money.of('0.5', 'USD'))).toEqual({ count: 2, controlSum: '2500.50' });
    expect(await paid(Money.of(1500, 'JPY'))).toEqual({ count: 1, controlSum: '1500' });
    expect(await paid(Money.of(1500, 'JPY'), Money.of('0.125', 'KWD'))).toEqual({ count: 2, controlSum: '1500.125' });
    expect(await paid()).toEqual({ count: 0, controlSum: '0' });
  });

  it('of a file are those of its blocks', () => {
    const blocks = [
      { count: 2, controlSum: '2500.50' },
      { count: 1, controlSum: '1500' },
    ];
    expect(addControlTotals(blocks)).toEqual({ count: 3, controlSum: '4000.50' });
  });

  it('lose nothing that a float would lose', async () => {
    const cents = fc.array(fc.bigInt({ min: 1n, max: 10n ** 15n }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cents, async (amounts) => {
        const { controlSum } = await paid(...amounts.map((cent) => Money.of(cent, 'USD').times('0.01')));
        expect(BigInt(controlSum.replace('.', ''))).toBe(amounts.reduce((sum, cent) => sum + cent, 0n));
      }),
    );
  });

  it.each(['0', '0.01', '2500.50', '9'.repeat(18), `0.${'1'.repeat(17)}`])('%s may stand in CtrlSum', (sum) => {
    expect(isControlSum(sum)).toBe(true);
  });

  it.each([
    '',
    '-1',
    '+1',
    '1e3',
    '1,000',
    ' 1',
    '1.',
    '.5',
    '01',
    '9'.repeat(19),
    `${'9'.repeat(17)}.99`,
    `0.${'1'.repeat(18)}`,
    'NaN',
  ])('"%s" may not', (sum) => {
    expect(isControlSum(sum)).toBe(false);
  });

  it('count whole payments, at least one', () => {
    expect([1, 100_000, 999_999_999_999_999].every(isTransactionCount)).toBe(true);
    expect([0, -1, 1.5, 1e15, 2 ** 53, NaN, Infinity].some(isTransactionCount)).toBe(false);
  });
});
