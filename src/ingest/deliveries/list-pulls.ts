import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { CallCounts } from '../sources/partner-center/client.js';

/** A pull that was made, as people look at it. */
export interface PullRecord {
  readonly dueAt: Instant;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly customersSeen: number;
  readonly customersRefused: number;
  readonly customersFailed: number;
  readonly calls: CallCounts;
  readonly quarantined: number;
  readonly delivery: number;
}

/** Pulls from Partner Center, the latest first. */
export async function listPulls(session: Session, atMost: number): Promise<PullRecord[]> {
  const rows = await session.query<Omit<PullRecord, keyof Summary> & { readonly summary: Summary }>(
    `SELECT source_key AS "dueAt", opened_at AS "startedAt", recorded_at AS "finishedAt", delivery, summary
     FROM delivery JOIN delivery_summary USING (delivery) WHERE source = 'partner-center' ORDER BY delivery DESC LIMIT $1`,
    [atMost],
  );
  return rows.map(({ dueAt, startedAt, finishedAt, delivery, summary }) => ({
    dueAt,
    startedAt,
    finishedAt,
    customersSeen: summary.customersSeen,
    customersRefused: summary.customersRefused,
    customersFailed: summary.customersFailed,
    calls: summary.calls,
    quarantined: summary.quarantined,
    delivery,
  }));
}

type Summary = Pick<PullRecord, 'customersSeen' | 'customersRefused' | 'customersFailed' | 'calls' | 'quarantined'>;
