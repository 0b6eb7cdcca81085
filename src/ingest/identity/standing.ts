import { millisOf, type Instant } from '../../kernel/index.js';

/** A refresh token lapses when it has not been used for so long (contract of Partner Center, section 1). */
export const LAPSES_AFTER_DAYS = 90;
const WARNED_FROM_DAYS = 30;
const URGENT_FROM_DAYS = 60;

const DAY_MS = 86_400_000;

export type TokenState = 'fresh' | 'unused-30-days' | 'unused-60-days' | 'lapsed';

export interface TokenStanding {
  readonly state: TokenState;
  readonly unusedDays: number;
  /** Until it lapses; 0 when it has. */
  readonly leftDays: number;
}

/** Kept alive daily, it is never older than a day; a month without a use is a fault that somebody should look at. */
export function standingOf(lastUsedAt: Instant, now: Instant): TokenStanding {
  const unusedDays = Math.max(0, Math.floor((millisOf(now) - millisOf(lastUsedAt)) / DAY_MS));
  const state =
    unusedDays >= LAPSES_AFTER_DAYS
      ? 'lapsed'
      : unusedDays >= URGENT_FROM_DAYS
        ? 'unused-60-days'
        : unusedDays >= WARNED_FROM_DAYS
          ? 'unused-30-days'
          : 'fresh';
  return { state, unusedDays, leftDays: Math.max(0, LAPSES_AFTER_DAYS - unusedDays) };
}
