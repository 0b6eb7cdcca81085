import { seeingAllPartners, VISIBLE_STATE, type UnitOfWork } from '../database/index.js';
import { plusMillis, type Instant } from '../kernel/index.js';
import { PERSON_COLUMNS, type PersonRow } from './rights.js';
import type { Role } from './roles.js';

export interface SessionRow extends PersonRow {
  readonly sessionHash: Buffer;
  readonly claimedRoles: readonly Role[];
  /** What of the database was to be seen by the statement that found it; see `VISIBLE_STATE`. */
  readonly visibleState: string | null;
}

type Found = (found: SessionRow | undefined) => void;

interface Waiting {
  readonly found: Found[];
  readonly failed: ((error: unknown) => void)[];
}

/** More are read by the next statement. */
const MOST_AT_ONCE = 100;

/**
 * Looks up the sessions of all requests that have come while the statement before was under way, by one statement for
 * all of them. It begins after each of these requests came, so each is answered by rights of then; a request that comes
 * alone waits for nobody.
 */
export class SessionLookups {
  readonly #unitOfWork: UnitOfWork;
  readonly #now: () => Instant;
  readonly #idleMs: number;
  /** By the hash of the session, in hex. */
  #waiting = new Map<string, Waiting>();
  #isUnderWay = false;

  constructor(unitOfWork: UnitOfWork, now: () => Instant, idleMs: number) {
    this.#unitOfWork = unitOfWork;
    this.#now = now;
    this.#idleMs = idleMs;
  }

  /** Undefined where the session is over, or never was. */
  async find(hash: Buffer): Promise<SessionRow | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<SessionRow | undefined>();
    const key = hash.toString('hex');
    const waiting = this.#waiting.get(key) ?? { found: [], failed: [] };
    waiting.found.push(resolve);
    waiting.failed.push(reject);
    this.#waiting.set(key, waiting);
    if (!this.#isUnderWay) void this.#goOn();
    return promise;
  }

  async #goOn(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.size > 0) {
      const asked = new Map([...this.#waiting].slice(0, MOST_AT_ONCE));
      for (const key of asked.keys()) this.#waiting.delete(key);
      await this.#answer(asked);
    }
    this.#isUnderWay = false;
  }

  async #answer(asked: ReadonlyMap<string, Waiting>): Promise<void> {
    try {
      // Whoever began it may be held to its partners by now.
      const rows = await seeingAllPartners(() => this.#read([...asked.keys()]));
      const found = new Map(rows.map((row) => [row.sessionHash.toString('hex'), row]));
      for (const [key, waiting] of asked) for (const each of waiting.found) each(found.get(key));
    } catch (error) {
      for (const { failed } of asked.values()) for (const each of failed) each(error);
    }
  }

  async #read(keys: readonly string[]): Promise<SessionRow[]> {
    const now = this.#now();
    return this.#unitOfWork.inPreparedSession((session) =>
      session.query<SessionRow>(
        `SELECT session_hash AS "sessionHash", ${PERSON_COLUMNS}, claimed_roles AS "claimedRoles",
           ${VISIBLE_STATE} AS "visibleState"
         FROM person_session JOIN person AS holder USING (person)
         WHERE session_hash = ANY ($1::bytea[]) AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3`,
        [keys.map((key) => Buffer.from(key, 'hex')), now, plusMillis(now, -this.#idleMs)],
      ),
    );
  }
}
