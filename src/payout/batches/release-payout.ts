import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, whileHolding, type Session } from '../../database/index.js';
import { actorOf, CLOCK, isSameActor, reasonOf, type Clock } from '../../kernel/index.js';
import { Ledger } from '../../ledger/index.js';
import { settlePayments } from '../answers/payments/settle-payments.js';
import { keptFile } from '../wire-files/index.js';
import { samePerson, stillHere, uncertain } from './batch-errors.js';
import { BatchFile } from './batch-file.js';
import { BatchReadiness } from './batch-readiness.js';
import type { PayoutBatch } from './batch.entity.js';
import { findBatch, findBatchIn } from './find-batch.js';
import { expectOfLastAttempt } from './lost-file.js';
import { releaseJournals } from './release-journals.js';

/** What a person found out about a file that a broken release may or may not have handed over. */
export type FileWhereabouts = 'taken' | 'not-taken';

/** What a person found out, where a release before asked for it. */
interface FoundOut {
  readonly whereabouts?: FileWhereabouts | undefined;
  /** How, in words that go on record. */
  readonly foundOut?: string | undefined;
  /** Of which handing over, as `LostFile` counts them; of the last one, where it is left out. */
  readonly attempt?: number | undefined;
}

interface HandingOver extends Omit<FoundOut, 'foundOut'> {
  readonly actor: string;
  readonly reason: string | undefined;
}

/** The checker's part, and the release: an approval is bound to exactly the file, count and totals that were looked at. */
@Injectable()
export class ReleasePayout {
  readonly #unitOfWork: UnitOfWork;
  readonly #readiness: BatchReadiness;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    readiness: BatchReadiness,
    ledger: Ledger,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#readiness = readiness;
    this.#ledger = ledger;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * Approves a prepared batch.
   *
   * @param expected what the checker looked at, where they name it: another file under the same number is refused
   * @throws SeatbackError ACTOR_INVALID, BATCH_UNKNOWN, BATCH_STATE, BATCH_OF_SUPERSEDED_RUN, SAME_PERSON, WIRE_FILE_CHANGED, EXECUTION_DATE_PAST, DEBTOR_ACCOUNT_GONE,
   *   RATE_CORRECTED, PAYEE_CHANGED, SETTINGS_FILE_INVALID
   */
  async approve(
    batchNumber: number,
    givenActor: string,
    expected: { readonly fileHash?: string | undefined } = {},
  ): Promise<PayoutBatch> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const batch = await findBatchIn(session, batchNumber, ['prepared']);
      if (isSameActor(batch.preparedBy, actor)) throw samePerson(batch, actor);
      await this.#readiness.expectToApprove(session, batch, expected.fileHash);
      await session.execute(
        `UPDATE payout_batch SET state = 'approved', approved_by = $2, approved_at = $3, approved_hash = file_hash, approved_count = payment_count,
           approved_totals = totals WHERE batch = $1`,
        [batchNumber, actor, this.#clock.now()],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'payout.approve',
        subject: `batch ${String(batchNumber)}`,
        detail: { fileHash: batch.fileHash, payments: batch.paymentCount, totals: batch.totals },
      });
      return findBatch(session, batchNumber);
    });
  }

  /**
   * Takes a batch back before its file has left: its ids are never used again, its payments may go into another. One whose
   * release broke off is taken back only where its file is still staged, which it is not any more then.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, BATCH_UNKNOWN, BATCH_STATE, WIRE_FILE_UNCERTAIN
   */
  async void(batchNumber: number, givenActor: string, givenReason: string): Promise<PayoutBatch> {
    const actor = actorOf(givenActor);
    const reason = reasonOf(givenReason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const batch = await this.#revocable(session, batchNumber);
      if (batch.vendor === null) this.#fileOf(batch).takeBack();
      await session.execute(
        `UPDATE payout_batch SET state = 'voided', voided_by = $2, voided_at = $3, voided_because = $4 WHERE batch = $1`,
        [batchNumber, actor, this.#clock.now(), reason],
      );
      await session.execute('UPDATE payment_instruction SET voided = true WHERE batch = $1', [batchNumber]);
      await this.#auditLog.record(session, {
        actor,
        act: 'payout.void',
        subject: `batch ${String(batchNumber)}`,
        detail: { reason },
      });
      return findBatch(session, batchNumber);
    });
  }

  /**
   * Hands the approved file to the outbox and moves its payments into transit. The file is never handed over twice:
   *
   * 1. staged: whole and on the disk, under a name that no connector takes; the batch is still `approved`
   * 2. begun: the batch is `releasing` and that is committed; only now may the file leave
   * 3. published: one rename of the staged file, which can succeed once
   * 4. recorded as written; from here on nobody writes it again, be it in the outbox or taken already
   * 5. released, with the journals
   *
   * A crash before 2 leaves an approved batch. After it, releasing again goes on: a staged file was not published; a
   * published one that still lies there is the same by its hash. Only where neither is to be found, and 4 was not
   * reached, may a connector have taken the file within that moment (or the outbox is another machine's): then a person
   * has to look. The lock is held throughout; whoever lost it with their connection fails at 2 or finds nothing to rename.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, BATCH_UNKNOWN, BATCH_STATE, BATCH_OF_SUPERSEDED_RUN, WIRE_FILE_CHANGED, WIRE_FILE_UNCERTAIN,
   *   EXECUTION_DATE_PAST, DEBTOR_ACCOUNT_GONE, RATE_CORRECTED, PAYEE_CHANGED, SETTINGS_FILE_INVALID, LEDGER_OVERDRAWN, ACCOUNTING_MONTH_CLOSED
   */
  async release(batchNumber: number, givenActor: string, { foundOut, ...said }: FoundOut = {}): Promise<PayoutBatch> {
    const actor = actorOf(givenActor);
    const reason = foundOut === undefined ? undefined : reasonOf(foundOut);
    return this.#unitOfWork.inSession((session) =>
      whileHolding(session, 'payout', async () => {
        const batch = await session.transaction(() => this.#readyToLeave(session, batchNumber));
        if (batch.vendor !== null) return session.transaction(() => this.#openToVendor(session, batch, actor));
        const file = this.#fileOf(batch);
        await this.#handOver(session, batch, file, { actor, ...said, reason });
        return session.transaction(async () => {
          await this.#post(session, batch, file.path);
          // A bank may answer before a release that broke off is finished.
          await settlePayments(session, this.#ledger, { batch: batchNumber }, this.#clock.now());
          return findBatch(session, batchNumber);
        });
      }),
    );
  }

  /** Steps 1 to 4, or what an earlier release left of them. */
  async #handOver(
    session: Session,
    batch: PayoutBatch,
    file: BatchFile,
    { actor, whereabouts, reason, attempt }: HandingOver,
  ): Promise<void> {
    const stage = async () => file.stage(keptFile(session, this.#vault, batch.messageId));
    if (attempt !== undefined && batch.state === 'releasing') await expectOfLastAttempt(session, batch, attempt);
    if (whereabouts === 'taken' && file.isStillHere()) throw stillHere(batch, file.path);
    const isPublished = file.isPublished();
    const isLost = !isPublished && file.isLost();
    if (isLost && whereabouts === undefined) throw uncertain(batch, file.path);

    if (batch.state === 'approved') {
      if (!isPublished) await stage();
      await session.transaction(() => this.#begin(session, batch, actor));
    } else {
      const said = isLost && whereabouts !== undefined ? { fileSaidToBe: whereabouts, reason } : {};
      await session.transaction(() => this.#takeUp(session, batch, actor, said));
      if (isLost && whereabouts === 'not-taken') await stage();
      // Days may have passed since it broke off: what has not left yet is held against today once more.
      if (file.isStillHere()) await session.transaction(() => this.#readiness.expectToLeave(session, batch));
    }

    if (batch.fileWrittenAt === null) {
      const wasTaken = isLost && whereabouts === 'taken';
      if (!isPublished && !wasTaken) file.publish();
      await this.#recordWritten(session, batch);
    }
    file.discardStaged();
  }

  /**
   * A vendor fetches its batch itself: nothing is handed to the outbox, and all is one transaction. From its end on the
   * vendor sees the batch.
   */
  async #openToVendor(session: Session, { batch, vendor }: PayoutBatch, actor: string): Promise<PayoutBatch> {
    // Another may have released it since it was looked at: each step is taken by one.
    const current = await findBatchIn(session, batch, ['approved']);
    await this.#begin(session, current, actor);
    await this.#recordWritten(session, current);
    await this.#post(session, current, `vendor ${vendor ?? ''}`);
    return findBatch(session, batch);
  }

  /** Step 4. */
  async #recordWritten(session: Session, { batch }: PayoutBatch): Promise<void> {
    await session.execute('UPDATE payout_batch SET file_written_at = $2 WHERE batch = $1', [batch, this.#clock.now()]);
  }

  /** Step 5. */
  async #post(session: Session, batch: PayoutBatch, releasedAs: string): Promise<void> {
    for await (const journals of releaseJournals(session, batch)) await this.#ledger.post(session, journals);
    await session.execute(
      `UPDATE payout_batch SET state = 'released', released_at = $2, released_as = $3 WHERE batch = $1`,
      [batch.batch, this.#clock.now(), releasedAs],
    );
  }

  /** The batch, where nothing of it has left: one whose release broke off still has its file staged, and nowhere else. */
  async #revocable(session: Session, batchNumber: number): Promise<PayoutBatch> {
    const batch = await findBatch(session, batchNumber);
    if (batch.vendor === null && this.#fileOf(batch).isStillHere()) return batch;
    return findBatchIn(session, batchNumber, ['prepared', 'approved']);
  }

  /** The batch, its file looked at, as they are now that the lock is held; one that has not left is held against today. */
  async #readyToLeave(session: Session, batchNumber: number): Promise<PayoutBatch> {
    const batch = await findBatchIn(session, batchNumber, ['approved', 'releasing']);
    await this.#readiness.expectUnchanged(session, batch);
    if (batch.state === 'approved') await this.#readiness.expectToLeave(session, batch);
    return batch;
  }

  #fileOf(batch: PayoutBatch): BatchFile {
    return new BatchFile(this.#environment.dataFolder, batch);
  }

  async #begin(session: Session, { batch, messageId, fileHash }: PayoutBatch, actor: string): Promise<void> {
    await session.execute(
      `UPDATE payout_batch SET state = 'releasing', released_by = $2, release_begun_at = $3 WHERE batch = $1`,
      [batch, actor, this.#clock.now()],
    );
    await this.#auditLog.record(session, {
      actor,
      act: 'payout.release',
      subject: `batch ${String(batch)}`,
      detail: { message: messageId, fileHash },
    });
  }

  async #takeUp(
    session: Session,
    { batch, messageId, releasedBy, fileWrittenAt }: PayoutBatch,
    actor: string,
    said: { readonly fileSaidToBe?: FileWhereabouts; readonly reason?: string | undefined },
  ): Promise<void> {
    await this.#auditLog.record(session, {
      actor,
      act: 'payout.release-resumed',
      subject: `batch ${String(batch)}`,
      detail: {
        message: messageId,
        begunBy: releasedBy,
        fileWritten: fileWrittenAt !== null,
        ...(said.fileSaidToBe === undefined ? {} : { fileSaidToBe: said.fileSaidToBe }),
        ...(said.reason === undefined ? {} : { reason: said.reason }),
      },
    });
  }
}
