import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { UnitOfWork, Vault, type Session } from '../database/index.js';
import { CLOCK, plusMillis, type Clock } from '../kernel/index.js';
import type { Person } from './caller.js';
import { personOf } from './rights.js';
import type { Role } from './roles.js';
import { SeenSessions } from './seen-sessions.js';
import { SessionLookups } from './session-lookups.js';

/** Without a request for so long, and the person signs in again. */
export const SESSION_IDLE_MS = 60 * 60_000;
/** A working day: after it also whoever was never idle signs in again, and the provider's claim is asked again. */
export const SESSION_LIVES_MS = 12 * 60 * 60_000;
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A person with the session that it signed in to. */
export interface SignedIn extends Person {
  readonly claimedRoles: readonly Role[];
  /** Stands in every form of this session: a foreign page cannot read it. */
  readonly formToken: string;
  /** What of the database was to be seen when the session was looked up, beside when sessions were in use; see `VISIBLE_STATE`. */
  readonly visibleState: string | null;
}

/** Sessions of browsers. The cookie's value is in no other place: the database has a keyed hash of it. */
@Injectable()
export class Sessions implements BeforeApplicationShutdown {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #seen: SeenSessions;
  readonly #lookups: SessionLookups;

  constructor(unitOfWork: UnitOfWork, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#vault = vault;
    this.#clock = clock;
    this.#seen = new SeenSessions(unitOfWork);
    this.#lookups = new SessionLookups(unitOfWork, () => clock.now(), SESSION_IDLE_MS);
  }

  /** @returns the value of the cookie, new with each sign-in */
  async begin(session: Session, person: number, claimedRoles: readonly Role[]): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const now = this.#clock.now();
    await session.execute(
      `INSERT INTO person_session (session_hash, person, claimed_roles, started_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5)`,
      [this.#hashOf(secret), person, claimedRoles, now, plusMillis(now, SESSION_LIVES_MS)],
    );
    return secret;
  }

  /** Who signed in to the session, with its rights of now; undefined where it is over, or never was. */
  async find(secret: string): Promise<SignedIn | undefined> {
    if (!SECRET.test(secret)) return undefined;
    const now = this.#clock.now();
    const hash = this.#hashOf(secret);
    await this.#seen.writeDue(now);
    const found = await this.#lookups.find(hash);
    if (found === undefined) return undefined;
    const { claimedRoles } = found;
    const visibleState = this.#seen.otherwiseVisible(found.visibleState);
    await this.#seen.saw(hash, now);
    const formToken = this.#vault.fingerprint(secret, 'form of a session').toString('base64url');
    return { ...personOf(found, claimedRoles), claimedRoles, formToken, visibleState };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#seen.write(this.#clock.now());
  }

  /** For good; nothing where it is over already. */
  async end(session: Session, secret: string): Promise<void> {
    if (!SECRET.test(secret)) return;
    await session.execute('UPDATE person_session SET ended_at = $2 WHERE session_hash = $1 AND ended_at IS NULL', [
      this.#hashOf(secret),
      this.#clock.now(),
    ]);
  }

  #hashOf(secret: string): Buffer {
    return this.#vault.fingerprint(secret, 'session');
  }
}
