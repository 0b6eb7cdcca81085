import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { JobQueue, type Attempt, type PullJob } from './job-queue.js';
import { MakePull } from './make-pull.js';
import { MakeEstimates } from './make-estimates.js';
import { MakePullBeside } from './make-pull-beside.js';
import { SchedulePulls, type Decision } from './schedule-pulls.js';

/** Often enough that the last pull before a snapshot is not late, and next to nothing for the database. */
const LOOKS = '*/15 * * * * *';

/** One worker of any number: looks for what fell due, and does what comes to it. */
@Injectable()
export class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #queue: JobQueue;
  readonly #schedulePulls: SchedulePulls;
  readonly #makePull: MakePull;
  readonly #makePullBeside: MakePullBeside;
  readonly #makeEstimates: MakeEstimates;
  readonly #stop = new AbortController();
  readonly #log = new Logger('worker');

  constructor(
    queue: JobQueue,
    schedulePulls: SchedulePulls,
    makePull: MakePull,
    makePullBeside: MakePullBeside,
    makeEstimates: MakeEstimates,
  ) {
    this.#queue = queue;
    this.#schedulePulls = schedulePulls;
    this.#makePull = makePull;
    this.#makePullBeside = makePullBeside;
    this.#makeEstimates = makeEstimates;
  }

  /** At the start, all that fell due meanwhile; after that, the clock wakes it. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#queue.start();
    this.#say(await this.#schedulePulls.look());
    await this.#queue.work((job, attempt) => this.#do(job, attempt));
  }

  @Cron(LOOKS, { name: 'look for what fell due', timeZone: 'UTC', waitForCompletion: true })
  async look(): Promise<void> {
    try {
      const decisions = await this.#schedulePulls.look();
      this.#say(decisions);
      if (decisions.some(({ outcome }) => outcome === 'enqueued')) this.#queue.wake();
    } catch (error) {
      // The next look finds the same instants due.
      this.#log.error(`Could not look for what fell due: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** A pull that is under way ends at its next call: what it was answered is kept, and the next worker goes on. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#queue.stop();
  }

  async #do(job: PullJob, attempt: Attempt): Promise<'done' | 'given-back'> {
    const { work = 'pull' } = job;
    if (work === 'estimates') return this.#makeEstimates.execute(job, attempt);
    return work === 'pull'
      ? this.#makePull.execute(job, attempt, this.#stop.signal)
      : this.#makePullBeside.execute(job, work, attempt, this.#stop.signal);
  }

  #say(decisions: readonly Decision[]): void {
    for (const { schedule, dueAt, outcome, reason } of decisions) {
      const line = `${schedule}, due ${dueAt}: ${outcome}, ${reason}`;
      if (outcome === 'missed') this.#log.error(line);
      else this.#log.log(line);
    }
  }
}
