import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, Vault, type Session } from '../../database/index.js';
import { CLOCK, type Clock } from '../../kernel/index.js';
import type { VendorRefusal, VendorStatuses } from '../answers/messages/index.js';
import { ReadAnswers } from '../answers/read-answers.js';
import { RealRoom } from './real-room.js';
import { SampleRoom } from './sample-room.js';
import {
  batchAnswered,
  batchDiffers,
  batchNotAcknowledged,
  paymentsUnknown,
  vendorBatchUnknown,
} from './vendor-errors.js';
import type { BatchPlace, TakenReports, VendorBatch, VendorBatchPayment, VendorRoom } from './vendor-room.js';
import type { VendorCaller } from './vendor-sign-in.js';

/** The work of a vendor: its released batches, and what it says of them. */
@Injectable()
export class VendorBatches {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #real: VendorRoom;
  readonly #samples: VendorRoom;

  constructor(unitOfWork: UnitOfWork, answers: ReadAnswers, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#real = new RealRoom(answers, vault);
    this.#samples = new SampleRoom(unitOfWork);
  }

  /** The first released first. */
  async list(caller: VendorCaller, after: BatchPlace | undefined, limit: number): Promise<VendorBatch[]> {
    return this.#unitOfWork.inSession((session) => this.#roomOf(caller).list(session, caller.vendor, after, limit));
  }

  /** @throws SeatbackError BATCH_UNKNOWN */
  async one(caller: VendorCaller, batchId: string): Promise<VendorBatch> {
    return this.#unitOfWork.inSession((session) => this.#found(session, caller, batchId));
  }

  /** By line. @throws SeatbackError BATCH_UNKNOWN */
  async payments(caller: VendorCaller, batchId: string, after: number, limit: number): Promise<VendorBatchPayment[]> {
    return this.#unitOfWork.inSession(async (session) => {
      await this.#found(session, caller, batchId);
      return this.#roomOf(caller).payments(session, batchId, after, limit);
    });
  }

  /** The bytes that were approved, with their SHA-256. @throws SeatbackError BATCH_UNKNOWN, SEAL_BROKEN, SEAL_KEY_UNKNOWN */
  async file(
    caller: VendorCaller,
    batchId: string,
  ): Promise<{ readonly content: Buffer; readonly batch: VendorBatch }> {
    return this.#unitOfWork.inSession(async (session) => {
      const batch = await this.#found(session, caller, batchId);
      return { content: await this.#roomOf(caller).file(session, batchId), batch };
    });
  }

  /**
   * The vendor has the file as it was approved, whole. Saying it again changes nothing.
   *
   * @throws SeatbackError BATCH_UNKNOWN, BATCH_DIFFERS, BATCH_ANSWERED
   */
  async acknowledge(
    caller: VendorCaller,
    batchId: string,
    said: { readonly fileHash: string; readonly paymentCount: number },
  ): Promise<VendorBatch> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const batch = await this.#found(session, caller, batchId);
      if (said.fileHash !== batch.fileHash || said.paymentCount !== batch.paymentCount)
        throw batchDiffers(
          batchId,
          `${String(batch.paymentCount)} payments in a file with SHA-256 ${batch.fileHash}`,
          `${String(said.paymentCount)} payments, SHA-256 ${said.fileHash}`,
        );
      if (batch.state === 'released')
        await this.#roomOf(caller).acknowledge(session, caller.vendor, batch, this.#clock.now());
      const now = await this.#found(session, caller, batchId);
      if (now.state !== 'acknowledged') throw batchAnswered(batchId, now.state);
      return now;
    });
  }

  /**
   * The vendor pays nothing of it: each payment fails for the reasons given. Saying it again changes nothing.
   *
   * @param body as it came; it is kept, and what follows is read from it
   * @throws SeatbackError BATCH_UNKNOWN, BATCH_ANSWERED, ACCOUNTING_MONTH_CLOSED
   */
  async refuse(caller: VendorCaller, batchId: string, refusal: VendorRefusal, body: string): Promise<VendorBatch> {
    const room = this.#roomOf(caller);
    await this.#unitOfWork.inTransaction(async (session) => {
      const batch = await this.#found(session, caller, batchId);
      if (batch.state === 'released')
        await room.claimRefusal(session, caller.vendor, batch, refusal, this.#clock.now());
      const { state } = await this.#found(session, caller, batchId);
      if (state !== 'refused') throw batchAnswered(batchId, state);
    });
    // Only now, and again after a crash: nothing that follows may be there beside an acknowledgement.
    await room.refuse(caller.vendor, batchId, body);
    return this.one(caller, batchId);
  }

  /**
   * What became of payments: all reports of a request, or none.
   *
   * @param body as it came; it is kept, and what follows is read from it
   * @throws SeatbackError BATCH_UNKNOWN, BATCH_NOT_ACKNOWLEDGED, PAYMENT_UNKNOWN, ACCOUNTING_MONTH_CLOSED
   */
  async report(caller: VendorCaller, batchId: string, statuses: VendorStatuses, body: string): Promise<TakenReports> {
    const room = this.#roomOf(caller);
    await this.#unitOfWork.inSession(async (session) => {
      const batch = await this.#found(session, caller, batchId);
      if (batch.state !== 'acknowledged') throw batchNotAcknowledged(batchId, `one that is ${batch.state}`);
      const unknown = await room.unknownPayments(
        session,
        batchId,
        statuses.reports.map(({ paymentId }) => paymentId),
      );
      if (unknown.length > 0) throw paymentsUnknown(batchId, unknown);
    });
    const taken = await room.report(caller.vendor, batchId, statuses, body);
    return { batchId, reports: statuses.reports.length, ...taken };
  }

  #roomOf({ isSandbox }: VendorCaller): VendorRoom {
    return isSandbox ? this.#samples : this.#real;
  }

  async #found(session: Session, caller: VendorCaller, batchId: string): Promise<VendorBatch> {
    const batch = await this.#roomOf(caller).find(session, caller.vendor, batchId);
    if (batch === undefined) throw vendorBatchUnknown(batchId);
    return batch;
  }
}
