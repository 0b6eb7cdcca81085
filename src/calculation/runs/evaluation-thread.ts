import { Worker } from 'node:worker_threads';
import type { SharedSnapshot } from '../../database/index.js';
import { SeatbackError, type FailureReport } from '../../kernel/index.js';
import type { KeyRange } from '../facts/key-ranges.js';
import type { Snapshot } from '../facts/snapshot.js';
import type { EvaluatedCustomers } from './evaluate-customers.js';

/** What every thread of a run is given. */
export interface EvaluationTask {
  readonly shared: SharedSnapshot;
  readonly snapshot: Snapshot;
  readonly keysTogether: number;
}

/** What a thread is asked for: the first customers of a stretch, those that follow, or to end. */
export type EvaluationRequest = KeyRange | 'next' | 'end';

/** What it answers. */
export type EvaluationAnswer = EvaluatedCustomers | 'no more' | { readonly failure: ThreadFailure };

/** An error as it crosses from one thread to another. */
export interface ThreadFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a failure that was foreseen. */
  readonly report: FailureReport | undefined;
}

/** Of a thread's memory, what is gone again with the customers that it was needed for: without a bound it is more than all else. */
const YOUNG_MB = 24;

/** One thread beside this one, with a connection of its own. */
export class EvaluationThread {
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  /** Never resolved; rejected when the thread is gone. */
  readonly #lost: Promise<never>;
  #stretch: KeyRange | undefined;

  /** @param program with `serveEvaluations` */
  constructor(program: URL, task: EvaluationTask) {
    this.#worker = new Worker(program, { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.#exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#lost = new Promise((_resolve, reject) => {
      this.#worker
        .once('error', (error: Error) => reject(this.#failed(error.message, error)))
        .once('exit', (code) => reject(this.#failed(`it ended with code ${String(code)}`)));
    });
    // Seen by whoever waits for an answer; nobody does when all is done.
    this.#lost.catch(() => undefined);
  }

  /** Customers of a stretch, in the order of their keys. The next ones are worked on while some are looked at. */
  async *evaluate(stretch: KeyRange): AsyncGenerator<EvaluatedCustomers, void> {
    this.#stretch = stretch;
    let answer = await this.#ask(stretch);
    while (answer !== undefined) {
      const next = this.#ask('next');
      // Seen again where it is waited for; this only keeps an early failure from counting as unhandled.
      next.catch(() => undefined);
      yield answer;
      answer = await next;
    }
  }

  /** Lets it close its connection and go. */
  async end(): Promise<void> {
    this.#worker.postMessage('end' satisfies EvaluationRequest);
    await this.#exited;
  }

  /** At once, whatever it is doing; nothing where it has ended. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(request: EvaluationRequest): Promise<EvaluatedCustomers | undefined> {
    const answered = new Promise<EvaluationAnswer>((resolve) => this.#worker.once('message', resolve));
    this.#worker.postMessage(request);
    const answer = await Promise.race([answered, this.#lost]);
    if (answer === 'no more') return undefined;
    if (!('failure' in answer)) return answer;
    const { message, stack, report } = answer.failure;
    if (report !== undefined) throw new SeatbackError(report);
    const cause = new Error(message);
    cause.stack = stack ?? message;
    throw this.#failed(message, cause);
  }

  #failed(found: string, cause?: Error): SeatbackError {
    const { first, last } = this.#stretch ?? {};
    return new SeatbackError(
      {
        code: 'EVALUATION_THREAD_LOST',
        expected: 'every thread of a calculation to come through its customers',
        found,
        where: first === undefined ? 'a thread that began' : `customers with keys ${String(first)} to ${String(last)}`,
        next: 'Nothing was kept. Calculate again; with SEATBACK_CALCULATION_THREADS=1 it does without threads.',
      },
      cause === undefined ? {} : { cause },
    );
  }
}
