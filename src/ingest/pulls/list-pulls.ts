import { isHeld, type Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { CallCounts } from '../sources/partner-center/client.js';

/** A pull, as people look at it. */
export interface PullRecord {
  readonly dueAt: Instant;
  readonly startedAt: Instant;
  /** Null while it is running. */
  readonly finishedAt: Instant | null;
  /**
   * `failed` and `interrupted`: when it is tried again it goes on with what it was answered. `settled`: nobody tries it
   * again, the next one was due; whom it had read is recorded.
   */
  readonly state: 'running' | 'interrupted' | 'failed' | 'closed' | 'settled';
  readonly attempts: number;
  /** How many of them were killed, or told to end. */
  readonly interruptions: number;
  readonly failure: string | null;
  /** Of a pull that is closed or settled. */
  readonly outcome: PullOutcome | null;
}

export interface PullOutcome {
  readonly delivery: number;
  readonly customersSeen: number;
  /** Null where it was settled: of whom it had not read nobody knows. */
  readonly customersRefused: number | null;
  readonly customersFailed: number | null;
  /** Of the last attempt. */
  readonly calls: CallCounts;
  /** Questions that the last attempt need not ask: an earlier one had the answer. */
  readonly answersReplayed: number;
  readonly quarantined: number;
}

/** Pulls from Partner Center, the latest first. */
export async function listPulls(session: Session, atMost: number): Promise<PullRecord[]> {
  const rows = await session.query<
    Omit<PullRecord, 'outcome'> & {
      readonly delivery: number | null;
      readonly summary: (Omit<PullOutcome, 'delivery' | 'answersReplayed'> & Partial<PullOutcome>) | null;
    }
  >(
    `SELECT due_at AS "dueAt", started_at AS "startedAt", ended_at AS "finishedAt", state, attempts, interruptions, failure, delivery, summary
     FROM pull LEFT JOIN delivery_summary USING (delivery) ORDER BY started_at DESC, due_at DESC LIMIT $1`,
    [atMost],
  );
  const someoneReads = await isHeld(session, 'pull-answers');
  return rows.map(({ delivery, summary, ...pull }) => ({
    ...pull,
    // Its process cannot have said so: it was killed.
    state: pull.state === 'running' && !someoneReads ? 'interrupted' : pull.state,
    outcome:
      delivery === null || summary === null
        ? null
        : {
            delivery,
            customersSeen: summary.customersSeen,
            customersRefused: summary.customersRefused ?? null,
            customersFailed: summary.customersFailed ?? null,
            calls: summary.calls,
            answersReplayed: summary.answersReplayed ?? 0,
            quarantined: summary.quarantined,
          },
  }));
}
