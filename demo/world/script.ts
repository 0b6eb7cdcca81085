import type { RuleId } from './campaign.js';
import type { Country, Expectation, PayoutExpectation, Standing } from './model.js';
import type { ProductKey } from './products.js';

/*
 * How a case is written down, before it becomes part of the world: only what is special is said, `compose.ts` fills in
 * the ordinary rest. Days are `YYYY-MM-DD`. A moment is a day, meaning 10:00 UTC on it, or an instant.
 */

export interface PartnerScript {
  readonly id: string;
  readonly legalName: string;
  readonly country?: Country;
  /** Left out: entered in the register with everything in order. */
  readonly inRegister?: false;
  /** Replaces the ordinary standings of the kinds it names; an empty list means the partner has none of that kind. */
  readonly standings?: Partial<Record<Standing['kind'], readonly StandingScript[]>>;
  /** Days on which a proof of performance came in. */
  readonly proofs?: readonly string[];
  readonly bankAccount?: 'none' | 'wrong-check-digits' | 'personal';
}

export interface StandingScript {
  readonly name: string;
  readonly level?: 'gold' | 'silver';
  readonly from: string;
  readonly to?: string;
}

export interface CustomerScript {
  readonly name: string;
  readonly country?: Country;
  /** Null: finance does not know. Left out: SMB. */
  readonly segment?: string | null;
  /** False: the customer is missing from the register, not only its segment. */
  readonly listed?: false;
  readonly priorPurchase?: { readonly on: string; readonly source: string };
  readonly subscriptions: readonly SubscriptionScript[];
  /** Assigned seats of the SKU behind a product, by moment. Left out: as many as the subscriptions hold. */
  readonly assigned?: Partial<Record<ProductKey, readonly (readonly [moment: string, units: number])[]>>;
  /** Seats of the SKU behind a product that the tenant bought elsewhere. */
  readonly fromElsewhere?: Partial<Record<ProductKey, number>>;
  readonly seatTroubles?: readonly {
    readonly from: string;
    readonly until?: string;
    readonly answer: 'refused' | 'failing';
  }[];
}

export interface SubscriptionScript {
  readonly product: ProductKey;
  /** Partner id; null for a subscription without a reseller of record. */
  readonly partner: string | null;
  readonly from: string;
  readonly seats: number;
  readonly changes?: readonly { readonly at: string; readonly seats: number; readonly effectiveOn?: string }[];
  readonly cancelledAt?: string;
  /** The day after the last day of a trial. */
  readonly lapsesOn?: string;
  readonly cycle?: 'monthly' | 'annual';
  readonly discountPercent?: number;
  readonly creditsCarry?: 'negative-quantity' | 'positive-quantity';
}

export interface StoryScript {
  readonly id: string;
  readonly tells: string;
  readonly shows: readonly RuleId[];
  readonly partners?: readonly PartnerScript[];
  readonly customers: readonly CustomerScript[];
  readonly expect: readonly ExpectationScript[];
  readonly payout?: PayoutExpectation['obstacle'];
}

export interface ExpectationScript {
  /** Left out: the story's own partner, or else the partner in good standing. */
  readonly partner?: string;
  readonly outcome: 'qualified' | 'not-qualified' | 'undecided' | 'no-row';
  /** Left out: there is no row. */
  readonly seats?: Expectation['seats'];
  readonly decidedBy?: readonly RuleId[];
  /** Left out: as of `SETTLED_AT`. */
  readonly knownAt?: string;
}

/** Null stands for unknown. */
export function seats(qualifying: number | null, assigned: number | null, billed: number | null): Expectation['seats'] {
  return { qualifying, assigned, billed };
}
