import { earningsOfPartners, equalEarnings, type Run } from '../../calculation/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { earnedAmounts, type StoredAmounts } from '../../ledger/index.js';
import {
  campaignStanding,
  partnersWithHistory,
  partnerStandings,
  previewPayout,
  stageTotals,
  type PartnerStanding,
  type StageTotal,
  type StandingAmount,
} from '../../payout/index.js';
import type { TotalsAnswer } from '../answers/campaign-answers.js';

/** What a run's earnings come to: as recorded, or before that as the minimum payout would decide. */
export async function totalsOf(
  session: Session,
  run: Run,
  terms: CampaignTerms,
  ofLedger: LedgerFigures = figuresOfNow(session, run, terms),
): Promise<TotalsAnswer> {
  const recorded = await stageTotals(session, run.run);
  const preview = recorded.length > 0 ? undefined : await ofLedger.preview();
  const stages = preview?.stages ?? recorded;
  const partnersEarning = preview?.partnersEarning ?? stages.reduce((sum, { partners }) => sum + partners, 0);
  return {
    earned: Money.of(run.earnedTotal, run.currency).toString(),
    currency: run.currency,
    partnersEarning,
    partnersWithoutEarning: run.counts.partners - partnersEarning,
    isPreview: recorded.length === 0,
    stages: stages.map((each) => ({ ...each, amount: Money.of(each.amount, each.currency).toString() })),
    standing: [...(await ofLedger.standing())],
  };
}

/** What all partners of a campaign come to together, by the ledger: with a hundred thousand of them it takes a while. */
export interface LedgerFigures {
  preview(): Promise<PreviewedTotals>;
  standing(): Promise<readonly StandingAmount[]>;
}

export function figuresOfNow(session: Session, run: Run, terms: CampaignTerms): LedgerFigures {
  return {
    preview: () => previewOf(session, run, terms),
    standing: () => campaignStanding(session, run.campaignId),
  };
}

/** What the minimum payout would make of a run's earnings. */
export interface PreviewedTotals {
  readonly stages: readonly StageTotal[];
  readonly partnersEarning: number;
}

async function previewOf(session: Session, { run, campaignId }: Run, terms: CampaignTerms): Promise<PreviewedTotals> {
  const totals = new Map<StageTotal['stage'], { partners: number; amount: Money }>();
  let partnersEarning = 0;
  const add = (earning: StoredAmounts, partners: number, standing?: PartnerStanding) => {
    const amounts = earnedAmounts(earning);
    if (!amounts.earned.isZero()) partnersEarning += partners;
    for (const { stage, amount } of previewPayout(amounts, terms, standing)) {
      const total = totals.get(stage) ?? { partners: 0, amount: Money.zero(earning.currency) };
      totals.set(stage, { partners: total.partners + partners, amount: total.amount.plus(amount.times(partners)) });
    }
  };
  // Before anything was paid that is nobody, and those who earned the same are asked about once.
  const apart = [...(await partnersWithHistory(session, campaignId))];
  for (const { partners, ...earning } of await equalEarnings(session, campaignId, run, apart)) add(earning, partners);
  if (apart.length > 0) {
    const standings = await partnerStandings(session, campaignId, apart);
    for (const earning of await earningsOfPartners(session, campaignId, run, apart))
      add(earning, 1, standings.get(earning.partnerKey));
  }
  return {
    stages: [...totals]
      .map(([stage, { partners, amount }]) => ({
        stage,
        partners,
        amount: amount.toString(),
        currency: amount.currency.code,
      }))
      .toSorted((a, b) => (a.stage < b.stage ? -1 : 1)),
    partnersEarning,
  };
}
