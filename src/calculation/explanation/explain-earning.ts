import type { CampaignTerms, RewardPolicy } from '../../campaigns/index.js';
import { Money, Ratio } from '../../kernel/index.js';
import { comparedAmounts, type ComparedAmounts } from '../runs/compared-amounts.js';
import type { ReasonedPartner } from '../runs/settle-partner.js';
import type { MinimumPayoutPolicy, PartnerGround } from './case-ground.js';
import type { ExplainedEarning } from './explanation.js';
import { termsInForce } from './terms-of-rules.js';

interface EarningToExplain {
  readonly settled: ReasonedPartner;
  readonly partner: PartnerGround;
  readonly terms: CampaignTerms;
  readonly policy: RewardPolicy;
  readonly minimumPayout: MinimumPayoutPolicy;
  readonly digest: string;
}

/** How a partner's earning comes about, what is held against the minimum payout, and what follows. */
export function explainEarning({
  settled,
  partner,
  terms,
  policy,
  minimumPayout,
  digest,
}: EarningToExplain): ExplainedEarning {
  const { earning, whole, reward, rows } = settled;
  const { earned } = earning.now;
  const potential = earning.potential?.earned ?? null;
  const compared = comparedOf(settled, partner, terms, policy);
  const payout = minimumPayout(
    { earned, potential, compared: compared?.compared ?? null, comparedPotential: compared?.comparedPotential ?? null },
    terms,
  );
  return {
    customers: rows.length,
    qualified: earning.qualified,
    undecided: earning.undecided,
    exact: whole.exact,
    rounded: whole.rounded.toString(),
    campaignCap:
      partner.allotted === null
        ? null
        : { cap: policy.caps.campaign ?? '', before: whole.earned.toString(), after: reward.earned.toString() },
    earned: earned.toString(),
    potential: potential?.toString() ?? null,
    currency: earned.currency.code,
    compared: compared?.compared.toString() ?? earned.toString(),
    comparedPotential:
      compared === null ? (potential?.toString() ?? null) : (compared.comparedPotential?.toString() ?? null),
    company: partner.company,
    payout:
      payout === null ? null : { outcome: payout.outcome, amount: payout.amount.toString(), reason: payout.reason },
    terms: termsInForce(['minimumPayout'], terms),
    digest,
  };
}

/** What is held against the minimum payout where that is not the earning itself, from the partner and its company. */
function comparedOf(
  { earning }: ReasonedPartner,
  { company, companyExact }: PartnerGround,
  terms: CampaignTerms,
  { currency }: RewardPolicy,
): ComparedAmounts | null {
  if (companyExact !== null) {
    const { compared, comparedPotential } = companyExact;
    return {
      compared: Ratio.of(compared),
      comparedPotential: comparedPotential === null ? null : Ratio.of(comparedPotential),
    };
  }
  const rounded = (amount: string) => ({ earned: Money.of(amount, currency), exact: amount });
  const locations = company.map((each) => ({
    now: rounded(each.earned),
    potential: each.potential === null ? null : rounded(each.potential),
    globalPartnerId: 'the company',
  }));
  const own = { ...earning, globalPartnerId: 'the company' };
  return comparedAmounts([own, ...locations], terms)[0] ?? null;
}
