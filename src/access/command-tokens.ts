import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { UnitOfWork, Vault } from '../database/index.js';
import { CLOCK, plusMillis, type Clock, type Instant } from '../kernel/index.js';
import { tokenInvalid } from './access-errors.js';
import type { Person } from './caller.js';
import { PERSON_COLUMNS, personOf, type PersonRow } from './rights.js';
import type { Role } from './roles.js';
import type { SignedIn } from './sessions.js';

/** As long as closing a campaign takes; whoever needs longer takes another one. */
const TOKEN_LIVES_MS = 4 * 60 * 60_000;
const SECRET_BYTES = 32;
const TOKEN = /^sbc_[A-Za-z0-9_-]{43}$/;

export interface IssuedToken {
  /** Shown once. */
  readonly token: string;
  readonly expiresAt: Instant;
}

export interface ListedToken {
  readonly commandToken: number;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** What the command line works with in place of a password: of one person, short-lived, and only as good as its rights. */
@Injectable()
export class CommandTokens {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#clock = clock;
  }

  async issue({
    person,
    actor,
    claimedRoles,
  }: Pick<SignedIn, 'person' | 'actor' | 'claimedRoles'>): Promise<IssuedToken> {
    const token = `sbc_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const now = this.#clock.now();
    const expiresAt = plusMillis(now, TOKEN_LIVES_MS);
    await this.#unitOfWork.inTransaction(async (session) => {
      const { commandToken } = await session.one<{ commandToken: number }>(
        `INSERT INTO command_token (token_hash, person, claimed_roles, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5)
         RETURNING command_token AS "commandToken"`,
        [this.#hashOf(token), person, claimedRoles, now, expiresAt],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'token.issue',
        subject: `command token ${String(commandToken)}`,
        detail: { expiresAt },
      });
    });
    return { token, expiresAt };
  }

  /** In force, the newest first. */
  async list(person: number): Promise<ListedToken[]> {
    return this.#unitOfWork.inSession((session) =>
      session.query<ListedToken>(
        `SELECT command_token AS "commandToken", issued_at AS "issuedAt", expires_at AS "expiresAt" FROM command_token
         WHERE person = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY command_token DESC`,
        [person, this.#clock.now()],
      ),
    );
  }

  /** One of the person's own; nothing where it is over already. */
  async end(person: number, commandToken: number): Promise<void> {
    await this.#unitOfWork.inTransaction((session) =>
      session.execute(
        'UPDATE command_token SET ended_at = $3 WHERE person = $1 AND command_token = $2 AND ended_at IS NULL',
        [person, commandToken, this.#clock.now()],
      ),
    );
  }

  /** Whose token it is, with its rights of now. @throws SeatbackError TOKEN_INVALID */
  async holder(token: string): Promise<Person> {
    if (!TOKEN.test(token)) throw tokenInvalid('something else');
    const [found] = await this.#unitOfWork.inSession((session) =>
      session.query<PersonRow & { claimedRoles: readonly Role[] }>(
        `SELECT ${PERSON_COLUMNS}, claimed_roles AS "claimedRoles" FROM command_token JOIN person AS holder USING (person)
         WHERE token_hash = $1 AND ended_at IS NULL AND expires_at > $2`,
        [this.#hashOf(token), this.#clock.now()],
      ),
    );
    if (found === undefined) throw tokenInvalid('one that is over, or that nobody was given');
    return personOf(found, found.claimedRoles);
  }

  #hashOf(token: string): Buffer {
    return this.#vault.fingerprint(token, 'command token');
  }
}
