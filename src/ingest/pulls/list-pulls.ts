import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { CallCounts } from '../sources/partner-center/client.js';

/** A pull, as people look at it. */
export interface PullRecord {
  readonly dueAt: Instant;
  readonly startedAt: Instant;
  /** Null while it is running. */
  readonly finishedAt: Instant | null;
  /** `failed`: it may be tried again, and then goes on with what it was answered. */
  readonly state: 'running' | 'failed' | 'closed';
  readonly attempts: number;
  readonly failure: string | null;
  /** Of a pull that is closed. */
  readonly outcome: PullOutcome | null;
}

export interface PullOutcome {
  readonly delivery: number;
  readonly customersSeen: number;
  readonly customersRefused: number;
  readonly customersFailed: number;
  readonly calls: CallCounts;
  readonly quarantined: number;
}

/** Pulls from Partner Center, the latest first. */
export async function listPulls(session: Session, atMost: number): Promise<PullRecord[]> {
  const rows = await session.query<
    Omit<PullRecord, 'outcome'> & {
      readonly delivery: number | null;
      readonly summary: Omit<PullOutcome, 'delivery'> | null;
    }
  >(
    `SELECT due_at AS "dueAt", started_at AS "startedAt", ended_at AS "finishedAt", state, attempts, failure, delivery, summary
     FROM pull LEFT JOIN delivery_summary USING (delivery) ORDER BY started_at DESC, due_at DESC LIMIT $1`,
    [atMost],
  );
  return rows.map(({ delivery, summary, ...pull }) => ({
    ...pull,
    outcome:
      delivery === null || summary === null
        ? null
        : {
            delivery,
            customersSeen: summary.customersSeen,
            customersRefused: summary.customersRefused,
            customersFailed: summary.customersFailed,
            calls: summary.calls,
            quarantined: summary.quarantined,
          },
  }));
}
