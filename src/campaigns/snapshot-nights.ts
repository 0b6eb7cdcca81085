import { endOfDay, plusMillis, type Instant } from '../kernel/index.js';
import type { CampaignTerms } from './terms.js';

/** A pull that a campaign's snapshot asks for, beyond the nightly one. */
export interface SnapshotPull {
  readonly dueAt: Instant;
  /** Made only while a customer is still without a reading that will count. */
  readonly onlyIfMissing: boolean;
}

/** When a campaign needs its seats read, and from when on a reading counts. */
export interface SnapshotNight {
  /** The end of the campaign's last day, in its zone. A reading exactly then counts. */
  readonly snapshotAt: Instant;
  /** A reading before it is too old at the snapshot; one exactly then still counts. */
  readonly readingsFrom: Instant;
  readonly pulls: readonly SnapshotPull[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long before the snapshot, the first one first: the evening before the last day, so that a missing delegation can
 * be asked for in working hours; morning, noon and evening of the last day; twice close to its end, where a reading is
 * as near as it can be.
 */
const PULLS_BEFORE_MS = [30 * HOUR_MS, 16 * HOUR_MS, 11 * HOUR_MS, 6 * HOUR_MS, 2 * HOUR_MS, 45 * MINUTE_MS];

/** For who is missing even then. */
const REPEATS_BEFORE_MS = [25 * MINUTE_MS, 10 * MINUTE_MS];

/**
 * Seats cannot be read afterwards, so a campaign's last day is read more than once. Durations are counted back from
 * the snapshot and not along the clock on the wall: where the clocks change on the last day, the distance to the
 * snapshot is what matters. A pull before readings begin to count is left out.
 */
export function snapshotNight(terms: Pick<CampaignTerms, 'window' | 'timeZone' | 'oldestSeatReading'>): SnapshotNight {
  const snapshotAt = endOfDay(terms.window.value.to, terms.timeZone.value);
  const readingsFrom = plusMillis(snapshotAt, -terms.oldestSeatReading.value.hours * HOUR_MS);
  const pulls = [
    ...PULLS_BEFORE_MS.map((beforeMs) => ({ dueAt: plusMillis(snapshotAt, -beforeMs), onlyIfMissing: false })),
    ...REPEATS_BEFORE_MS.map((beforeMs) => ({ dueAt: plusMillis(snapshotAt, -beforeMs), onlyIfMissing: true })),
  ].filter(({ dueAt }) => dueAt >= readingsFrom);
  return { snapshotAt, readingsFrom, pulls };
}
