interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/**
 * Time that passes only while somebody sleeps, and then at once: from one sleeper's end to the next, each in its turn.
 */
export class NightClock {
  readonly #onMove: (elapsedMs: number) => void;
  #elapsedMs = 0;
  #sleepers: Sleeper[] = [];

  constructor(onMove: (elapsedMs: number) => void) {
    this.#onMove = onMove;
  }

  readonly nowMs = (): number => this.#elapsedMs;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ wakesAtMs: this.#elapsedMs + ms, wake });
      if (this.#sleepers.length === 1) setImmediate(this.#wakeNext);
    });

  readonly #wakeNext = (): void => {
    this.#sleepers.sort((a, b) => a.wakesAtMs - b.wakesAtMs);
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    if (next.wakesAtMs > this.#elapsedMs) {
      this.#elapsedMs = next.wakesAtMs;
      this.#onMove(this.#elapsedMs);
    }
    next.wake();
    if (this.#sleepers.length > 0) setImmediate(this.#wakeNext);
  };
}
