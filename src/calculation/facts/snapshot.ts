import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
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

/** A snapshot as one transaction reads it. */
export interface ReadSnapshot extends Snapshot {
  /**
   * Whether the transaction sees no delivery after the snapshot's, however long it lasts: then what is superseded by now
   * was so at the snapshot, and what holds is found by the indexes of what holds.
   */
  readonly isNewest: boolean;
}

/** Expects a transaction that sees one state of the database from its first statement on. */
export async function readSnapshot(session: Session, snapshot: Snapshot): Promise<ReadSnapshot> {
  const { isNewest } = await session.one<{ isNewest: boolean }>(
    `SELECT current_setting('transaction_isolation') = 'repeatable read'
       AND NOT EXISTS (SELECT FROM delivery WHERE delivery > $1) AS "isNewest"`,
    [snapshot.delivery],
  );
  return { ...snapshot, isNewest };
}

/** As `visible`, and told by the index of what holds where nothing came after the snapshot. */
export function holds(alias: string, { delivery, isNewest }: ReadSnapshot): string {
  return isNewest ? `${alias}.recorded_to IS NULL` : visible(alias, delivery);
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
