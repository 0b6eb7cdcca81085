import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';

/** A pull that is to be made, or to be gone on with. */
export interface OpenPull {
  readonly pull: number;
  readonly startedAt: Instant;
  /** More than 1: it was cut off or failed before. */
  readonly attempts: number;
}

/**
 * Takes up the pull of a due instant: begun now, or gone on with where another process left it. One that is on record as
 * running has nobody who runs it, for pulls are made one at a time: its process was killed.
 */
export async function takeUpPull(session: Session, dueAt: Instant, now: Instant): Promise<OpenPull> {
  return session.one<OpenPull>(
    `INSERT INTO pull (due_at, started_at) VALUES ($1, $2)
     ON CONFLICT (due_at) DO UPDATE SET attempts = pull.attempts + 1, state = 'running', ended_at = NULL, failure = NULL, delivery = NULL,
       interruptions = pull.interruptions + (pull.state IN ('running', 'interrupted'))::integer
     RETURNING pull, started_at AS "startedAt", attempts`,
    [dueAt, now],
  );
}

/** It ended without a delivery; what it was answered stays for the next attempt. */
export async function failPull(session: Session, pull: number, failure: string, now: Instant): Promise<void> {
  await session.execute(`UPDATE pull SET state = 'failed', failure = $2, ended_at = $3 WHERE pull = $1`, [
    pull,
    failure,
    now,
  ]);
}

/** It was told to end; it goes on from what it was answered. */
export async function interruptPull(session: Session, pull: number, now: Instant): Promise<void> {
  await session.execute(`UPDATE pull SET state = 'interrupted', ended_at = $2 WHERE pull = $1`, [pull, now]);
}

/**
 * Inside the transaction that closes the pull's delivery: answers that differ from the last ones of their names become
 * part of the delivery, and the rest has served.
 */
export async function closePull(session: Session, pull: number, delivery: number, now: Instant): Promise<void> {
  await endPull(session, { pull, delivery, state: 'closed' }, now);
}

/**
 * As `closePull`, for one that was cut off: of what it was answered only answers about customers become part of the
 * delivery.
 */
export async function settlePull(
  session: Session,
  { pull, delivery, ofCustomer }: { readonly pull: number; readonly delivery: number; readonly ofCustomer: string },
  now: Instant,
): Promise<void> {
  await session.execute('DELETE FROM pull_answer WHERE pull = $1 AND name !~ $2', [pull, ofCustomer]);
  await endPull(session, { pull, delivery, state: 'settled' }, now);
}

async function endPull(
  session: Session,
  { pull, delivery, state }: { readonly pull: number; readonly delivery: number; readonly state: 'closed' | 'settled' },
  now: Instant,
): Promise<void> {
  await session.execute(
    `INSERT INTO delivery_payload (delivery, name, payload_hash, observed_at)
     SELECT $2::integer, name, payload_hash, observed_at FROM pull_answer AS answer
     WHERE pull = $1 AND payload_hash IS DISTINCT FROM (
       SELECT known.payload_hash FROM delivery_payload AS known
       WHERE known.name = answer.name AND known.observed_at IS NOT NULL ORDER BY known.delivery DESC LIMIT 1)
     ORDER BY name COLLATE "C"`,
    [pull, delivery],
  );
  await session.execute('DELETE FROM pull_answer WHERE pull = $1', [pull]);
  await session.execute(`UPDATE pull SET state = $4, delivery = $2, ended_at = $3 WHERE pull = $1`, [
    pull,
    delivery,
    now,
    state,
  ]);
}
