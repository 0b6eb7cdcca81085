/** How a campaign rewards (docs/calculation.md, "Reward"). Amounts and percentages are decimal text. */

export type Measure = 'customers' | 'seats' | 'seats added' | 'billed revenue';

export interface Tiers {
  readonly kind: 'by tiers';
  readonly measure: Measure;
  readonly volumeOf: 'each customer' | 'the partner';
  readonly method: 'marginal' | 'whole volume';
  readonly atTheEdge: 'the band that begins' | 'the band before';
  /** `rate` is an amount for each unit, or a percentage of revenue. The first band begins at 0. */
  readonly bands: readonly { readonly from: string; readonly rate: string }[];
}

export type Reward =
  | { readonly kind: 'for each customer'; readonly amount: string }
  | { readonly kind: 'for each seat'; readonly amount: string; readonly seats: 'all' | 'added' }
  | { readonly kind: 'of billed revenue'; readonly percent: string }
  | Tiers;

export interface Caps {
  readonly customer?: string;
  readonly product?: string;
  readonly partner?: string;
  readonly campaign?: string;
}

export interface Rounding {
  readonly at: 'each customer' | 'each partner';
  readonly direction: 'half away from zero' | 'half to even' | 'down' | 'up';
}

export function measureOf(reward: Reward): Measure {
  switch (reward.kind) {
    case 'for each customer':
      return 'customers';
    case 'for each seat':
      return reward.seats === 'all' ? 'seats' : 'seats added';
    case 'of billed revenue':
      return 'billed revenue';
    case 'by tiers':
      return reward.measure;
  }
}
