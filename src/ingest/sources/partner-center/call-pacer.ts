/** Waiting, so that tests need not. */
export type Sleep = (ms: number) => Promise<void>;

export const sleepForReal: Sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Name under which the sleeper is injected. */
export const SLEEP = Symbol('sleep');

export type Within = <T>(ms: number, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Time as the calls of a pull have it. */
export interface CallTiming {
  readonly sleep: Sleep;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
  /** Makes a call whose signal says when its time is over. */
  readonly within: Within;
  /** For one call, from asking to the end of its answer. */
  readonly callTimeoutMs: number;
  /** For one file, which may be large. */
  readonly downloadTimeoutMs: number;
}

export const CALL_TIMING = Symbol('call timing');

export const ORDINARY_TIMING: CallTiming = {
  sleep: sleepForReal,
  nowMs: () => performance.now(),
  within: async (ms, call) => call(AbortSignal.timeout(ms)),
  callTimeoutMs: 120_000,
  downloadTimeoutMs: 30 * 60_000,
};

const BURST_MS = 1_000;
/** What a 429 leaves of the pace, at least a twentieth of the agreed one in all; each good call gives some of it back. */
const SLOWER = 0.7;
const SLOWEST = 0.05;
const FASTER = 1.01;

/**
 * Spaces calls so that no minute holds more than agreed, and holds all of them back while the other side asked for
 * a pause: calls that are refused count against the limit too.
 */
export class CallPacer {
  readonly #agreedIntervalMs: number;
  readonly #sleep: Sleep;
  readonly #nowMs: () => number;
  #nextCallAtMs = 0;
  #pausedUntilMs = 0;
  /** Share of the agreed pace that is used. */
  #share = 1;

  constructor(callsPerMinute: number, sleep: Sleep, nowMs: () => number = () => performance.now()) {
    // The burst counts too: what it lends to one minute is saved in the others.
    this.#agreedIntervalMs = (60_000 + BURST_MS) / callsPerMinute;
    this.#sleep = sleep;
    this.#nowMs = nowMs;
  }

  /** Resolves when the caller may call. */
  async turn(): Promise<void> {
    for (;;) {
      const now = this.#nowMs();
      // A short burst is allowed: what was not used in the last second may be used now.
      const at = Math.max(this.#nextCallAtMs, now - BURST_MS);
      this.#nextCallAtMs = at + this.#agreedIntervalMs / this.#share;
      if (at > now) await this.#sleep(at - now);
      // A pause that was asked for meanwhile holds back who waited already: it takes another turn.
      if (at >= this.#pausedUntilMs) return;
    }
  }

  /** Nobody calls before `ms` have passed. */
  pause(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#nowMs() + ms);
    this.#nextCallAtMs = Math.max(this.#nextCallAtMs, this.#pausedUntilMs);
  }

  /** The other side said that it was too much. */
  slowDown(): void {
    this.#share = Math.max(SLOWEST, this.#share * SLOWER);
  }

  /** A call went well: slowly back to the agreed pace. */
  speedUp(): void {
    this.#share = Math.min(1, this.#share * FASTER);
  }
}
