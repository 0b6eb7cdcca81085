import { Money, Ratio } from '../../kernel/index.js';
import type { EarnedAmounts } from '../../ledger/index.js';

/** What was added to an earning by hand, or taken from it. */
export interface AdjustedBy {
  readonly own: Money;
  /** Of the other locations of the company, where the minimum is theirs together; else nothing. */
  readonly along: Money;
}

/**
 * An earning with what was adjusted by hand: it is held against the minimum payout as one amount, and goes the same way.
 * Less than nothing is no earning: it is owed to us.
 */
export function adjustedAmounts(amounts: EarnedAmounts, { own, along }: AdjustedBy): EarnedAmounts {
  if (own.isZero() && along.isZero()) return amounts;
  const { earned, potential, compared, comparedPotential } = amounts;
  const together = exactly(own.plus(along));
  const plus = (amount: Money) => notBelowZero(amount.plus(own));
  const plusRatio = (amount: Ratio | null) => (amount === null ? null : amount.plus(together));
  if (compared === null && along.isZero())
    return {
      earned: plus(earned),
      potential: potential === null ? null : plus(potential),
      compared,
      comparedPotential,
    };
  return {
    earned: plus(earned),
    potential: potential === null ? null : plus(potential),
    compared: plusRatio(compared ?? exactly(earned)),
    comparedPotential: plusRatio(compared === null && potential !== null ? exactly(potential) : comparedPotential),
  };
}

const exactly = (amount: Money): Ratio => Ratio.of(amount.toString());

function notBelowZero(amount: Money): Money {
  return amount.amount.isNegative() ? Money.zero(amount.currency) : amount;
}
