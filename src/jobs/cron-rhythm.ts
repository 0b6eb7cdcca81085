import { CronTime } from 'cron';
import { instantOfMillis, invariant, millisOf, type Instant } from '../kernel/index.js';

/** As many due instants as one look takes in: who was away for years goes on from there at the next. */
export const DUE_AT_MOST = 1_000;

/**
 * The instants at which a cron expression falls due, after one instant and up to another.
 *
 * @param cron six fields, seconds first; in UTC, so that no night has an hour twice or not at all
 */
export function dueBetween(cron: string, after: Instant, until: Instant): Instant[] {
  const rhythm = new CronTime(cron, 'UTC');
  const due: Instant[] = [];
  let lastMs = millisOf(after);
  const untilMs = millisOf(until);
  while (due.length < DUE_AT_MOST) {
    const nextMs = rhythm.getNextDateFrom(new Date(lastMs), 'UTC').toMillis();
    invariant(nextMs > lastMs, 'a cron expression goes forward');
    if (nextMs > untilMs) break;
    due.push(instantOfMillis(nextMs));
    lastMs = nextMs;
  }
  return due;
}
