import { JOB_QUEUE_SCHEMA } from './job-queue-schema.js';
import type { Session } from './session.js';

/** Jobs of a queue that wait or are worked on. */
export interface JobAge {
  readonly queue: string;
  readonly state: 'waiting' | 'working';
  readonly jobs: number;
  /** Of the one that has been so for longest. */
  readonly oldestSeconds: number;
}

/** By queue and state; by the database's own time, as the queue keeps it. */
export async function jobAges(session: Session): Promise<JobAge[]> {
  return session.query(
    `SELECT name AS queue, CASE state::text WHEN 'active' THEN 'working' ELSE 'waiting' END AS state, count(*)::integer AS jobs,
       GREATEST(0, extract(epoch FROM now() - min(CASE state::text WHEN 'active' THEN started_on ELSE GREATEST(created_on, start_after) END)))::double precision AS "oldestSeconds"
     FROM ${JOB_QUEUE_SCHEMA}.job WHERE state::text IN ('created', 'retry', 'active') AND name NOT LIKE '\\_\\_pgboss%'
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}
