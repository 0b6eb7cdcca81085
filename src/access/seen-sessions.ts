import type { UnitOfWork } from '../database/index.js';
import { millisOf, type Instant } from '../kernel/index.js';

/** Sessions in use are written once in so long, and not with each request. */
export const SEEN_EVERY_MS = 5 * 60_000;

/**
 * When sessions were last in use, written for all of them together, once in a while. Each for itself would be a write each
 * second where many people read, and would end whatever is kept while nothing is written. Until it is written it is
 * known here alone: another process, or one after a crash, takes a session to be idle for as much longer.
 */
export class SeenSessions {
  readonly #unitOfWork: UnitOfWork;
  /** By the hash of the session, in hex: not yet written. */
  readonly #waiting = new Map<string, Instant>();
  #writtenMs = Number.NEGATIVE_INFINITY;
  /** The snapshot after our last writing, and the one that it means beside that. */
  #written: { readonly snapshot: string; readonly means: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** To be called before sessions are read: what has waited for long enough by the clock is written first. */
  async writeDue(now: Instant): Promise<void> {
    if (this.#waiting.size > 0 && this.#isDue(now)) await this.write(now);
  }

  /** Notes it, and writes it with the others that wait, at once where nothing was written for as long. */
  async saw(hash: Buffer, now: Instant): Promise<void> {
    this.#waiting.set(hash.toString('hex'), now);
    if (this.#isDue(now)) await this.write(now);
    // Where nobody asks any more, nobody would write it.
    else this.#timer ??= setTimeout(() => void this.write(now).catch(() => undefined), SEEN_EVERY_MS).unref();
  }

  async write(now: Instant): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const hashes = [...this.#waiting.keys()].map((hash) => Buffer.from(hash, 'hex'));
    const instants = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#writtenMs = millisOf(now);
    const id = await this.#unitOfWork.inTransaction(async (session) => {
      await session.execute(
        // What is held just now is written by another process, or ends.
        `UPDATE person_session SET seen_at = seen.at FROM unnest($1::bytea[], $2::timestamptz[]) AS seen (hash, at)
         WHERE session_hash = seen.hash AND ended_at IS NULL AND seen_at < seen.at AND session_hash IN (
           SELECT session_hash FROM person_session WHERE session_hash = ANY ($1) FOR NO KEY UPDATE SKIP LOCKED)`,
        [hashes, instants],
      );
      return (await session.one<{ id: string | null }>('SELECT pg_current_xact_id_if_assigned()::text AS id')).id;
    });
    if (id !== null) this.#overlook(BigInt(id));
  }

  /**
   * What is to be seen, but for when sessions were last in use, which no page shows that is kept: a state from which one
   * before differs by nothing but our own last writing is that one.
   */
  otherwiseVisible(state: string | null): string | null {
    const [snapshot = '', ...others] = state?.split(' ') ?? [];
    return snapshot === this.#written?.snapshot ? [this.#written.means, ...others].join(' ') : state;
  }

  /** All up to it had ended, and then it too: the two snapshots differ by it alone. */
  #overlook(id: bigint): void {
    const [before, snapshot] = [allEndedBefore(id), allEndedBefore(id + 1n)];
    const means = before === this.#written?.snapshot ? this.#written.means : before;
    this.#written = { snapshot, means };
  }

  /** A clock that was put back is no reason to wait. */
  #isDue(now: Instant): boolean {
    return Math.abs(millisOf(now) - this.#writtenMs) >= SEEN_EVERY_MS;
  }
}

/** As PostgreSQL writes a snapshot in which nothing is under way. */
function allEndedBefore(id: bigint): string {
  return `${String(id)}:${String(id)}:`;
}
