import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCampaign } from '../../../test/campaign-builder.js';
import { Money, Ratio, sumOf } from '../../kernel/index.js';
import { comparedAmounts, type ComparableEarning } from './compared-amounts.js';

const termsWith = (minimum: Readonly<Record<string, string>>) =>
  aCampaign({ 'minimum payout': { amount: '2000', below: 'forfeit', ...minimum } }).terms;

const rounded = (earned: string, exact: string) => ({ earned: Money.of(earned, 'USD'), exact });

/** An earning of the amount, with a potential twice as high; exact amounts a third of a cent below. */
function anEarning(dollars: number, globalPartnerId: string | null = null): ComparableEarning {
  const below = (amount: number) => `${String(amount * 300 - 1)}/300`;
  return {
    now: rounded(String(dollars), below(dollars)),
    potential: rounded(String(2 * dollars), below(2 * dollars)),
    globalPartnerId,
  };
}

/** What is compared of each earning, and what of its potential. */
function compared(earnings: readonly ComparableEarning[], minimum: Readonly<Record<string, string>>): unknown[] {
  return comparedAmounts(earnings, termsWith(minimum)).map((each) =>
    each === null ? 'the earning' : [each.compared.toString(), each.comparedPotential?.toString() ?? null],
  );
}

describe('what a minimum payout compares', () => {
  it.each([[{}], [{ scope: 'location' }], [{ compared: 'after rounding' }]])(
    'is the earning of the location where the terms say %j',
    (minimum) => {
      expect(compared([anEarning(100, 'company'), anEarning(200, 'company')], minimum)).toEqual([
        'the earning',
        'the earning',
      ]);
    },
  );

  it('before rounding is the exact amount of each location', () => {
    const earnings = [anEarning(100, 'company'), { ...anEarning(200, 'company'), potential: null }];
    expect(compared(earnings, { compared: 'before rounding' })).toEqual([
      ['29999/300', '59999/300'],
      ['59999/300', null],
    ]);
  });

  it('of companies is the sum of their locations, the same for each of them', () => {
    const earnings = [anEarning(100, 'one'), anEarning(7, 'other'), anEarning(200, 'one'), anEarning(300, 'one')];
    expect(compared(earnings, { scope: 'company' })).toEqual([
      ['600', '1200'],
      ['7', '14'],
      ['600', '1200'],
      ['600', '1200'],
    ]);
  });

  it('of a partner without a global id is its own, however many there are', () => {
    expect(compared([anEarning(100), anEarning(200)], { scope: 'company' })).toEqual([
      ['100', '200'],
      ['200', '400'],
    ]);
  });

  it.each([[0], [1]])('of a company has no bound where that of one location has none: location %i', (without) => {
    const earnings = [anEarning(100, 'one'), anEarning(200, 'one'), anEarning(7, 'other')].map((each, index) =>
      index === without ? { ...each, potential: null } : each,
    );
    expect(compared(earnings, { scope: 'company' })).toEqual([
      ['300', null],
      ['300', null],
      ['7', '14'],
    ]);
  });

  it('of companies before rounding adds exact amounts: thirds come to a whole', () => {
    const third = { now: rounded('666.67', '2000/3'), potential: rounded('666.67', '2000/3'), globalPartnerId: 'one' };
    expect(compared([third, third, third], { scope: 'company', compared: 'before rounding' })).toEqual([
      ['2000', '2000'],
      ['2000', '2000'],
      ['2000', '2000'],
    ]);
    expect(compared([third, third, third], { scope: 'company' })).toEqual([
      ['2000.01', '2000.01'],
      ['2000.01', '2000.01'],
      ['2000.01', '2000.01'],
    ]);
  });

  it('of companies adds up to all that is earned, in whatever order partners come', () => {
    const partners = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.constantFrom('one', 'other', null)), {
      maxLength: 8,
    });
    const inTwoOrders = partners.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
    );
    fc.assert(
      fc.property(inTwoOrders, fc.constantFrom('before rounding', 'after rounding'), ([all, order], when) => {
        const minimum = { scope: 'company', compared: when };
        const earnings = all.map(([dollars, company]) => anEarning(dollars, company));
        const amounts = comparedAmounts(earnings, termsWith(minimum)).map((each) => each!.compared);
        const ofCompanies = earnings.flatMap(({ globalPartnerId }, index) =>
          globalPartnerId === null || earnings.findIndex((each) => each.globalPartnerId === globalPartnerId) === index
            ? [amounts[index]!]
            : [],
        );
        const earned = earnings.map(({ now }) => Ratio.of(when === 'before rounding' ? now.exact : String(now.earned)));
        expect(sumOf(ofCompanies)).toEqual(sumOf(earned));
        expect(
          compared(
            order.map((index) => earnings[index]!),
            minimum,
          ),
        ).toEqual(order.map((index) => compared(earnings, minimum)[index]));
      }),
    );
  });
});
