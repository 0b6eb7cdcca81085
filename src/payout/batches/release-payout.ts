import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { ENVIRONMENT, readPayerSettings, type Environment, type DebtorAccount } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, whileHolding, type Session } from '../../database/index.js';
import {
  actorOf,
  canonicalJson,
  CLOCK,
  dayOf,
  invariant,
  isSameActor,
  Money,
  reasonOf,
  SeatbackError,
  type Clock,
} from '../../kernel/index.js';
import { Ledger, type NewJournal } from '../../ledger/index.js';
import { moved } from '../answers/payments/ledger-payment.js';
import { settlePayments } from '../answers/payments/settle-payments.js';
import { keptFile, keptFileHash } from '../wire-files/index.js';
import { batchOfSupersededRun } from './apply-minimum.js';
import { fileChanged, inTheWay, samePerson, uncertain, whereOf } from './batch-errors.js';
import { PayoutBatch, type BatchState } from './batch.entity.js';
import { expectCovered, expectStillRight, type PayoutDay } from './expect-still-right.js';
import { isFileLost } from './lost-file.js';
import { Outbox } from './outbox.js';

/** What a person found out about a file that a broken release may or may not have handed over. */
export type FileWhereabouts = 'taken' | 'not-taken';

/** The checker's part, and the release: an approval is bound to exactly the file, count and totals that were looked at. */
@Injectable()
export class ReleasePayout {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    ledger: Ledger,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
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
      const batch = await this.#batchIn(session, batchNumber, ['prepared']);
      if (isSameActor(batch.preparedBy, actor)) throw samePerson(batch, actor);
      await expectOfPostedRun(session, batch);
      await this.#expectUnchanged(session, batch);
      if (expected.fileHash !== undefined && expected.fileHash !== batch.fileHash)
        throw fileChanged(batch, expected.fileHash);
      await this.#expectStillRight(session, batch);
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
      const seen = await findBatch(session, batchNumber);
      const batch = this.#isStillHere(seen)
        ? seen
        : await this.#batchIn(session, batchNumber, ['prepared', 'approved']);
      if (batch.vendor === null) {
        const outbox = this.#outboxOf(batch);
        outbox.discardStaged(batch.messageId);
        // Whoever lost the lock with their connection may have given it its name just before: then it has left.
        if (batch.state === 'releasing' && outbox.publishedHash(batch.messageId) !== undefined)
          throw uncertain(batch, outbox.pathOf(batch.messageId));
      }
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
   * @param whereabouts what a person found out, where a release before asked for it
   * @param foundOut how, in words that go on record
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, BATCH_UNKNOWN, BATCH_STATE, BATCH_OF_SUPERSEDED_RUN, WIRE_FILE_CHANGED, WIRE_FILE_UNCERTAIN,
   *   EXECUTION_DATE_PAST, DEBTOR_ACCOUNT_GONE, RATE_CORRECTED, PAYEE_CHANGED, SETTINGS_FILE_INVALID, LEDGER_OVERDRAWN, ACCOUNTING_MONTH_CLOSED
   */
  async release(
    batchNumber: number,
    givenActor: string,
    {
      whereabouts,
      foundOut,
    }: { readonly whereabouts?: FileWhereabouts | undefined; readonly foundOut?: string | undefined } = {},
  ): Promise<PayoutBatch> {
    const actor = actorOf(givenActor);
    const reason = foundOut === undefined ? undefined : reasonOf(foundOut);
    return this.#unitOfWork.inSession((session) =>
      whileHolding(session, 'payout', async () => {
        const batch = await session.transaction(() => this.#readyToLeave(session, batchNumber));
        if (batch.vendor !== null) return session.transaction(() => this.#openToVendor(session, batch, actor));
        const { messageId, fileHash } = batch;
        const outbox = this.#outboxOf(batch);
        const stage = async () => {
          const staged = await outbox.stage(messageId, keptFile(session, this.#vault, messageId));
          if (staged === fileHash) return;
          outbox.discardStaged(messageId);
          throw fileChanged(batch, staged);
        };
        const published = outbox.publishedHash(messageId);
        if (published !== undefined && published !== fileHash)
          throw inTheWay(batch, outbox.pathOf(messageId), published);

        const isLost = isFileLost(batch, outbox);
        if (isLost && whereabouts === undefined) throw uncertain(batch, outbox.pathOf(messageId));

        if (batch.state === 'approved') {
          if (published === undefined) await stage();
          await session.transaction(() => this.#begin(session, batch, actor));
        } else {
          const said = isLost && whereabouts !== undefined ? { fileSaidToBe: whereabouts, reason } : {};
          await session.transaction(() => this.#takeUp(session, batch, actor, said));
          if (isLost && whereabouts === 'not-taken') await stage();
          // Days may have passed since it broke off: what has not left yet is held against today once more.
          if (this.#isStillHere(batch)) await session.transaction(() => this.#expectToLeave(session, batch));
        }

        if (batch.fileWrittenAt === null) {
          const isToBePublished = published === undefined && !(isLost && whereabouts === 'taken');
          if (isToBePublished && !outbox.publish(messageId, fileHash)) throw uncertain(batch, outbox.pathOf(messageId));
          await session.execute('UPDATE payout_batch SET file_written_at = $2 WHERE batch = $1', [
            batchNumber,
            this.#clock.now(),
          ]);
        }
        outbox.discardStaged(messageId);

        return session.transaction(async () => {
          for await (const journals of releaseJournals(session, batch)) await this.#ledger.post(session, journals);
          await session.execute(
            `UPDATE payout_batch SET state = 'released', released_at = $2, released_as = $3 WHERE batch = $1`,
            [batchNumber, this.#clock.now(), outbox.pathOf(messageId)],
          );
          // A bank may answer before a release that broke off is finished.
          await settlePayments(session, this.#ledger, { batch: batchNumber }, this.#clock.now());
          return findBatch(session, batchNumber);
        });
      }),
    );
  }

  /**
   * A vendor fetches its batch itself: nothing is handed to the outbox, and all is one transaction. From its end on the
   * vendor sees the batch.
   */
  async #openToVendor(session: Session, batch: PayoutBatch, actor: string): Promise<PayoutBatch> {
    // Another may have released it since it was looked at: each step is taken by one.
    const current = await this.#batchIn(session, batch.batch, ['approved']);
    await this.#begin(session, current, actor);
    const now = this.#clock.now();
    await session.execute('UPDATE payout_batch SET file_written_at = $2 WHERE batch = $1', [batch.batch, now]);
    for await (const journals of releaseJournals(session, batch)) await this.#ledger.post(session, journals);
    await session.execute(
      `UPDATE payout_batch SET state = 'released', released_at = $2, released_as = 'vendor ' || vendor WHERE batch = $1`,
      [batch.batch, now],
    );
    return findBatch(session, batch.batch);
  }

  /** The batch, its file looked at, as they are now that the lock is held; one that has not left is held against today. */
  async #readyToLeave(session: Session, batchNumber: number): Promise<PayoutBatch> {
    const batch = await this.#batchIn(session, batchNumber, ['approved', 'releasing']);
    await this.#expectUnchanged(session, batch);
    if (batch.state === 'approved') await this.#expectToLeave(session, batch);
    return batch;
  }

  /** What is to leave is right today, and owed. */
  async #expectToLeave(session: Session, batch: PayoutBatch): Promise<void> {
    await expectOfPostedRun(session, batch);
    await this.#expectStillRight(session, batch);
    await this.#ledger.expectOpen(session);
    await expectCovered(session, batch);
  }

  /** Whether the file of a release that broke off lies staged, where no connector takes it, and nowhere else. */
  #isStillHere(batch: PayoutBatch): boolean {
    if (batch.state !== 'releasing' || batch.fileWrittenAt !== null || batch.vendor !== null) return false;
    const outbox = this.#outboxOf(batch);
    return outbox.publishedHash(batch.messageId) === undefined && outbox.isStaged(batch.messageId, batch.fileHash);
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

  async #expectStillRight(session: Session, batch: PayoutBatch): Promise<void> {
    const { payees, settingsFile } = this.#environment;
    const accounts: readonly DebtorAccount[] =
      batch.vendor === null ? readPayerSettings(settingsFile).debtorAccounts : [];
    const [first] = accounts;
    // A batch that was prepared when there was one account does not say which.
    const zone = batch.bankTimeZone ?? first?.bankTimeZone;
    invariant(zone !== undefined, 'a batch has a zone, or the settings have an account');
    const terms = await termsOfBatch(session, this.#versions, batch);
    const now = this.#clock.now();
    const day: PayoutDay = { now, today: dayOf(now, zone), terms, payees };
    const debtorBic = batch.bankTimeZone === null ? first?.bic : undefined;
    await expectStillRight(
      session,
      batch,
      { day: debtorBic === undefined ? day : { ...day, debtorBic }, accounts },
      this.#vault,
    );
  }

  async #batchIn(session: Session, batchNumber: number, states: readonly BatchState[]): Promise<PayoutBatch> {
    const batch = await findBatch(session, batchNumber);
    if (states.includes(batch.state)) return batch;
    throw new SeatbackError({
      code: 'BATCH_STATE',
      expected: `a batch that is ${states.join(' or ')}`,
      found: batch.state,
      where: whereOf(batch),
      next:
        batch.state === 'released'
          ? 'It has been released; it is never released again.'
          : 'A batch is prepared, approved and released, in this order.',
    });
  }

  #outboxOf({ format }: PayoutBatch): Outbox {
    invariant(format !== 'vendor', 'a vendor fetches its batch itself');
    return new Outbox(this.#environment.dataFolder, format);
  }

  /** The stored file is the one that was hashed, and its instructions still stand. */
  async #expectUnchanged(session: Session, batch: PayoutBatch): Promise<void> {
    const hash = await keptFileHash(session, this.#vault, batch.messageId);
    if (hash !== batch.fileHash) throw fileChanged(batch, hash);
    const { count, totals } = await session.one<{ count: number; totals: Record<string, string> | null }>(
      `SELECT sum(payments)::integer AS count, jsonb_object_agg(currency, total) AS totals FROM (
         SELECT paid_currency AS currency, count(*) AS payments, sum(paid_amount)::text AS total FROM payment_instruction
         WHERE batch = $1 AND NOT voided GROUP BY paid_currency) AS live`,
      [batch.batch],
    );
    if (count !== batch.paymentCount || canonicalJson(totals ?? {}) !== canonicalJson(batch.totals))
      throw fileChanged(batch, `${String(count)} payments, ${canonicalJson(totals ?? {})}`);
  }
}

/** What a run says that was restated since is not paid any more. @throws SeatbackError BATCH_OF_SUPERSEDED_RUN */
async function expectOfPostedRun(session: Session, { batch, run, state }: PayoutBatch): Promise<void> {
  const { runState } = await session.one<{ runState: string }>(
    'SELECT state AS "runState" FROM calculation_run WHERE run = $1',
    [run],
  );
  if (runState !== 'posted') throw batchOfSupersededRun(batch, run, null, state);
}

/** @throws SeatbackError BATCH_UNKNOWN */
export async function findBatch(session: Session, batchNumber: number): Promise<PayoutBatch> {
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

/** The terms that the batch was prepared by. */
export async function termsOfBatch(
  session: Session,
  versions: CampaignVersions,
  { campaignId, run }: PayoutBatch,
): Promise<CampaignTerms> {
  const { version } = await session.one<{ version: number }>('SELECT version FROM calculation_run WHERE run = $1', [
    run,
  ]);
  return (await versions.published(session, campaignId, version)).terms;
}

/** Some thousand at a time; in a transaction. */
async function* releaseJournals(session: Session, batch: PayoutBatch): AsyncGenerator<NewJournal[], void> {
  const pages = session.streamTogether<{
    endToEndId: string;
    partnerKey: number;
    partnerId: string;
    amount: string;
    currency: string;
    paidAmount: string;
    paidCurrency: string;
  }>(
    `SELECT end_to_end_id AS "endToEndId", partner_key AS "partnerKey", partner_id AS "partnerId", amount, currency,
       paid_amount AS "paidAmount", paid_currency AS "paidCurrency"
     FROM payment_instruction JOIN partner USING (partner_key) WHERE batch = $1 AND NOT voided ORDER BY line`,
    [batch.batch],
  );
  const { campaignId } = batch;
  for await (const payments of pages)
    yield payments.map(({ endToEndId, partnerKey, partnerId, amount, currency, paidAmount, paidCurrency }) => ({
      kind: 'release',
      cause: `release ${endToEndId}`,
      campaignId,
      transfers: moved(
        { campaignId, partnerKey, amount: Money.of(paidAmount, paidCurrency), owed: Money.of(amount, currency) },
        'payable',
        'in-transit',
      ),
      description: `Released to partner ${partnerId} as ${endToEndId} in ${batch.messageId}`,
    }));
}
