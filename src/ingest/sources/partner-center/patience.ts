import type { Sleep } from './call-pacer.js';

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 900_000;

/** The waits between the rounds of a pull: longer each time, and no more of them when the night is over. */
export class Patience {
  readonly #totalMs: number;
  readonly #sleep: Sleep;
  #waitedMs = 0;
  #round = 0;

  constructor(totalMs: number, sleep: Sleep) {
    this.#totalMs = totalMs;
    this.#sleep = sleep;
  }

  /** @returns false where it is at its end: nobody waited then */
  async wait(): Promise<boolean> {
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#round);
    if (this.#waitedMs + waitMs > this.#totalMs) return false;
    this.#round += 1;
    this.#waitedMs += waitMs;
    await this.#sleep(waitMs);
    return true;
  }
}
