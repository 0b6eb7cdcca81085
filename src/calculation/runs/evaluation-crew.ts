import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session, SharedSnapshot } from '../../database/index.js';
import { asksFurther } from '../facts/further-facts.js';
import { cutRange, KEYS_TOGETHER, type KeyRange } from '../facts/key-ranges.js';
import type { EvaluatedCustomers } from './evaluate-customers.js';
import { EvaluationThread, type EvaluationTask } from './evaluation-thread.js';

/** Threads that share the customers of a run. */
export interface EvaluationCrew {
  /** At most; 1: the run's own thread does all by itself. */
  readonly threads: number;
  /** Customer keys that are looked at together. */
  readonly keysTogether: number;
  /** With fewer keys for each, another thread does not pay: it loads the program and the partners first. */
  readonly keysAThread: number;
  /** What a thread runs. */
  readonly program: URL;
}

/** Name under which the crew is injected. */
export const EVALUATION_CREW = Symbol('evaluation crew');

export function evaluationCrew(threads: number): EvaluationCrew {
  return {
    threads,
    keysTogether: KEYS_TOGETHER,
    keysAThread: 200_000,
    program: new URL('./evaluation-program.js', import.meta.url),
  };
}

/** A crew, and the way to let it see what a run sees. */
export interface EvaluationHelp extends EvaluationCrew {
  readonly share: (facts: Session) => Promise<SharedSnapshot>;
}

/** Each thread takes a stretch of keys, and the next when it is through: the last ones end at about the same time. */
const STRETCHES_A_THREAD = 8;

/** Keys shared out among as many threads as pay. */
export interface SharedKeys {
  readonly threads: number;
  readonly stretches: readonly KeyRange[];
}

/** @returns undefined where a second thread does not pay */
export function shareKeys(
  { threads, keysTogether, keysAThread }: EvaluationCrew,
  terms: CampaignTerms,
  keys: KeyRange,
): SharedKeys | undefined {
  const count = keys.last - keys.first + 1;
  const paying = Math.min(threads, Math.floor(count / keysAThread));
  if (paying < 2) return undefined;
  const stretches = asksFurther(terms) ? paying : paying * STRETCHES_A_THREAD;
  return {
    threads: paying,
    stretches: cutRange(keys, Math.ceil(count / stretches / keysTogether) * keysTogether),
  };
}

/**
 * Evaluates the stretches on threads of the crew and hands over what comes out, one after the other, as it comes: what
 * is made of a customer depends on nobody else.
 *
 * @throws SeatbackError EVALUATION_THREAD_LOST
 */
export async function evaluateByThreads(
  { keysTogether, program }: EvaluationCrew,
  task: Omit<EvaluationTask, 'keysTogether'>,
  { threads, stretches }: SharedKeys,
  write: (evaluated: EvaluatedCustomers) => Promise<void>,
): Promise<void> {
  const waiting = stretches.values();
  let written = Promise.resolve();
  const crew = Array.from(
    { length: Math.min(threads, stretches.length) },
    () => new EvaluationThread(program, { ...task, keysTogether }),
  );
  const work = async (thread: EvaluationThread) => {
    for (const stretch of waiting)
      for await (const evaluated of thread.evaluate(stretch)) {
        written = written.then(() => write(evaluated));
        await written;
      }
    await thread.end();
  };
  try {
    await Promise.all(crew.map(work));
  } finally {
    await Promise.all(crew.map((thread) => thread.stop()));
  }
}
