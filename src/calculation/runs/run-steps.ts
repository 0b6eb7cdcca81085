import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { Run } from './run.entity.js';

/** A step that a run has taken. */
export interface RunStep {
  readonly step: 'calculated' | 'submitted' | 'approved' | 'rejected' | 'posted';
  /** Null where no person took it. */
  readonly by: string | null;
  readonly at: Instant;
  /** Why it was rejected, or taken although more was known by then. */
  readonly reason: string | null;
}

/** What a run went through, in this order. */
export async function stepsOfRun(session: Session, run: number): Promise<RunStep[]> {
  return session.query(
    `SELECT step, by, at, CASE step WHEN 'rejected' THEN rejected_because
         ELSE (SELECT detail->>'asKnownBecause' FROM audit_entry WHERE subject = 'run ' || run AND act = 'run.' || step) END AS reason
     FROM calculation_run, LATERAL (VALUES (1, 'calculated', NULL, calculated_at), (2, 'submitted', submitted_by, submitted_at),
         (3, 'approved', approved_by, approved_at), (4, 'rejected', rejected_by, rejected_at), (4, 'posted', posted_by, posted_at))
       AS taken (place, step, by, at)
     WHERE run = $1 AND at IS NOT NULL ORDER BY place`,
    [run],
  );
}

/** The run that keeps this one from being submitted: on its way to posting, or posted and not restated by it. */
export interface RivalRun {
  readonly run: number;
  readonly state: Run['state'];
}

export async function rivalOf(session: Session, { campaignId, run }: Run): Promise<RivalRun | undefined> {
  const [rival] = await session.query<RivalRun>(
    `SELECT run, state FROM calculation_run AS other
     WHERE campaign_id = $1 AND run <> $2 AND (state IN ('submitted', 'approved')
       OR (state = 'posted' AND NOT EXISTS (SELECT FROM restatement WHERE restatement.run = $2 AND restates = other.run)))
     ORDER BY state = 'posted', run LIMIT 1`,
    [campaignId, run],
  );
  return rival;
}

/** The run that took the place of this one; undefined where none did. */
export async function successorOf(session: Session, run: number): Promise<number | undefined> {
  const [found] = await session.query<{ successor: number | null }>(
    'SELECT superseded_by AS successor FROM calculation_run WHERE run = $1',
    [run],
  );
  return found?.successor ?? undefined;
}
