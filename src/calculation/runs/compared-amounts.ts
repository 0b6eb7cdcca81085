import type { CampaignTerms } from '../../campaigns/index.js';
import { Ratio } from '../../kernel/index.js';
import type { RoundedEarning } from '../rewards/index.js';

/** What an earning is made of, as far as a minimum payout may look at it. */
export interface ComparableEarning {
  readonly now: RoundedEarning;
  /** Null: no bound. */
  readonly potential: RoundedEarning | null;
  /** Null: the partner is a company by itself. */
  readonly globalPartnerId: string | null;
}

/** What is held against a minimum payout. */
export interface ComparedAmounts {
  readonly compared: Ratio;
  /** Null: no bound. */
  readonly comparedPotential: Ratio | null;
}

/**
 * The amount that a minimum payout compares, for each earning in its place (docs/calculation.md, "Minimum payout"):
 * as rounded or before, of the location or of all locations of its company. Null: the earning itself.
 */
export function comparedAmounts(
  earnings: readonly ComparableEarning[],
  { minimumPayout: { value } }: CampaignTerms,
): (ComparedAmounts | null)[] {
  const isExact = value.compared === 'before rounding';
  const isOfCompany = value.scope === 'company';
  if (!isExact && !isOfCompany) return earnings.map(() => null);
  const amountOf = ({ earned, exact }: RoundedEarning) => Ratio.of(isExact ? exact : earned.toString());
  const own = earnings.map(({ now, potential }): ComparedAmounts => ({
    compared: amountOf(now),
    comparedPotential: potential === null ? null : amountOf(potential),
  }));
  if (!isOfCompany) return own;
  const sums = new Map<string, ComparedAmounts>();
  for (const [index, { globalPartnerId }] of earnings.entries()) {
    const each = own[index];
    if (globalPartnerId === null || each === undefined) continue;
    const sum = sums.get(globalPartnerId);
    sums.set(globalPartnerId, sum === undefined ? each : added(sum, each));
  }
  return earnings.map(
    ({ globalPartnerId }, index) => (globalPartnerId === null ? own[index] : sums.get(globalPartnerId)) ?? null,
  );
}

function added(one: ComparedAmounts, other: ComparedAmounts): ComparedAmounts {
  return {
    compared: one.compared.plus(other.compared),
    comparedPotential:
      one.comparedPotential === null || other.comparedPotential === null
        ? null
        : one.comparedPotential.plus(other.comparedPotential),
  };
}
