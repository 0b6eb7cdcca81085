import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, writeWhole, type Session } from '../../database/index.js';
import { canonicalJson, CLOCK, Money, SeatbackError, type Clock } from '../../kernel/index.js';
import { Ledger, type NewJournal } from '../../ledger/index.js';
import { PayoutBatch, type BatchState } from './batch.entity.js';
import { wireFilePurpose } from './prepare-payout.js';

/** The checker's part, and the release: an approval is bound to exactly the file, count and totals that were looked at. */
@Injectable()
export class ReleasePayout {
  readonly #unitOfWork: UnitOfWork;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    ledger: Ledger,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
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
   * @throws SeatbackError BATCH_UNKNOWN, BATCH_STATE, SAME_PERSON, WIRE_FILE_CHANGED
   */
  async approve(
    batchNumber: number,
    actor: string,
    expected: { readonly fileHash?: string | undefined } = {},
  ): Promise<PayoutBatch> {
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const batch = await this.#batchIn(session, batchNumber, ['prepared']);
      if (batch.preparedBy === actor) throw samePerson(batch, actor);
      await this.#openFile(session, batch);
      if (expected.fileHash !== undefined && expected.fileHash !== batch.fileHash)
        throw fileChanged(batch, expected.fileHash);
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

  /** Takes a batch back before it is released: its ids are never used again, its payments may go into another. */
  async void(batchNumber: number, actor: string, reason: string): Promise<PayoutBatch> {
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      await this.#batchIn(session, batchNumber, ['prepared', 'approved']);
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
   * Writes the approved file to the outbox and moves its payments into transit. In three steps, each of which may be
   * repeated: begun (on record), written (the same bytes under the same name), released (with the journals). A crash
   * in between leaves the batch `releasing`, and releasing it again goes on from there.
   *
   * @throws SeatbackError BATCH_UNKNOWN, BATCH_STATE, WIRE_FILE_CHANGED, ACCOUNTING_MONTH_CLOSED
   */
  async release(batchNumber: number, actor: string): Promise<PayoutBatch> {
    const { batch, content } = await this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const found = await this.#batchIn(session, batchNumber, ['approved', 'releasing']);
      const file = await this.#openFile(session, found);
      if (found.state === 'releasing') return { batch: found, content: file };
      await session.execute(
        `UPDATE payout_batch SET state = 'releasing', released_by = $2, release_begun_at = $3 WHERE batch = $1`,
        [batchNumber, actor, this.#clock.now()],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'payout.release',
        subject: `batch ${String(batchNumber)}`,
        detail: { message: found.messageId, fileHash: found.fileHash },
      });
      return { batch: found, content: file };
    });
    const path = this.#writeToOutbox(batch, content);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const current = await findBatch(session, batchNumber);
      // Somebody else released the same batch in the meantime; the file is the same one.
      if (current.state === 'released') return current;
      await this.#ledger.post(session, await releaseJournals(session, batch));
      await session.execute(
        `UPDATE payout_batch SET state = 'released', released_at = $2, released_as = $3 WHERE batch = $1`,
        [batchNumber, this.#clock.now(), path],
      );
      return findBatch(session, batchNumber);
    });
  }

  async #batchIn(session: Session, batchNumber: number, states: readonly BatchState[]): Promise<PayoutBatch> {
    const batch = await findBatch(session, batchNumber);
    if (states.includes(batch.state)) return batch;
    throw new SeatbackError({
      code: 'BATCH_STATE',
      expected: `a batch that is ${states.join(' or ')}`,
      found: batch.state,
      where: `batch ${String(batchNumber)} of ${batch.campaignId}`,
      next:
        batch.state === 'released'
          ? 'It has been released; it is never released again.'
          : 'A batch is prepared, approved and released, in this order.',
    });
  }

  /** The stored file, and certain that it is the one that was hashed and that its instructions still stand. */
  async #openFile(session: Session, batch: PayoutBatch): Promise<Buffer> {
    const { sealed } = await session.one<{ sealed: Buffer }>(
      'SELECT file_sealed AS sealed FROM payout_batch WHERE batch = $1',
      [batch.batch],
    );
    const content = this.#vault.open(sealed, wireFilePurpose(batch.messageId));
    const hash = createHash('sha256').update(content).digest('hex');
    if (hash !== batch.fileHash) throw fileChanged(batch, hash);
    const { count, totals } = await session.one<{ count: number; totals: Record<string, string> | null }>(
      `SELECT sum(payments)::integer AS count, jsonb_object_agg(currency, total) AS totals FROM (
         SELECT currency, count(*) AS payments, sum(amount)::text AS total FROM payment_instruction WHERE batch = $1 AND NOT voided GROUP BY currency) AS live`,
      [batch.batch],
    );
    if (count !== batch.paymentCount || canonicalJson(totals ?? {}) !== canonicalJson(batch.totals))
      throw fileChanged(batch, `${String(count)} payments, ${canonicalJson(totals ?? {})}`);
    return content;
  }

  #writeToOutbox(batch: PayoutBatch, content: Buffer): string {
    const outbox = join(this.#environment.dataFolder, 'outbox');
    mkdirSync(outbox, { recursive: true, mode: 0o700 });
    const path = join(outbox, `${batch.messageId}.xml`);
    if (existsSync(path)) {
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      if (hash !== batch.fileHash) throw fileChanged(batch, hash, path);
      return path;
    }
    writeWhole(path, content);
    return path;
  }
}

/** @throws SeatbackError BATCH_UNKNOWN */
async function findBatch(session: Session, batchNumber: number): Promise<PayoutBatch> {
  const batch = await session.manager.findOneBy(PayoutBatch, { batch: batchNumber });
  if (batch !== null) return batch;
  throw new SeatbackError({
    code: 'BATCH_UNKNOWN',
    expected: 'the number of a batch',
    found: String(batchNumber),
    where: 'payout batches',
    next: 'Prepare one first.',
  });
}

async function releaseJournals(session: Session, batch: PayoutBatch): Promise<NewJournal[]> {
  const payments = await session.query<{
    endToEndId: string;
    partnerKey: number;
    partnerId: string;
    amount: string;
    currency: string;
  }>(
    `SELECT end_to_end_id AS "endToEndId", partner_key AS "partnerKey", partner_id AS "partnerId", amount, currency
     FROM payment_instruction JOIN partner USING (partner_key) WHERE batch = $1 AND NOT voided ORDER BY line`,
    [batch.batch],
  );
  const { campaignId } = batch;
  return payments.map(({ endToEndId, partnerKey, partnerId, amount, currency }) => ({
    kind: 'release',
    cause: `release ${endToEndId}`,
    campaignId,
    transfers: [
      {
        debit: { kind: 'payable', campaignId, partnerKey },
        credit: { kind: 'in-transit', campaignId, partnerKey },
        amount: Money.of(amount, currency),
      },
    ],
    description: `Released to partner ${partnerId} as ${endToEndId} in ${batch.messageId}`,
  }));
}

function samePerson(batch: PayoutBatch, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'approval by a second person',
    found: `${actor}, who prepared it`,
    where: `batch ${String(batch.batch)} of ${batch.campaignId}`,
    next: 'Let somebody else look at the file and approve.',
  });
}

function fileChanged(
  batch: PayoutBatch,
  found: string,
  where = `batch ${String(batch.batch)} of ${batch.campaignId}`,
): SeatbackError {
  return new SeatbackError({
    code: 'WIRE_FILE_CHANGED',
    expected: `the file with SHA-256 ${batch.fileHash}, ${String(batch.paymentCount)} payments, ${canonicalJson(batch.totals)}`,
    found,
    where,
    next: 'Do not send it. Void the batch, find out who changed it, and prepare anew.',
  });
}
