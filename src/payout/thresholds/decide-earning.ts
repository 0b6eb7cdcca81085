import type { CampaignTerms } from '../../campaigns/index.js';
import { Ratio, type CalendarDate, type Money } from '../../kernel/index.js';
import type { EarnedAmounts } from '../../ledger/index.js';
import { applyMinimumPayout, type ThresholdDecision } from './minimum-payout.js';

/** What was before an earning is decided on, beside the earning itself. */
export interface EarningHistory {
  /** Something of the partner's earning in this campaign was released or set off already. */
  readonly wasPaid: boolean;
  /** It was carried, and the payout of another campaign has reached its minimum together with it. */
  readonly wasReached: boolean;
  /** What the partner, or its company, has carried in other campaigns, in the same currency. */
  readonly carriedAlong: Money;
  /** The day of the decision (UTC): that of the journal. */
  readonly today: CalendarDate;
}

/**
 * The minimum payout at a payout (docs/calculation.md, "Minimum payout"): what is carried counts with the earning; what
 * was paid is corrected by its difference, and its minimum is not asked again; what is carried ends on its day.
 */
export function decideEarning(
  amounts: EarnedAmounts,
  terms: CampaignTerms,
  { wasPaid, wasReached, carriedAlong, today }: EarningHistory,
): ThresholdDecision | null {
  const { earned } = amounts;
  if (earned.isZero()) return null;
  if (wasPaid || wasReached) return { outcome: 'payable', amount: earned, reason: null };
  const decision = applyMinimumPayout(together(amounts, carriedAlong), terms);
  const until = terms.minimumPayout.value.carriedUntil;
  if (decision?.outcome === 'carried' && until !== undefined && today > until)
    return { outcome: 'forfeited', amount: earned, reason: 'carry-expired' };
  return decision;
}

function together(amounts: EarnedAmounts, carried: Money): EarnedAmounts {
  if (carried.isZero()) return amounts;
  const { earned, potential, compared, comparedPotential } = amounts;
  const plus = (amount: Ratio) => amount.plus(Ratio.of(carried.toString()));
  const most = compared === null && potential !== null ? Ratio.of(potential.toString()) : comparedPotential;
  return {
    ...amounts,
    compared: plus(compared ?? Ratio.of(earned.toString())),
    comparedPotential: most === null ? null : plus(most),
  };
}
