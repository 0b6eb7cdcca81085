import { rewardPolicy, termsSchema, type CampaignTerms, type RewardPolicy } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money, Ratio } from '../../kernel/index.js';
import { visible } from '../facts/snapshot.js';
import { roundRewards } from '../rewards/index.js';
import { comparedAmounts } from './compared-amounts.js';
import type { StoredEarning } from './earnings.js';
import type { Run } from './run.entity.js';

/** An earning with the company that its partner belonged to when the run looked. */
export interface EarningOfCompany extends StoredEarning {
  readonly globalPartnerId: string | null;
}

/**
 * Holds what a minimum payout compares against the earnings of the run. It is no part of a digest: it says the same once
 * more, of a whole company or before rounding.
 */
export async function checkCompared(session: Session, run: Run, earnings: readonly StoredEarning[]): Promise<string[]> {
  const { terms: stored } = await session.one<{ terms: unknown }>(
    'SELECT terms FROM campaign_version WHERE campaign_id = $1 AND version = $2',
    [run.campaignId, run.version],
  );
  const { data: terms } = termsSchema.safeParse(stored);
  // That they are not those that were published is told of the version.
  if (terms === undefined) return [];
  const byCompany = terms.minimumPayout.value.scope === 'company';
  const companies = new Map(
    (byCompany
      ? await session.query<{ partnerKey: number; globalPartnerId: string }>(
          `SELECT partner_key AS "partnerKey", global_partner_id AS "globalPartnerId" FROM partner_profile AS profile
         WHERE global_partner_id IS NOT NULL AND ${visible('profile', run.delivery)}`,
        )
      : []
    ).map(({ partnerKey, globalPartnerId }) => [partnerKey, globalPartnerId]),
  );
  const ofCompanies = earnings.map((each) => ({ ...each, globalPartnerId: companies.get(each.partnerKey) ?? null }));
  return wronglyCompared(ofCompanies, terms).map(
    (partnerId) => `run ${String(run.run)}: what is compared of partner ${partnerId} is not what its earnings come to`,
  );
}

/**
 * Ids of partners with other amounts than their earnings come to. After rounding these say all; before it they say it up
 * to what rounding can move: one partner's exactly, where its sum is rounded, else less than a unit for each customer.
 */
export function wronglyCompared(earnings: readonly EarningOfCompany[], terms: CampaignTerms): string[] {
  const expected = comparedAmounts(
    earnings.map(({ earned, potential, currency, globalPartnerId }) => {
      const amount = (value: string) => ({
        earned: Money.of(value, currency),
        exact: Money.of(value, currency).toString(),
      });
      return { now: amount(earned), potential: potential === null ? null : amount(potential), globalPartnerId };
    }),
    terms,
  );
  const isExact = terms.minimumPayout.value.compared !== 'before rounding';
  const groupOf = terms.minimumPayout.value.scope === 'company' ? groupsOfCompanies(earnings) : undefined;
  const policy = rewardPolicy(terms);
  return earnings.flatMap((earning, index) => {
    const { compared = null, comparedPotential = null } = expected[index] ?? {};
    const group = groupOf?.get(earning) ?? [earning];
    const isRight = (stored: string | null, rounded: Ratio | null) => {
      if (stored === null || rounded === null || isExact) return stored === (rounded?.toString() ?? null);
      return canRoundTo(Ratio.of(stored), rounded, group, policy);
    };
    const isOne = group.every(
      (other) => other.compared === earning.compared && other.comparedPotential === earning.comparedPotential,
    );
    return isOne && isRight(earning.compared, compared) && isRight(earning.comparedPotential, comparedPotential)
      ? []
      : [earning.partnerId];
  });
}

/** Earnings of one company, for each of them; one without a company is alone, and not in it. */
function groupsOfCompanies(
  earnings: readonly EarningOfCompany[],
): ReadonlyMap<EarningOfCompany, readonly EarningOfCompany[]> {
  const ofCompanies = earnings.filter(({ globalPartnerId }) => globalPartnerId !== null);
  const groups = Map.groupBy(ofCompanies, ({ globalPartnerId }) => globalPartnerId);
  return new Map(ofCompanies.map((each) => [each, groups.get(each.globalPartnerId) ?? []]));
}

/** Whether an exact sum can be what was rounded to the amounts of these partners. One that a cap made less is exact itself. */
function canRoundTo(
  exact: Ratio,
  rounded: Ratio,
  group: readonly EarningOfCompany[],
  { currency, rounding: { at, direction } }: RewardPolicy,
): boolean {
  if (exact.compare(rounded) === 0) return true;
  if (at === 'each partner' && group.length === 1) {
    const { sum } = roundRewards([exact], { currency, rounding: { at, direction } });
    return Ratio.of(sum.toString()).compare(rounded) === 0;
  }
  const rounds =
    at === 'each partner'
      ? group.length
      : group.reduce(
          (all, { customersQualified, customersUndecided }) => all + customersQualified + customersUndecided,
          0,
        );
  const most = Ratio.of(BigInt(rounds)).over(Ratio.of(10n ** BigInt(currency.minorUnits)));
  return exact.minus(rounded).compare(most) < 0 && rounded.minus(exact).compare(most) < 0;
}
