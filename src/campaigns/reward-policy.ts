import { invariant, type Currency } from '../kernel/index.js';
import { rewardCurrency, rewardMeasure, rewardMethod, type Tiers } from './reward-terms.js';
import type { CampaignTerms } from './terms.js';

/** From what a band begins at; amounts and rates are exact decimals. */
export interface RewardBand {
  readonly from: string;
  readonly rate: string;
}

export type RewardRates =
  | { readonly kind: 'one'; readonly rate: string }
  | ({ readonly kind: 'tiers'; readonly bands: readonly RewardBand[] } & Pick<
      Tiers,
      'volumeOf' | 'method' | 'atTheEdge'
    >);

/** All that a calculation of rewards needs of a campaign's terms, with what they leave out filled in. */
export interface RewardPolicy {
  readonly currency: Currency;
  /** What is counted, and paid for. */
  readonly measure: Tiers['measure'];
  /** Whether a rate is an amount for each unit that is counted, or for a hundred: a percentage. */
  readonly per: 'unit' | 'hundred';
  readonly rates: RewardRates;
  readonly customersNeeded: { readonly atLeast: number; readonly thoseBefore: 'rewarded' | 'not rewarded' } | null;
  /** Amounts in the currency, of no more decimals than it has; null: none. */
  readonly caps: {
    readonly customer: string | null;
    readonly product: string | null;
    readonly partner: string | null;
    readonly campaign: string | null;
  };
  readonly rounding: {
    readonly at: 'each customer' | 'each partner';
    readonly direction: RoundingDirection;
  };
}

export type RoundingDirection = 'half away from zero' | 'half to even' | 'down' | 'up';

export function rewardPolicy(terms: CampaignTerms): RewardPolicy {
  const measure = rewardMeasure(rewardMethod(terms));
  return {
    currency: rewardCurrency(terms),
    measure,
    per: measure === 'billed revenue' ? 'hundred' : 'unit',
    rates: ratesOf(terms),
    customersNeeded: terms.customersNeeded?.value ?? null,
    caps: {
      customer: terms.capForEachCustomer?.value.amount ?? null,
      product: terms.capForEachProduct?.value.amount ?? null,
      partner: terms.capForEachPartner?.value.amount ?? null,
      campaign: terms.capForTheCampaign?.value.amount ?? null,
    },
    rounding: terms.rounding?.value ?? { at: 'each partner', direction: 'half away from zero' },
  };
}

function ratesOf(terms: CampaignTerms): RewardRates {
  const method = rewardMethod(terms);
  if (method.kind === 'revenue') return { kind: 'one', rate: method.percent };
  if (method.kind !== 'tiers') return { kind: 'one', rate: method.amount };
  const { volumeOf, method: paid, atTheEdge } = method;
  const bands = method.bands.map(({ from, each, percent }) => {
    const rate = method.measure === 'billed revenue' ? percent : each;
    invariant(rate !== undefined, 'valid terms state the rate of each band');
    return { from, rate };
  });
  return { kind: 'tiers', volumeOf, method: paid, atTheEdge, bands };
}
