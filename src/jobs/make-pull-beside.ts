import { Inject, Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { PullDirectory, PullStopped, PullWitnesses, type WitnessPull } from '../ingest/index.js';
import { CLOCK, millisOf, SeatbackError, type Clock } from '../kernel/index.js';
import type { Attempt, PullJob } from './job-queue.js';
import { laterPull, noteOutcome, type PullOutcome } from './scheduled-pulls.js';
import { monthWitnessed, type ScheduledWork } from './schedules.js';

export type PulledBeside = Exclude<ScheduledWork, 'pull' | 'estimates'>;

/** What takes longer is broken off: pulls are made one at a time, and the nightly one must not wait all day. */
const TAKES_AT_MOST_MS = 12 * 3_600_000;
/** An attempt hours after it fell due knows only of a turn that has passed: it gets so much time, and not none. */
const GETS_AT_LEAST_MS = 5 * 60_000;

/** Makes the pulls beside the nightly one: who customers are, and what Microsoft's own reports say. */
@Injectable()
export class MakePullBeside {
  readonly #unitOfWork: UnitOfWork;
  readonly #directory: PullDirectory;
  readonly #witnesses: PullWitnesses;
  readonly #clock: Clock;
  readonly #log = new Logger('pull');

  constructor(unitOfWork: UnitOfWork, directory: PullDirectory, witnesses: PullWitnesses, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#directory = directory;
    this.#witnesses = witnesses;
    this.#clock = clock;
  }

  /**
   * @param stop aborted: it ends at its next call, and is given back
   * @throws what the pull throws, so that the job is tried again
   */
  async execute(job: PullJob, work: PulledBeside, attempt: Attempt, stop: AbortSignal): Promise<'done' | 'given-back'> {
    const later = await this.#unitOfWork.inSession((session) => laterPull(session, work, job.dueAt));
    if (later !== undefined) {
      await this.#note(job, 'superseded', `the one due at ${later} asks for the same`);
      return 'done';
    }
    try {
      const done = await this.#pull(job, work, AbortSignal.any([stop, this.#untilNightNeedsItsTurn(job)]));
      this.#log.log(`${work}, due ${job.dueAt}: ${done}`);
      await this.#note(job, 'done', done);
      return 'done';
    } catch (error) {
      if (error instanceof PullStopped && stop.aborted) return 'given-back';
      const found = error instanceof SeatbackError ? error.message : String(error);
      this.#log.error(`${work}, due ${job.dueAt}, attempt ${String(attempt.number)}: ${found}`);
      if (attempt.isLast) await this.#note(job, 'failed', found);
      throw error;
    }
  }

  /** @returns what it brought, in words */
  async #pull({ dueAt }: PullJob, work: PulledBeside, stop: AbortSignal): Promise<string> {
    if (work === 'directory') {
      const pull = await this.#directory.execute(stop);
      return `${deliveryOf(pull)}, ${String(pull.customersAsked)} customers asked, ${String(pull.customersRefused)} refused, ${String(pull.customersFailed)} failed`;
    }
    const month = monthWitnessed(dueAt);
    const pull = await this.#witnesses.execute(month, stop);
    if (pull.sources.every(({ problem }) => problem !== null)) throw unheard(pull);
    const heard = pull.sources.map(({ source, rows, problem }) => `${source} ${problem ?? `${String(rows)} rows`}`);
    return `${deliveryOf(pull)}, ${month.slice(0, 7)}: ${heard.join(', ')}`;
  }

  /** No pull before a night that counts takes more than half of the time that is left. */
  #untilNightNeedsItsTurn({ nextOfNight }: PullJob): AbortSignal {
    const leftMs = nextOfNight === null ? Infinity : (millisOf(nextOfNight) - millisOf(this.#clock.now())) / 2;
    return AbortSignal.timeout(Math.min(TAKES_AT_MOST_MS, Math.max(GETS_AT_LEAST_MS, Math.floor(leftMs))));
  }

  async #note({ schedule, dueAt }: PullJob, outcome: PullOutcome, reason: string): Promise<void> {
    await this.#unitOfWork.inTransaction((session) =>
      noteOutcome(session, { schedule, dueAt, outcome, reason }, this.#clock.now()),
    );
  }
}

/** Both may be heard later. */
function unheard({ month, sources }: WitnessPull): SeatbackError {
  return new SeatbackError({
    code: 'WITNESSES_UNHEARD',
    expected: `a report of ${month.slice(0, 7)}`,
    found: sources.map(({ source, problem }) => `${source}: ${problem ?? ''}`).join('; '),
    where: 'Insights and analytics of Partner Center',
    next: 'The worker asks again; by hand: npx seatback ingest witnesses <month> --pull.',
  });
}

function deliveryOf({ delivery }: { readonly delivery: { readonly delivery: number } | undefined }): string {
  return delivery === undefined ? 'nothing new' : `delivery ${String(delivery.delivery)}`;
}
