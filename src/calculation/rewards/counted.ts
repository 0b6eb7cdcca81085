import type { CalendarDate } from '../../kernel/index.js';

/** A part of what is counted that belongs to one product. */
export interface CountedPart {
  readonly product: string;
  /** Exact, as `Ratio` writes it; not negative. */
  readonly count: string;
}

/** What a customer brings to its partner's reward: seats, revenue in the campaign's currency, or itself. */
export interface Counted {
  /** Exact decimal, not negative; null where it is not known. */
  readonly count: string | null;
  /** The most that it can be; equals `count` where that is known, null where there is no bound. */
  readonly most: string | null;
  /** The parts of `most`, which come to it; none where they are not known, or where customers are counted. */
  readonly parts: readonly CountedPart[];
}

/** A customer as its partner's reward sees it (docs/calculation.md, "Reward"). */
export interface RewardedCustomer {
  readonly customerId: string;
  /** First day of the partner's sales to it; null: none. */
  readonly firstStart: CalendarDate | null;
  /** What counts; for a potential, the most that can. */
  readonly count: string;
  readonly parts: readonly CountedPart[];
}
