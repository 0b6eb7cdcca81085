import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';

/** `enqueued`, `missed` and `unneeded` are decided when it falls due; the others may follow on `enqueued`. */
export type PullOutcome = 'enqueued' | 'missed' | 'unneeded' | 'superseded' | 'failed';

export interface NotedOutcome {
  readonly schedule: string;
  readonly dueAt: Instant;
  readonly outcome: PullOutcome;
  readonly reason: string;
}

/** A pull that fell due and was not made. */
export interface MissedPull extends NotedOutcome {
  readonly notedAt: Instant;
}

export async function noteOutcome(
  session: Session,
  { schedule, dueAt, outcome, reason }: NotedOutcome,
  notedAt: Instant,
): Promise<void> {
  await session.execute(
    // An attempt that was repeated may say again what is on record.
    `INSERT INTO scheduled_pull (schedule, due_at, outcome, noted_at, reason) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (schedule, due_at, outcome) DO NOTHING`,
    [schedule, dueAt, outcome, notedAt, reason],
  );
}

/** The earliest pull that was enqueued for a later instant. */
export async function laterPull(session: Session, dueAt: Instant): Promise<Instant | undefined> {
  const [later] = await session.query<{ dueAt: Instant }>(
    `SELECT due_at AS "dueAt" FROM scheduled_pull WHERE outcome = 'enqueued' AND due_at > $1 ORDER BY due_at LIMIT 1`,
    [dueAt],
  );
  return later?.dueAt;
}

/** Due instants without a pull, the latest first. One that somebody made by hand afterwards is not among them. */
export async function missedPulls(session: Session, atMost: number): Promise<MissedPull[]> {
  return session.query<MissedPull>(
    `SELECT schedule, due_at AS "dueAt", outcome, noted_at AS "notedAt", reason FROM scheduled_pull
     WHERE outcome IN ('missed', 'superseded', 'failed')
       AND NOT EXISTS (SELECT FROM delivery WHERE source = 'partner-center'
         AND source_key = to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
     ORDER BY due_at DESC, schedule LIMIT $1`,
    [atMost],
  );
}
