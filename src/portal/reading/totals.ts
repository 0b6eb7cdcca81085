import { earningsOfRun, type Run } from '../../calculation/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { earnedAmounts } from '../../ledger/index.js';
import { applyMinimumPayout, stageTotals, type StageTotal } from '../../payout/index.js';
import type { TotalsAnswer } from '../answers/campaign-answers.js';

/** What a run's earnings come to: as recorded, or before that as the minimum payout would decide. */
export async function totalsOf(session: Session, run: Run, terms: CampaignTerms): Promise<TotalsAnswer> {
  const recorded = await stageTotals(session, run.run);
  const stages = recorded.length > 0 ? recorded : await previewOf(session, run, terms);
  const partnersEarning = stages.reduce((sum, { partners }) => sum + partners, 0);
  return {
    earned: Money.of(run.earnedTotal, run.currency).toString(),
    currency: run.currency,
    partnersEarning,
    partnersWithoutEarning: run.counts.partners - partnersEarning,
    isPreview: recorded.length === 0,
    stages: stages.map((each) => ({ ...each, amount: Money.of(each.amount, each.currency).toString() })),
  };
}

async function previewOf(session: Session, run: Run, terms: CampaignTerms): Promise<StageTotal[]> {
  const totals = new Map<StageTotal['stage'], { partners: number; amount: Money }>();
  for (const earning of await earningsOfRun(session, run.campaignId, run.run)) {
    const decision = applyMinimumPayout(earnedAmounts(earning), terms);
    if (decision === null) continue;
    const total = totals.get(decision.outcome) ?? { partners: 0, amount: Money.zero(earning.currency) };
    totals.set(decision.outcome, { partners: total.partners + 1, amount: total.amount.plus(decision.amount) });
  }
  return [...totals].map(([stage, { partners, amount }]) => ({
    stage,
    partners,
    amount: amount.toString(),
    currency: amount.currency.code,
  }));
}
