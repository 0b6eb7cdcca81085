import { Inject, Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { PullPartnerCenter } from '../ingest/index.js';
import { CLOCK, SeatbackError, type Clock } from '../kernel/index.js';
import type { Attempt, PullJob } from './job-queue.js';
import { laterPull, noteOutcome, type PullOutcome } from './scheduled-pulls.js';
import { SnapshotGuard } from './snapshot-guard.js';

/** Does what fell due: the pull, and on a night that counts the look for who is missing. */
@Injectable()
export class MakePull {
  readonly #unitOfWork: UnitOfWork;
  readonly #partnerCenter: PullPartnerCenter;
  readonly #guard: SnapshotGuard;
  readonly #clock: Clock;
  readonly #log = new Logger('pull');

  constructor(
    unitOfWork: UnitOfWork,
    partnerCenter: PullPartnerCenter,
    guard: SnapshotGuard,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#partnerCenter = partnerCenter;
    this.#guard = guard;
    this.#clock = clock;
  }

  /** @throws what the pull throws, so that the job is tried again */
  async execute(job: PullJob, attempt: Attempt): Promise<void> {
    const later = await this.#unitOfWork.inSession((session) => laterPull(session, job.dueAt));
    if (later !== undefined) {
      // It would read the same seats of the same moment, twice.
      await this.#note(job, 'superseded', `the pull due at ${later} reads the same seats`);
      return;
    }
    try {
      await this.#pull(job);
    } catch (error) {
      const found = error instanceof SeatbackError ? error.message : String(error);
      this.#log.error(`due ${job.dueAt}, attempt ${String(attempt.number)}: ${found}`);
      if (attempt.isLast) await this.#note(job, 'failed', found);
      throw error;
    } finally {
      // Above all when the pull failed: then everybody may be missing, and somebody has to know while there is time.
      if (job.night !== null) await this.#guard.check(job.night);
    }
  }

  async #pull({ dueAt }: PullJob): Promise<void> {
    const pull = await this.#partnerCenter.execute({ dueAt });
    const { delivery, customersSeen, customersRefused, customersFailed } = pull;
    this.#log.log(
      pull.wasMade
        ? `due ${dueAt}: made already, as delivery ${String(delivery)}`
        : `due ${dueAt}: delivery ${String(delivery)}, ${String(customersSeen)} customers, ${String(customersRefused)} refused, ${String(customersFailed)} failed`,
    );
  }

  async #note({ schedule, dueAt }: PullJob, outcome: PullOutcome, reason: string): Promise<void> {
    await this.#unitOfWork.inTransaction((session) =>
      noteOutcome(session, { schedule, dueAt, outcome, reason }, this.#clock.now()),
    );
  }
}
