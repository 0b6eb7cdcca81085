import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../database/index.js';
import { isSameActor, SeatbackError } from '../../../kernel/index.js';
import { PreparePayout, ReleasePayout, ShowPayout, voidingOf } from '../../../payout/index.js';
import type { Taker } from './run-acts.js';

/** What the commands do with payouts, for pages and the API: the same use cases. */
@Injectable()
export class PayoutActs {
  readonly #unitOfWork: UnitOfWork;
  readonly #preparation: PreparePayout;
  readonly #release: ReleasePayout;
  readonly #show: ShowPayout;

  constructor(unitOfWork: UnitOfWork, preparation: PreparePayout, release: ReleasePayout, show: ShowPayout) {
    this.#unitOfWork = unitOfWork;
    this.#preparation = preparation;
    this.#release = release;
    this.#show = show;
  }

  /** Safe to repeat: what is in a batch already is left alone. @throws SeatbackError as `PreparePayout.execute` */
  async prepare(campaignId: string, { actor }: Taker): Promise<void> {
    await this.#preparation.execute(campaignId, actor);
  }

  /** @throws SeatbackError as `ReleasePayout.approve` */
  async approve(batch: number, taker: Taker, { fileHash }: { readonly fileHash?: string | undefined }): Promise<void> {
    await this.#take(batch, taker, async () => this.#release.approve(batch, taker.actor, { fileHash }), 'approvedBy');
  }

  /** @throws SeatbackError as `ReleasePayout.release` */
  async release(batch: number, taker: Taker): Promise<void> {
    await this.#take(batch, taker, async () => this.#release.release(batch, taker.actor), 'releasedBy');
  }

  /** @throws SeatbackError as `ReleasePayout.void` */
  async void(batch: number, taker: Taker, { reason }: { readonly reason: string }): Promise<void> {
    await this.#take(batch, taker, async () => this.#release.void(batch, taker.actor, reason), 'voidedBy');
  }

  async #take(
    batch: number,
    { actor, mayHaveDone }: Taker,
    take: () => Promise<unknown>,
    step: LastStep,
  ): Promise<void> {
    try {
      await take();
    } catch (error) {
      const isTaken = mayHaveDone && error instanceof SeatbackError && error.code === 'BATCH_STATE';
      const by = isTaken ? await this.#lastTakenBy(batch, step) : null;
      if (by === null || !isSameActor(by, actor)) throw error;
    }
  }

  /** Null where the batch is not where that step leads to: it never was, or has gone on since. */
  async #lastTakenBy(batchNumber: number, step: LastStep): Promise<string | null> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const { batch } = await this.#show.head(session, batchNumber);
      if (step === 'voidedBy') return (await voidingOf(session, batchNumber))?.by ?? null;
      if (step === 'approvedBy') return batch.state === 'approved' ? batch.approvedBy : null;
      return batch.state === 'released' ? batch.releasedBy : null;
    });
  }
}

type LastStep = 'approvedBy' | 'releasedBy' | 'voidedBy';
