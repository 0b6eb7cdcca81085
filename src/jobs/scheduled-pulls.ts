import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import type { ScheduledWork } from './schedules.js';

/** `enqueued`, `missed` and `unneeded` are decided when it falls due; the others may follow on `enqueued`. */
export type PullOutcome = 'enqueued' | 'missed' | 'unneeded' | 'superseded' | 'failed' | 'done';

export interface NotedOutcome {
  readonly schedule: string;
  readonly dueAt: Instant;
  readonly outcome: PullOutcome;
  readonly reason: string;
}

/** Names of schedules whose pulls are beside the nightly one. */
const BESIDE: readonly ScheduledWork[] = ['directory', 'witnesses', 'estimates'];

/** A due instant, and what became of it. */
export interface DuePull extends NotedOutcome {
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

/**
 * Of a pull that fell due, was cut off and that nobody goes on with; where it is on record already what became of it,
 * nothing is added. Its last attempt may have been killed, and who is killed notes nothing.
 */
export async function noteOvertaken(session: Session, dueAt: Instant, reason: string, notedAt: Instant): Promise<void> {
  await session.execute(
    `INSERT INTO scheduled_pull (schedule, due_at, outcome, noted_at, reason)
     SELECT schedule, due_at, 'superseded', $3, $2 FROM scheduled_pull AS due
     WHERE due_at = $1 AND outcome = 'enqueued' AND schedule <> ALL($4)
       AND NOT EXISTS (SELECT FROM scheduled_pull AS ended WHERE (ended.schedule, ended.due_at) = (due.schedule, due.due_at)
         AND ended.outcome IN ('superseded', 'failed', 'done'))
     ON CONFLICT (schedule, due_at, outcome) DO NOTHING`,
    [dueAt, reason, notedAt, BESIDE],
  );
}

/** The earliest of the same work that was enqueued for a later instant, by whatever schedule. */
export async function laterPull(session: Session, work: ScheduledWork, dueAt: Instant): Promise<Instant | undefined> {
  const [later] = await session.query<{ dueAt: Instant }>(
    `SELECT due_at AS "dueAt" FROM scheduled_pull WHERE outcome = 'enqueued' AND due_at > $1
       AND CASE WHEN $2 = 'pull' THEN schedule <> ALL($3) ELSE schedule = $2 END ORDER BY due_at LIMIT 1`,
    [dueAt, work, BESIDE],
  );
  return later?.dueAt;
}

/** What became of each due instant of the pulls beside the nightly one, the latest first. */
export async function pullsBeside(session: Session, atMost: number): Promise<DuePull[]> {
  return session.query<DuePull>(
    `SELECT * FROM (
       SELECT DISTINCT ON (schedule, due_at) schedule, due_at AS "dueAt", outcome, noted_at AS "notedAt", reason
       FROM scheduled_pull WHERE schedule = ANY($1)
       ORDER BY schedule, due_at, noted_at DESC, (outcome = 'enqueued')
     ) AS last ORDER BY "dueAt" DESC, schedule LIMIT $2`,
    [BESIDE, atMost],
  );
}

/** Due instants without a pull, the latest first. One that somebody made by hand afterwards is not among them. */
export async function missedPulls(session: Session, atMost: number): Promise<DuePull[]> {
  return session.query<DuePull>(
    `SELECT schedule, due_at AS "dueAt", outcome, noted_at AS "notedAt", reason FROM scheduled_pull
     WHERE outcome IN ('missed', 'superseded', 'failed') AND schedule <> ALL($2)
       AND NOT EXISTS (SELECT FROM delivery WHERE source = 'partner-center'
         AND source_key = to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
     ORDER BY due_at DESC, schedule LIMIT $1`,
    [atMost, BESIDE],
  );
}
