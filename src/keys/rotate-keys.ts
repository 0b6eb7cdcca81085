import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import {
  addKey,
  FINGERPRINT_KEY_COLUMN,
  holdLock,
  keepFingerprintKey,
  keyFileOf,
  resealColumn,
  sealedWith,
  UnitOfWork,
  Vault,
  type ResealedColumn,
  type SealedColumn,
} from '../database/index.js';
import { INGEST_SEALED_COLUMNS } from '../ingest/index.js';
import { CLAIM_SEALED_COLUMNS } from '../claims/index.js';
import { actorOf, CLOCK, SeatbackError, type Clock } from '../kernel/index.js';
import { BANK_ACCOUNT_COLUMN } from '../partners/index.js';
import { PAYOUT_SEALED_COLUMNS } from '../payout/index.js';
import { WEBHOOK_SEALED_COLUMNS } from '../webhooks/index.js';

const COLUMNS: readonly SealedColumn[] = [
  FINGERPRINT_KEY_COLUMN,
  BANK_ACCOUNT_COLUMN,
  ...PAYOUT_SEALED_COLUMNS,
  ...INGEST_SEALED_COLUMNS,
  ...WEBHOOK_SEALED_COLUMNS,
  ...CLAIM_SEALED_COLUMNS,
];

export interface KeyInUse {
  readonly keyId: string;
  /** Values that are sealed with it. */
  readonly values: number;
  readonly state: 'newest' | 'opens' | 'unknown';
}

export interface Rotation {
  readonly keyId: string;
  readonly columns: readonly ResealedColumn[];
}

/** Seals what is kept with the newest key, so that an older one can be put away. */
@Injectable()
export class RotateKeys {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#environment = environment;
    this.#clock = clock;
  }

  /** Every key that something is sealed with, and every key that is known; the newest first. */
  async inUse(): Promise<KeyInUse[]> {
    const counted = new Map<string, number>(this.#vault.keyIds.map((keyId) => [keyId, 0]));
    await this.#unitOfWork.inSession(async (session) => {
      for (const column of COLUMNS)
        for (const [keyId, values] of await sealedWith(session, column))
          counted.set(keyId, (counted.get(keyId) ?? 0) + values);
    });
    return [...counted].map(([keyId, values]) => ({
      keyId,
      values,
      state: keyId === this.#vault.keyId ? 'newest' : this.#vault.keyIds.includes(keyId) ? 'opens' : 'unknown',
    }));
  }

  /**
   * Puts a new key before those of the key file; the processes that start from then on seal with it.
   *
   * @returns its id
   * @throws SeatbackError ACTOR_INVALID, KEY_IN_ENVIRONMENT, DATA_FOLDER_DAMAGED
   */
  async newKey(givenActor: string): Promise<string> {
    const actor = actorOf(givenActor);
    if (this.#environment.encryptionKey !== undefined)
      throw new SeatbackError({
        code: 'KEY_IN_ENVIRONMENT',
        expected: 'keys that lie in the key file',
        found: 'SEATBACK_ENCRYPTION_KEY',
        where: 'environment variables',
        next: 'Make one with openssl rand -base64 32; the key of now goes to SEATBACK_ENCRYPTION_KEYS_BEFORE.',
      });
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const keyId = addKey(keyFileOf(this.#environment.dataFolder));
      await this.#auditLog.record(session, { actor, act: 'keys.new', subject: `key ${keyId}`, detail: {} });
      return keyId;
    });
  }

  /**
   * Seals everything anew that is not sealed with the newest key. Safe to repeat: what broke off goes on where it stopped,
   * and until then both keys open. Equal contents go on being told by the key that told them before.
   *
   * @throws SeatbackError ACTOR_INVALID
   */
  async execute(givenActor: string): Promise<Rotation> {
    const actor = actorOf(givenActor);
    await this.#unitOfWork.inTransaction(async (session) => {
      // Before anything else: with the old key gone, nothing would be recognised.
      await keepFingerprintKey(session, this.#vault, this.#clock.now());
      await this.#auditLog.record(session, {
        actor,
        act: 'keys.rotate',
        subject: `key ${this.#vault.keyId}`,
        detail: { opens: [...this.#vault.keyIds] },
      });
    });
    const columns = await this.#unitOfWork.inSession(async (session) => {
      const done: ResealedColumn[] = [];
      for (const column of COLUMNS) done.push(await resealColumn(session, this.#vault, column));
      return done;
    });
    return { keyId: this.#vault.keyId, columns };
  }
}
