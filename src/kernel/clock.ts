import { instantOfMillis, type Instant } from './instant.js';

/** The only source of "now", so that tests and the demo can move time. */
export interface Clock {
  now(): Instant;
}

/** Name under which the clock is injected. */
export const CLOCK = Symbol('clock');

export class SystemClock implements Clock {
  now(): Instant {
    return instantOfMillis(Date.now());
  }
}

/** A clock that stands still until it is moved. */
export class MovableClock implements Clock {
  #now: Instant;

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  moveTo(at: Instant): void {
    this.#now = at;
  }
}
