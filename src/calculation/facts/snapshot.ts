import type { CampaignTerms } from '../../campaigns/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';

/** What a run looks at: the facts at an instant, as known at an instant. */
export interface Snapshot {
  readonly campaignId: string;
  readonly terms: CampaignTerms;
  /** T of the import contract, section 5 */
  readonly snapshotAt: Instant;
  /** L: the window's last day, or the snapshot's own day in a provisional run */
  readonly lastDay: CalendarDate;
  readonly isProvisional: boolean;
  readonly knownAt: Instant;
  /** The last delivery closed at or before `knownAt`; 0: none */
  readonly delivery: number;
}

/** A row recorded by a delivery that the snapshot sees, and not yet superseded by one that it sees. */
export function visible(alias: string, delivery: number): string {
  const d = String(delivery);
  return `${alias}.recorded_from <= ${d} AND (${alias}.recorded_to IS NULL OR ${alias}.recorded_to > ${d})`;
}

/** A word inside a statement: a cursor takes no parameters for planning here. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
