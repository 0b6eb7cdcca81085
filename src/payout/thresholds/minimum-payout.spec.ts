import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCampaign } from '../../../test/campaign-builder.js';
import { Money, Ratio } from '../../kernel/index.js';
import type { EarnedAmounts } from '../../ledger/index.js';
import { applyMinimumPayout, type ThresholdDecision } from './minimum-payout.js';

const usd = (amount: string | number): Money => Money.of(amount, 'USD');
const withMinimum = (amount: string, more: Readonly<Record<string, string>> = {}) =>
  aCampaign({ 'minimum payout': { amount, below: 'forfeit', ...more } }).terms;
const MINIMUM = withMinimum('2000');

const earning = (earned: Money, potential: Money | null): EarnedAmounts => ({
  earned,
  potential,
  compared: null,
  comparedPotential: null,
});

function words(decision: ThresholdDecision | null): (string | null)[] | null {
  return decision === null ? null : [decision.outcome, decision.amount.toString(), decision.reason];
}

/** What becomes of an earning, and why. @param potential null: without bound */
function decided(earned: string, potential: string | null, terms = MINIMUM): (string | null)[] | null {
  return words(applyMinimumPayout(earning(usd(earned), potential === null ? null : usd(potential)), terms));
}

describe('the minimum payout of USD 2,000', () => {
  it.each([
    ['2000', '2000'],
    ['2000.01', '2000.01'],
    ['1000000', '1002000'],
    ['2000', null],
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

  it('does not forfeit what could be lifted without a known bound', () => {
    expect(decided('0.01', null)).toEqual(['held', '0.01', 'undecided-customers']);
  });

  it('does not wait for undecided customers that could not lift it', () => {
    expect(decided('500', '1999.99')).toEqual(['forfeited', '500.00', 'below-minimum']);
  });

  it('does not hold what is payable already, though customers are undecided', () => {
    expect(decided('2000', '10000')).toEqual(['payable', '2000.00', null]);
  });

  it.each([['0'], ['4000'], [null]])('has nothing to say where nothing is earned, and could be %s', (potential) => {
    expect(decided('0', potential)).toBeNull();
    expect(decided('0', potential, withMinimum('0'))).toBeNull();
  });

  it.each([
    ['forfeit', 'forfeited'],
    ['carry', 'carried'],
    ['convert', 'converted'],
  ])('under the policy "%s" leaves less than that %s', (below, outcome) => {
    expect(decided('1999.99', '1999.99', withMinimum('2000', { below }))).toEqual([
      outcome,
      '1999.99',
      'below-minimum',
    ]);
  });

  it('of zero pays every cent', () => {
    expect(decided('0.01', '0.01', withMinimum('0'))).toEqual(['payable', '0.01', null]);
    expect(decided('0.01', '0.01', withMinimum('0', { boundary: 'more than' }))).toEqual(['payable', '0.01', null]);
  });

  it('is in the currency of the earning', () => {
    const terms = aCampaign({ 'reward for each customer': { amount: '2000', currency: 'JPY' } }).terms;
    const yen = (amount: number) => earning(Money.of(amount, 'JPY'), Money.of(amount, 'JPY'));
    expect(applyMinimumPayout(yen(2000), terms)).toMatchObject({ outcome: 'payable' });
    expect(applyMinimumPayout(yen(1999), terms)).toMatchObject({ outcome: 'forfeited' });
  });
});

describe('exactly the minimum', () => {
  const atLeast = withMinimum('2000', { boundary: 'at least' });
  const moreThan = withMinimum('2000', { boundary: 'more than' });

  it.each([
    ['1999.99', 'forfeited', 'forfeited'],
    ['2000', 'payable', 'forfeited'],
    ['2000.01', 'payable', 'payable'],
  ])('of %s at least is paid, more than it is not', (earned, least, more) => {
    expect(decided(earned, earned, atLeast)?.[0]).toBe(least);
    expect(decided(earned, earned, moreThan)?.[0]).toBe(more);
  });

  it.each([
    ['1999.99', 'forfeited', 'forfeited'],
    ['2000', 'held', 'forfeited'],
    ['2000.01', 'held', 'held'],
  ])('could be reached by %s in the same way', (potential, least, more) => {
    expect(decided('500', potential, atLeast)?.[0]).toBe(least);
    expect(decided('500', potential, moreThan)?.[0]).toBe(more);
  });
});

describe('where the run says what is held against the minimum', () => {
  /** An earning of 1,500 that is undecided up to 1,600: what counts is its company's sum, or its exact amount. */
  const compared = (amount: string, potential: string | null, terms = MINIMUM) =>
    words(
      applyMinimumPayout(
        {
          earned: usd('1500'),
          potential: usd('1600'),
          compared: Ratio.of(amount),
          comparedPotential: potential === null ? null : Ratio.of(potential),
        },
        terms,
      ),
    );

  it('that decides, and the earning itself is what is paid', () => {
    expect(compared('1999.999', '1999.999')).toEqual(['forfeited', '1500.00', 'below-minimum']);
    expect(compared('2000', '2000')).toEqual(['payable', '1500.00', null]);
    expect(compared('6000/3', '6000/3', withMinimum('2000', { boundary: 'more than' }))?.[0]).toBe('forfeited');
    expect(compared('6001/3', '6001/3', withMinimum('2000', { boundary: 'more than' }))?.[0]).toBe('payable');
  });

  it('its potential decides too, not that of the earning', () => {
    expect(compared('1500', '2000')).toEqual(['held', '1500.00', 'undecided-customers']);
    expect(compared('1500', '5999/3')?.[0]).toBe('forfeited');
    expect(compared('1500', null)?.[0]).toBe('held');
  });

  it('an earning above the minimum waits for what is compared', () => {
    const below = { earned: usd('2000'), potential: usd('2000'), compared: Ratio.of('1999.996') };
    expect(words(applyMinimumPayout({ ...below, comparedPotential: below.compared }, MINIMUM))).toEqual([
      'forfeited',
      '2000.00',
      'below-minimum',
    ]);
  });

  it('a location that earned nothing has nothing to say, whatever its company earned', () => {
    const nothing = { earned: usd('0'), potential: usd('0'), compared: Ratio.of('5000'), comparedPotential: null };
    expect(applyMinimumPayout(nothing, MINIMUM)).toBeNull();
  });
});

describe('whatever is earned', () => {
  const minimums = ['0', '2000', '5000.50'].flatMap((amount) =>
    ['at least', 'more than'].map((boundary) => withMinimum(amount, { boundary })),
  );
  const cents = fc.integer({ min: 0, max: 1_000_000 }).map((count) => usd(count).times('0.01'));

  it('goes whole into one place', () => {
    fc.assert(
      fc.property(cents, cents, fc.constantFrom(...minimums), (earned, undecided, terms) => {
        const decision = applyMinimumPayout(earning(earned, earned.plus(undecided)), terms);
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
        const of = (sum: Money, rest: Money) => rank[applyMinimumPayout(earning(sum, sum.plus(rest)), terms)!.outcome];
        expect(of(earned.plus(more), undecided)).toBeGreaterThanOrEqual(of(earned, undecided));
        expect(of(earned, undecided.plus(more))).toBeGreaterThanOrEqual(of(earned, undecided));
      }),
    );
  });
});
