import { Inject, Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { PullPartnerCenter, PullStopped, SettlePull } from '../ingest/index.js';
import { CLOCK, millisOf, SeatbackError, type Clock, type Instant } from '../kernel/index.js';
import type { Attempt, PullJob } from './job-queue.js';
import { laterPull, noteOutcome, noteOvertaken, type PullOutcome } from './scheduled-pulls.js';
import { SnapshotGuard } from './snapshot-guard.js';

const PATIENCE_ON_A_NIGHT_THAT_COUNTS_MS = 5 * 60_000;

/** Does what fell due: the pull, and on a night that counts the look for who is missing. */
@Injectable()
export class MakePull {
  readonly #unitOfWork: UnitOfWork;
  readonly #partnerCenter: PullPartnerCenter;
  readonly #settlePull: SettlePull;
  readonly #guard: SnapshotGuard;
  readonly #clock: Clock;
  readonly #log = new Logger('pull');

  constructor(
    unitOfWork: UnitOfWork,
    partnerCenter: PullPartnerCenter,
    settlePull: SettlePull,
    guard: SnapshotGuard,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#partnerCenter = partnerCenter;
    this.#settlePull = settlePull;
    this.#guard = guard;
    this.#clock = clock;
  }

  /**
   * @param stop aborted: the pull ends at its next call, and is given back
   * @throws what the pull throws, so that the job is tried again
   */
  async execute(job: PullJob, attempt: Attempt, stop: AbortSignal): Promise<'done' | 'given-back'> {
    const later = await this.#unitOfWork.inSession((session) => laterPull(session, 'pull', job.dueAt));
    if (later !== undefined) {
      // It would read the same seats of the same moment, twice. Whom it had read already, the later one settles.
      await this.#note(job, 'superseded', `the pull due at ${later} reads the same seats`);
      return 'done';
    }
    try {
      await this.#settle({ before: job.dueAt });
      await this.#pull(job, stop);
    } catch (error) {
      if (error instanceof PullStopped) {
        this.#log.log(`due ${job.dueAt}: stopped; it goes on where it stopped when a worker takes it up.`);
        return 'given-back';
      }
      const found = error instanceof SeatbackError ? error.message : String(error);
      this.#log.error(`due ${job.dueAt}, attempt ${String(attempt.number)}: ${found}`);
      if (attempt.isLast) {
        await this.#note(job, 'failed', found);
        await this.#settle({ at: job.dueAt });
      }
      throw error;
    } finally {
      // Above all when the pull failed: then everybody may be missing, and somebody has to know while there is time.
      if (job.night !== null) await this.#guard.check(job.night);
    }
    return 'done';
  }

  async #pull(job: PullJob, stop: AbortSignal): Promise<void> {
    const { dueAt } = job;
    const pull = await this.#partnerCenter.execute({ dueAt, patienceMs: patienceMs(job, this.#clock.now()), stop });
    const { delivery, customersSeen, customersRefused, customersFailed } = pull;
    this.#log.log(
      pull.wasMade
        ? `due ${dueAt}: made already, as delivery ${String(delivery)}`
        : `due ${dueAt}: delivery ${String(delivery)}, ${String(customersSeen)} customers, ${String(customersRefused)} refused, ${String(customersFailed)} failed`,
    );
  }

  /**
   * Records whom pulls had read with which nobody goes on: those before this one, whoever made them and however they
   * ended, and this one itself when no attempt is left. What stands in the way of it stops nothing else; the next pull
   * tries again.
   */
  async #settle(due: { readonly at: Instant } | { readonly before: Instant }): Promise<void> {
    try {
      for (const { dueAt, customersSeen, delivery } of await this.#settlePull.execute(due)) {
        const recorded = `whom it had read before it was cut off, ${String(customersSeen)} customers, is recorded as delivery ${String(delivery)}`;
        this.#log.log(`due ${dueAt}: ${recorded}`);
        await this.#unitOfWork.inTransaction((session) => noteOvertaken(session, dueAt, recorded, this.#clock.now()));
      }
    } catch (error) {
      this.#log.error(`What pulls were answered that were cut off is not recorded yet: ${String(error)}`);
    }
  }

  async #note({ schedule, dueAt }: PullJob, outcome: PullOutcome, reason: string): Promise<void> {
    await this.#unitOfWork.inTransaction((session) =>
      noteOutcome(session, { schedule, dueAt, outcome, reason }, this.#clock.now()),
    );
  }
}

/**
 * Pulls are made one at a time, and who is missing is known when one is closed. So on a night that counts a pull soon
 * gives up on who does not answer, which raises the alarm, and the next one asks again; and no other pull before it
 * takes more than half of the time that is left. Undefined: as the settings say.
 */
function patienceMs({ night, nextOfNight }: PullJob, now: Instant): number | undefined {
  const leftMs = nextOfNight === null ? undefined : Math.max(0, millisOf(nextOfNight) - millisOf(now)) / 2;
  if (night === null) return leftMs;
  return Math.min(PATIENCE_ON_A_NIGHT_THAT_COUNTS_MS, leftMs ?? Infinity);
}
