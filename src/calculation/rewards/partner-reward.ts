import type { Money } from '../../kernel/index.js';
import type { CountedPart } from './counted.js';

/**
 * Exact numbers are written as plain decimals, or as fractions such as `100/3` where a decimal never ends; `Ratio`
 * reads both. Whoever holds a partner's reward and the terms can work out every figure again.
 */

/** One line of the arithmetic: `units` × `rate`, for a rate per hundred divided by 100, is `amount`. */
export interface RewardLine {
  /** Seats, customers, or revenue in the campaign's currency. */
  readonly units: string;
  readonly rate: string;
  readonly per: 'unit' | 'hundred';
  /** The band that the rate is of, from 1; null without tiers. */
  readonly band: number | null;
  /** What decided the band: the whole volume, or for marginal tiers the volume reached with this line. Null without. */
  readonly volume: string | null;
  readonly amount: string;
}

/** What a cap took: `before` and `after` are of the customer, for a product of the customer's part in it. */
export type Reduction =
  | { readonly cap: 'customer' | 'partner' | 'campaign'; readonly before: string; readonly after: string }
  | { readonly cap: 'product'; readonly product: string; readonly before: string; readonly after: string };

export interface CustomerReward {
  readonly customerId: string;
  /** By first sale among the partner's qualified customers, from 1. */
  readonly position: number;
  /** False for those before the gate, which count for nothing. */
  readonly isRewarded: boolean;
  readonly count: string;
  readonly parts: readonly CountedPart[];
  readonly lines: readonly RewardLine[];
  /** The sum of the lines. */
  readonly gross: string;
  /** In the order in which they were made. */
  readonly reductions: readonly Reduction[];
  /** After the caps for each customer and each product. */
  readonly exact: string;
  readonly reward: Money;
}

export interface PartnerReward {
  /** In the order of first sale. */
  readonly customers: readonly CustomerReward[];
  /** The sum of the customers' exact amounts. */
  readonly exact: string;
  /** Before the caps for the partner and the campaign. */
  readonly rounded: Money;
  readonly earned: Money;
}
