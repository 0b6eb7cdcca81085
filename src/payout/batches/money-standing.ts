import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import {
  accountBalances,
  ownBalances,
  standingBalances,
  type AccountBalance,
  type AccountKind,
  type EarnedAmounts,
  type PartnerBalances,
} from '../../ledger/index.js';
import { approvedAdjustments } from '../adjustments/approved-adjustments.js';
import { adjustedAmounts } from '../thresholds/adjusted-amounts.js';
import { applyMinimumPayout, type ThresholdDecision } from '../thresholds/minimum-payout.js';
import { cancelledByPartner } from './cancelled-amounts.js';
import { partnersPaid } from './decided-outcomes.js';

/** What stands on one kind of a campaign's partner accounts, over all of its runs. Amounts as plain decimals. */
export interface StandingAmount {
  readonly account: AccountKind;
  readonly partners: number;
  readonly amount: string;
  readonly currency: string;
}

export async function campaignStanding(session: Session, campaignId: string): Promise<StandingAmount[]> {
  return (await standingBalances(session, campaignId)).map(({ kind, partners, balance }) => ({
    account: kind,
    partners,
    amount: balance.toString(),
    currency: balance.currency.code,
  }));
}

/** What has become of what a partner earned in a campaign, over all of its runs, by the ledger. */
export interface PartnerStanding {
  readonly balances: PartnerBalances;
  /** What was sent in another currency than that of the campaign; the rest of `balances`. */
  readonly exchanged: readonly AccountBalance[];
  /** What was added to it by hand, and taken from it. */
  readonly adjusted: Money;
  /** What has left for good: paid or set off for other campaigns, less what came back so. */
  readonly gone: Money | null;
  /** Something was paid: the minimum payout is not asked again. */
  readonly wasPaid: boolean;
  /** Forfeited for the payee's details, which no restatement brings back. */
  readonly cancelled: Money | undefined;
}

/** All that stands on a partner's accounts, each in its currency. Amounts as plain decimals. */
export function standingLines(
  standing: PartnerStanding | undefined,
): { readonly account: AccountKind; readonly amount: string; readonly currency: string }[] {
  if (standing === undefined) return [];
  const own = [...standing.balances].map(([kind, balance]) => ({ kind, balance }));
  return [...own, ...standing.exchanged].map(({ kind, balance }) => ({
    account: kind,
    amount: balance.toString(),
    currency: balance.currency.code,
  }));
}

const AT_HAND: readonly AccountKind[] = ['accrued', 'payable', 'held', 'returned', 'forfeited', 'carried', 'converted'];

/** @param partnerKeys of these partners; of all, where they are left out */
export async function partnerStandings(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<ReadonlyMap<number, PartnerStanding>> {
  const accounts = await accountBalances(session, campaignId, partnerKeys);
  const balances = ownBalances(accounts);
  const exchanged = Map.groupBy(
    accounts.filter(({ isExchanged }) => isExchanged),
    ({ partnerKey }) => partnerKey,
  );
  const paid = await partnersPaid(session, campaignId, partnerKeys);
  const adjustments = await approvedAdjustments(session, campaignId, partnerKeys);
  const cancelled = await cancelledByPartner(session, campaignId, partnerKeys);
  const accrued = await session.query<{ partnerKey: number; earned: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", earned, accrual.currency FROM accrual JOIN calculation_run USING (run)
     WHERE accrual.campaign_id = $1 AND state = 'posted' AND ($2::integer[] IS NULL OR partner_key = ANY($2))`,
    [campaignId, partnerKeys ?? null],
  );
  return new Map(
    accrued.map(({ partnerKey, earned, currency }) => {
      const on = balances.get(partnerKey) ?? new Map<AccountKind, Money>();
      const nothing = Money.zero(currency);
      const atHand = AT_HAND.reduce((sum, kind) => sum.plus(on.get(kind) ?? nothing), nothing);
      const adjusted = adjustments.get(partnerKey)?.total ?? nothing;
      const gone = Money.of(earned, currency)
        .plus(adjusted)
        .minus(atHand)
        .plus(on.get('recoverable') ?? nothing);
      return [
        partnerKey,
        {
          balances: on,
          exchanged: exchanged.get(partnerKey) ?? [],
          adjusted,
          gone,
          wasPaid: paid.has(partnerKey),
          cancelled: cancelled.get(partnerKey),
        },
      ];
    }),
  );
}

/**
 * Of whose earnings in a campaign more has become, over all of its runs, than that they lie at hand: some of it has gone or
 * come back, in whatever currency, or was adjusted or forfeited for good. Of all others `previewPayout` says the same with
 * their standing and without.
 */
export async function partnersWithHistory(session: Session, campaignId: string): Promise<ReadonlySet<number>> {
  const rows = await session.query<{ partnerKey: number }>(
    `SELECT partner_key AS "partnerKey" FROM accrual JOIN calculation_run USING (run)
     LEFT JOIN (SELECT partner_key, sum(amount) AS amount, min(posting.currency) AS currency, max(posting.currency) AS other
       FROM account JOIN posting USING (account_key)
       WHERE campaign_id = $1 AND partner_key IS NOT NULL AND kind = ANY ($2) GROUP BY partner_key) AS lying USING (partner_key)
     WHERE accrual.campaign_id = $1 AND state = 'posted' AND (COALESCE(lying.amount, 0) <> -earned
       OR COALESCE(lying.currency, accrual.currency) <> accrual.currency OR COALESCE(lying.other, accrual.currency) <> accrual.currency)`,
    [campaignId, [...AT_HAND, 'recoverable']],
  );
  return new Set([
    ...rows.map(({ partnerKey }) => partnerKey),
    ...(await partnersPaid(session, campaignId)),
    ...(await approvedAdjustments(session, campaignId)).keys(),
    ...(await cancelledByPartner(session, campaignId)).keys(),
  ]);
}

/** What would become of an earning that is not decided on yet, in its parts. */
export interface PreviewedPart {
  readonly stage: ThresholdDecision['outcome'] | 'settled' | 'cancelled' | 'recoverable';
  readonly amount: Money;
  readonly reason: ThresholdDecision['reason'];
}

/**
 * As the next preparation would decide: what has gone already is settled, what was cancelled stays so, what is earned above
 * that is decided on, and what is earned less is to come back.
 */
export function previewPayout(
  earned: EarnedAmounts,
  terms: CampaignTerms,
  standing: PartnerStanding | undefined,
): PreviewedPart[] {
  const nothing = Money.zero(earned.earned.currency);
  const own = standing?.adjusted.currency.code === nothing.currency.code ? standing.adjusted : nothing;
  const amounts = adjustedAmounts(earned, { own, along: nothing });
  const gone = standing?.gone?.currency.code === nothing.currency.code ? standing.gone : nothing;
  const wasPaid = standing?.wasPaid === true;
  const difference = earned.earned.plus(own).minus(gone);
  const decision = applyMinimumPayout(amounts, terms);
  const cancelled = standing?.cancelled?.currency.code === nothing.currency.code ? standing.cancelled : nothing;
  const isForfeited = !wasPaid && decision?.outcome === 'forfeited';
  const stillCancelled = isForfeited || difference.compare(nothing) <= 0 ? nothing : smaller(difference, cancelled);
  const open = difference.minus(stillCancelled);
  const parts: PreviewedPart[] = [];
  if (open.compare(nothing) > 0 && decision !== null)
    parts.push(
      wasPaid
        ? { stage: 'payable', amount: open, reason: null }
        : { stage: decision.outcome, amount: open, reason: decision.reason },
    );
  if (!stillCancelled.isZero()) parts.push({ stage: 'cancelled', amount: stillCancelled, reason: null });
  const settled = difference.compare(nothing) < 0 ? amounts.earned : gone;
  if (!settled.isZero()) parts.push({ stage: 'settled', amount: settled, reason: null });
  if (difference.compare(nothing) < 0) parts.push({ stage: 'recoverable', amount: difference.negated(), reason: null });
  return parts;
}

function smaller(a: Money, b: Money): Money {
  return a.compare(b) < 0 ? a : b;
}
