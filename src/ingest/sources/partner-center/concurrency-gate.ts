const FIRST_AT_ONCE = 6;
const MOST_AT_ONCE = 16;
/** So many calls must go well before one more is made at once. */
const CALLS_TO_WIDEN = 20;

/** Lets as many in at once as have gone well lately: one more after a good stretch, half as many after trouble. */
export class ConcurrencyGate {
  readonly #waiting: (() => void)[] = [];
  #limit = FIRST_AT_ONCE;
  #inside = 0;
  #goneWell = 0;

  get limit(): number {
    return this.#limit;
  }

  async enter(): Promise<void> {
    if (this.#inside >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    this.#admit();
  }

  widen(): void {
    this.#goneWell += 1;
    if (this.#goneWell < CALLS_TO_WIDEN || this.#limit >= MOST_AT_ONCE) return;
    this.#goneWell = 0;
    this.#limit += 1;
    this.#admit();
  }

  narrow(): void {
    this.#goneWell = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  #admit(): void {
    while (this.#inside < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inside += 1;
      next();
    }
  }
}
