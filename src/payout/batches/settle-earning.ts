import { Money } from '../../kernel/index.js';
import type { Account, AccountKind, PartnerBalances, Recoverable, Transfer } from '../../ledger/index.js';
import type { ThresholdDecision, ThresholdOutcome } from '../thresholds/minimum-payout.js';

/** `settled`: nothing of it is left to decide on, it was paid or set off before. */
export type EarningOutcome = ThresholdOutcome | 'settled';

/** What stands between an earning and its payment. */
export interface Earning {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly earned: Money;
  /** By the minimum payout, of all that is earned, what was paid before included; null where nothing is. */
  readonly decision: ThresholdDecision | null;
  readonly balances: PartnerBalances;
  /** The outcome before that its journal still stands for; undefined where there was none. */
  readonly earlier: EarlierOutcome | undefined;
  /** What the partner was paid too much in other campaigns, to be set off. */
  readonly toSetOff: readonly Recoverable[];
  /** What was payable once and forfeited since, for the payee's details or by a person: nothing brings it back. */
  readonly cancelled?: Money | undefined;
}

export interface EarlierOutcome {
  readonly journal: number;
  readonly amount: Money;
}

export interface Settlement {
  readonly outcome: EarningOutcome;
  /** What is decided on now; what was paid or set off is `settled`. Together they are what is earned. */
  readonly amount: Money;
  readonly settled: Money;
  readonly reason: ThresholdDecision['reason'] | 'cancelled';
  /** Takes back an earlier outcome that is not paid, so that all of it is decided on anew. */
  readonly reversal: readonly Transfer[];
  readonly transfers: readonly Transfer[];
  /** An earlier outcome stands as it is. */
  readonly journal: number | undefined;
}

/** Where an earning may lie that is not paid. */
const UNPAID: readonly AccountKind[] = ['payable', 'held', 'returned', 'forfeited', 'carried', 'converted'];

/**
 * What becomes of an earning, given what has become of it already. What was released is not touched: what is left of the
 * earning is decided on whole; what was paid too much is taken from it first, then what is to be set off for other campaigns.
 *
 * @returns null where there is nothing to decide on
 */
export function settleEarning(earning: Earning): Settlement | null {
  const { campaignId, partnerKey, earned, decision, balances, earlier, toSetOff } = earning;
  const nothing = Money.zero(earned.currency);
  const { cancelled = nothing } = earning;
  const on = (kind: AccountKind) => balances.get(kind) ?? nothing;
  const own = (kind: AccountKind): Account => ({ kind, campaignId, partnerKey });
  const unpaid = UNPAID.filter((kind) => !on(kind).isZero());
  const atHand = unpaid.reduce((sum, kind) => sum.plus(on(kind)), on('accrued'));
  const owed = smaller(atHand, on('recoverable'));
  // What is forfeited as a whole needs no part of it told apart.
  const stillCancelled = decision?.outcome === 'forfeited' ? nothing : smaller(atHand.minus(owed), cancelled);
  const rest = atHand.minus(owed).minus(stillCancelled);

  const setOff: Transfer[] = [];
  let left = rest;
  if (decision?.outcome === 'payable') {
    for (const { campaignId: of, amount } of toSetOff) {
      const part = smaller(left, amount);
      if (part.isZero()) continue;
      left = left.minus(part);
      setOff.push({
        debit: own('accrued'),
        credit: { kind: 'recoverable', campaignId: of, partnerKey },
        amount: part,
      });
    }
  }
  const isAllCancelled = left.isZero() && !stillCancelled.isZero();
  if (isAllCancelled) left = stillCancelled;
  const outcome = isAllCancelled ? 'forfeited' : left.isZero() || decision === null ? 'settled' : decision.outcome;
  const settled = earned.minus(left);
  const reason = isAllCancelled ? 'cancelled' : outcome === 'settled' ? null : (decision?.reason ?? null);
  // Part of it may have turned out to be paid since. And a journal that made payable what was cancelled since is none of
  // an outcome that is forfeited.
  const stands =
    earlier?.amount.compare(left) === 0 &&
    setOff.length === 0 &&
    owed.isZero() &&
    on('accrued').isZero() &&
    (outcome !== 'forfeited' || cancelled.isZero()) &&
    on('forfeited').compare(outcome === 'forfeited' ? left : stillCancelled) === 0 &&
    unpaid.every((kind) => kind === outcome || kind === 'forfeited');
  if (stands && outcome !== 'settled')
    return { outcome, amount: left, settled, reason, reversal: [], transfers: [], journal: earlier.journal };

  const transfers: Transfer[] = [
    ...(owed.isZero() ? [] : [{ debit: own('accrued'), credit: own('recoverable'), amount: owed }]),
    ...setOff,
    ...(stillCancelled.isZero() || isAllCancelled
      ? []
      : [{ debit: own('accrued'), credit: own('forfeited'), amount: stillCancelled }]),
    ...(outcome === 'settled' ? [] : [{ debit: own('accrued'), credit: own(outcome), amount: left }]),
  ];
  if (transfers.length === 0 && earned.isZero()) return null;
  return {
    outcome,
    amount: left,
    settled,
    reason,
    reversal: unpaid.map((kind) => ({ debit: own(kind), credit: own('accrued'), amount: on(kind) })),
    transfers,
    journal: undefined,
  };
}

function smaller(a: Money, b: Money): Money {
  return a.compare(b) < 0 ? a : b;
}
