import { dayOf } from '../../kernel/index.js';
import type { Snapshot } from '../facts/snapshot.js';
import type { Run } from '../runs/run.entity.js';

/** What two provisional runs of the same terms look at; the one after knows and sees no less than the one before. */
export interface Pins {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** The pin of a run of the same terms as `after`. */
export function pinsOf({ snapshotAt, knownAt, delivery }: Run, after: Snapshot): Pins {
  const lastDay = dayOf(snapshotAt, after.terms.timeZone.value);
  return { before: { ...after, snapshotAt, knownAt, delivery, lastDay }, after };
}

/** A row that a delivery between the pins began or ended. */
export function recordedBetween(row: string, { before, after }: Pins): string {
  if (before.delivery === after.delivery) return 'false';
  const between = (column: string) =>
    `${row}.${column} > ${String(before.delivery)} AND ${row}.${column} <= ${String(after.delivery)}`;
  return `(${between('recorded_from')} OR ${between('recorded_to')})`;
}
