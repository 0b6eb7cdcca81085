import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCampaign } from '../../../test/campaign-builder.js';
import { Money } from '../../kernel/index.js';
import { applyMinimumPayout } from './minimum-payout.js';

const usd = (amount: string | number): Money => Money.of(amount, 'USD');
const withMinimum = (amount: string, below: 'forfeit' | 'carry' | 'convert' = 'forfeit') =>
  aCampaign({ 'minimum payout': { amount, below } }).terms;

/** What becomes of an earning, and why. */
function decided(earned: string, potential: string, terms = withMinimum('2000')): unknown {
  const decision = applyMinimumPayout(usd(earned), usd(potential), terms);
  return decision === null ? null : [decision.outcome, decision.amount.toString(), decision.reason];
}

describe('the minimum payout of USD 2,000', () => {
  it.each([
    ['2000', '2000'],
    ['2000.01', '2000.01'],
    ['1000000', '1002000'],
  ])('is reached by %s: all of it is payable', (earned, potential) => {
    expect(decided(earned, potential)).toEqual(['payable', usd(earned).toString(), null]);
  });

  it('is missed by a cent: the earning is forfeited', () => {
    expect(decided('1999.99', '1999.99')).toEqual(['forfeited', '1999.99', 'below-minimum']);
  });

  it('does not forfeit what undecided customers could still lift, exactly to the minimum included', () => {
    expect(decided('1999.99', '2000')).toEqual(['held', '1999.99', 'undecided-customers']);
    expect(decided('0.01', '4000.01')).toEqual(['held', '0.01', 'undecided-customers']);
  });

  it('does not wait for undecided customers that could not lift it', () => {
    expect(decided('500', '1999.99')).toEqual(['forfeited', '500.00', 'below-minimum']);
  });

  it('does not hold what is payable already, though customers are undecided', () => {
    expect(decided('2000', '10000')).toEqual(['payable', '2000.00', null]);
  });

  it('has nothing to say where nothing is earned, whatever undecided customers might add', () => {
    expect(decided('0', '0')).toBeNull();
    expect(decided('0', '4000')).toBeNull();
    expect(decided('0', '0', withMinimum('0'))).toBeNull();
  });

  it.each([
    ['forfeit', 'forfeited'],
    ['carry', 'carried'],
    ['convert', 'converted'],
  ] as const)('under the policy "%s" leaves less than that %s', (below, outcome) => {
    expect(decided('1999.99', '1999.99', withMinimum('2000', below))).toEqual([outcome, '1999.99', 'below-minimum']);
  });

  it('of zero pays every cent', () => {
    expect(decided('0.01', '0.01', withMinimum('0'))).toEqual(['payable', '0.01', null]);
  });

  it('is in the currency of the earning', () => {
    const terms = aCampaign({ 'reward for each customer': { amount: '2000', currency: 'JPY' } }).terms;
    const yen = (amount: number) => Money.of(amount, 'JPY');
    expect(applyMinimumPayout(yen(2000), yen(2000), terms)).toMatchObject({ outcome: 'payable' });
    expect(applyMinimumPayout(yen(1999), yen(1999), terms)).toMatchObject({ outcome: 'forfeited' });
  });
});

describe('whatever is earned', () => {
  const minimums = ['0', '2000', '5000.50'].map((amount) => withMinimum(amount));
  const cents = fc.integer({ min: 0, max: 1_000_000 }).map((count) => usd(count).times('0.01'));

  it('goes whole into one place', () => {
    fc.assert(
      fc.property(cents, cents, fc.constantFrom(...minimums), (earned, undecided, terms) => {
        const decision = applyMinimumPayout(earned, earned.plus(undecided), terms);
        expect(decision?.amount.compare(earned) ?? 0).toBe(0);
        expect(decision === null).toBe(earned.isZero());
      }),
    );
  });

  it('is treated no worse when more is earned, or more could still come', () => {
    const rank = { payable: 2, held: 1, forfeited: 0, carried: 0, converted: 0 } as const;
    fc.assert(
      fc.property(cents, cents, cents, fc.constantFrom(...minimums), (earned, undecided, more, terms) => {
        fc.pre(!earned.isZero());
        const of = (sum: Money, rest: Money) => rank[applyMinimumPayout(sum, sum.plus(rest), terms)!.outcome];
        expect(of(earned.plus(more), undecided)).toBeGreaterThanOrEqual(of(earned, undecided));
        expect(of(earned, undecided.plus(more))).toBeGreaterThanOrEqual(of(earned, undecided));
      }),
    );
  });
});
