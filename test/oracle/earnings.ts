/** One earning for each partner with a determination, and `earnings.csv` (contract, sections 4 and 5). */
import { lastBankingDay } from './calendar.js';
import { writeCsv } from './csv.js';
import type { Determination } from './determinations.js';
import { Fraction, larger } from './exact.js';
import { againstMinimum, MINIMUM_OUTCOMES, type Compared, type EarningOutcome } from './minimum-payout.js';
import { writeMoney } from './money.js';
import { firstStart, type Pair, type Purchases } from './purchases.js';
import type { RegisteredPartner } from './tables.js';
import { capCampaign, rewardPartner, totalOf, type Earner, type PartnerReward } from './rewards.js';
import type { OracleTerms } from './terms.js';
import type { Note } from './tiers.js';

/** Amounts in the currency's minor unit. */
export interface Earning {
  readonly partnerId: string;
  readonly outcome: EarningOutcome;
  readonly customersQualified: number;
  readonly customersUndecided: number;
  readonly earned: bigint;
  /** What is held against the minimum, of the partner alone. */
  readonly compared: Compared;
  readonly rewards: ReadonlyMap<string, bigint>;
  readonly reason: string;
}

export function earn(
  determinations: readonly Determination[],
  register: ReadonlyMap<string, RegisteredPartner>,
  purchases: Purchases,
  terms: OracleTerms,
  note: Note,
): Earning[] {
  const earner = (pair: Pair, count: Earner['count']): Earner => ({
    customerId: pair.customerId,
    firstSale: firstStart(pair, purchases, terms),
    count,
  });
  const byPartner = Map.groupBy(determinations, (row) => row.partnerId);
  const alone = new Map<string, PartnerReward>();
  for (const [partnerId, rows] of byPartner) {
    const qualified = rows.filter((row) => row.outcome === 'qualified');
    alone.set(
      partnerId,
      rewardPartner(
        qualified.map((row) => earner(row, row.counted.known!)),
        terms,
        note,
      ),
    );
  }
  const capped = capCampaign(new Map([...alone].map(([partnerId, { rewards }]) => [partnerId, rewards])), terms, note);

  const partners = [...byPartner].map(([partnerId, rows]) => {
    const rewards = capped.get(partnerId)!;
    const earned = totalOf(rewards);
    const { exact, rounded } = alone.get(partnerId)!;
    // "the exact sum of the customers' amounts after step 5, or `earned` where a cap of step 7 or 8 made it less"
    const beforeRounding = terms.minimumCompared === 'before rounding' && earned === rounded;
    const held = beforeRounding ? exact : Fraction.of(earned);
    return { partnerId, rows, rewards, earned, compared: { earned: held, potential: potentialOf(rows, held) } };
  });

  /** "what the partner would earn by steps 1 to 7 if its undecided customers qualified too, each with the most ..." */
  function potentialOf(rows: readonly Determination[], held: Fraction): Fraction | undefined {
    if (!rows.some((row) => row.outcome === 'undecided')) return held;
    const open = rows.filter((row) => row.outcome !== 'not-qualified');
    const counts = open.map(({ outcome, counted }) => (outcome === 'qualified' ? counted.known : counted.most));
    if (counts.some((count) => count === undefined) || fewerMayBringMore(terms)) {
      note('a potential without bound');
      return undefined;
    }
    const { exact, rounded, rewards } = rewardPartner(
      open.map((row, place) => earner(row, counts[place]!)),
      terms,
      () => undefined,
    );
    const earned = totalOf(rewards);
    const beforeRounding = terms.minimumCompared === 'before rounding' && earned === rounded;
    return larger(held, beforeRounding ? exact : Fraction.of(earned));
  }

  const companyOf = (partnerId: string): string => register.get(partnerId)?.company ?? '';
  const settled = againstMinimum(
    partners.map(({ partnerId, earned, compared }) => ({ partnerId, company: companyOf(partnerId), earned, compared })),
    terms,
    note,
  );
  return partners.map(({ partnerId, rows, rewards, earned, compared }) => ({
    partnerId,
    customersQualified: rows.filter((row) => row.outcome === 'qualified').length,
    customersUndecided: rows.filter((row) => row.outcome === 'undecided').length,
    earned,
    compared,
    rewards,
    ...settled.get(partnerId)!,
  }));
}

export function writeEarnings(earnings: readonly Earning[], terms: OracleTerms): string {
  const header = [
    'campaign_id',
    'partner_id',
    'outcome',
    'customers_qualified',
    'customers_undecided',
    'earned',
    ...MINIMUM_OUTCOMES,
    'currency',
    'reasons',
    'pay_by',
  ];
  const rows = earnings.map((row) => {
    const earned = writeMoney(row.earned, terms.minorUnits);
    return [
      terms.campaignId,
      row.partnerId,
      row.outcome,
      String(row.customersQualified),
      String(row.customersUndecided),
      earned,
      ...MINIMUM_OUTCOMES.map((amount) => (amount === row.outcome ? earned : '')),
      terms.currency,
      row.reason,
      // "filled for payable and held"
      row.outcome === 'payable' || row.outcome === 'held' ? lastBankingDay(terms.payByLimit) : '',
    ];
  });
  return writeCsv([header, ...rows]);
}

/** "some band pays less than the one before it and the method is `whole volume`, or it is `marginal` ..." */
function fewerMayBringMore({ reward, caps, rounding }: OracleTerms): boolean {
  if (reward.kind !== 'by tiers') return false;
  const rates = reward.bands.map(({ rate }) => Fraction.of(rate));
  const isFalling = rates.some((rate, place) => place > 0 && rate.compare(rates[place - 1]!) < 0);
  if (!isFalling) return false;
  const isEachCut = caps?.customer !== undefined || caps?.product !== undefined || rounding?.at === 'each customer';
  return reward.method === 'whole volume' || (reward.volumeOf === 'the partner' && isEachCut);
}
