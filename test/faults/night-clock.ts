import type { Within } from '../../src/ingest/sources/partner-center/call-pacer.js';

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/**
 * Time that passes only while somebody sleeps, and then at once: from one sleeper's end to the next, each in its turn.
 * And while all calls that are under way wait for an answer that never comes whole: then the time of each is over.
 */
export class NightClock {
  readonly #onMove: (elapsedMs: number) => void;
  #elapsedMs = 0;
  #sleepers: Sleeper[] = [];
  readonly #calls = new Map<AbortController, number>();
  #stalled = 0;

  constructor(onMove: (elapsedMs: number) => void) {
    this.#onMove = onMove;
  }

  readonly nowMs = (): number => this.#elapsedMs;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ wakesAtMs: this.#elapsedMs + ms, wake });
      if (this.#sleepers.length === 1) setImmediate(this.#wakeNext);
    });

  readonly within: Within = async (ms, call) => {
    const controller = new AbortController();
    this.#calls.set(controller, this.#elapsedMs + ms);
    try {
      return await call(controller.signal);
    } finally {
      this.#calls.delete(controller);
      this.#endStalled();
    }
  };

  /** One of the calls under way will never be answered whole. */
  readonly stall = (): void => {
    this.#stalled += 1;
    this.#endStalled();
  };

  #endStalled(): void {
    if (this.#stalled === 0 || this.#stalled < this.#calls.size) return;
    const calls = [...this.#calls];
    this.#stalled = 0;
    this.#calls.clear();
    this.#moveTo(Math.max(...calls.map(([, endsAtMs]) => endsAtMs)));
    for (const [controller] of calls) controller.abort();
  }

  #moveTo(elapsedMs: number): void {
    if (elapsedMs <= this.#elapsedMs) return;
    this.#elapsedMs = elapsedMs;
    this.#onMove(elapsedMs);
  }

  readonly #wakeNext = (): void => {
    this.#sleepers.sort((a, b) => a.wakesAtMs - b.wakesAtMs);
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    this.#moveTo(next.wakesAtMs);
    next.wake();
    if (this.#sleepers.length > 0) setImmediate(this.#wakeNext);
  };
}
