import { Injectable } from '@nestjs/common';
import { auditPage } from '../../../audit/index.js';
import { UnitOfWork, type Session } from '../../../database/index.js';
import { isSameActor, SeatbackError } from '../../../kernel/index.js';
import { PreparePayout, ReleasePayout, ShowPayout, voidingOf, type FileWhereabouts } from '../../../payout/index.js';
import type { Taker } from './run-acts.js';

interface Resumption {
  readonly whereabouts: FileWhereabouts;
  readonly reason: string;
  /** What was looked into: a request that is sent again says nothing of what it did itself the time before. */
  readonly attempt: number;
}

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

  /**
   * Goes on with a release that broke off, by what a person found out of its file.
   *
   * @throws SeatbackError as `ReleasePayout.release`; BATCH_STATE also where no release has begun: this begins none
   */
  async resume(batch: number, taker: Taker, { whereabouts, reason, attempt }: Resumption): Promise<void> {
    await this.#take(
      batch,
      taker,
      async () => {
        await this.#expectBegun(batch);
        await this.#release.release(batch, taker.actor, { whereabouts, foundOut: reason, attempt });
      },
      { resumedAs: whereabouts },
    );
  }

  async #expectBegun(batchNumber: number): Promise<void> {
    const { state } = await this.#unitOfWork.inTransaction(
      async (session) => (await this.#show.head(session, batchNumber)).batch,
    );
    if (state === 'releasing') return;
    throw new SeatbackError({
      code: 'BATCH_STATE',
      expected: 'a batch whose release broke off',
      found: state,
      where: `batch ${String(batchNumber)}`,
      next: 'Look at how it stands now.',
    });
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
      if (typeof step === 'object')
        return batch.state === 'released' ? lastResumedBy(session, batchNumber, step.resumedAs) : null;
      if (step === 'voidedBy') return (await voidingOf(session, batchNumber))?.by ?? null;
      if (step === 'approvedBy') return batch.state === 'approved' ? batch.approvedBy : null;
      return batch.state === 'released' ? batch.releasedBy : null;
    });
  }
}

type LastStep = 'approvedBy' | 'releasedBy' | 'voidedBy' | { readonly resumedAs: FileWhereabouts };

/** A batch names who began its release; who went on with it stands in the audit log. Null where they said otherwise. */
async function lastResumedBy(session: Session, batch: number, as: FileWhereabouts): Promise<string | null> {
  const subject = `batch ${String(batch)}`;
  const entries = await auditPage(session, { acts: ['payout.release-resumed'], subject, limit: 50 });
  const last = entries.find((entry) => entry.subject === subject);
  return last?.detail['fileSaidToBe'] === as ? last.actor : null;
}
