import { CronTime } from 'cron';
import { instantOfMillis, invariant, millisOf, SeatbackError, type Instant } from '../kernel/index.js';

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

/**
 * Refuses an expression that has the right form and names no time, before a worker starts by it.
 *
 * @throws SeatbackError SETTING_INVALID
 */
export function expectCron(cron: string): void {
  try {
    new CronTime(cron, 'UTC').getNextDateFrom(new Date(0), 'UTC');
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'SETTING_INVALID',
        expected: 'six fields, seconds first, that name a time, such as "0 30 1 * * *"',
        found: `"${cron}" (${cause instanceof Error ? cause.message : String(cause)})`,
        where: 'SEATBACK_PULL_CRON',
        next: 'Correct or unset it and start again; docs/settings.md explains it.',
      },
      { cause },
    );
  }
}
