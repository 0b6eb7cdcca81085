import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Clock, Instant } from '../../../kernel/index.js';

/** What an answer depends on beside the database and who asks, as it came to be known while it was made. */
export interface Notes {
  asksForTime: boolean;
  /** Of the time that it asked for it says no more than which day it is, in some zone. */
  saysOnlyTheDay: boolean;
  /** Each is for one sending of the page, see `newFormId`. */
  readonly formIds: string[];
}

const works = new AsyncLocalStorage<Notes>();

/** What follows is the making of one answer. */
export function noted<T>(work: (notes: Notes) => T): T {
  const notes: Notes = { asksForTime: false, saysOnlyTheDay: false, formIds: [] };
  return works.run(notes, () => work(notes));
}

/** The id of a form, by which what it sends is done once: another one each time that the page is sent. */
export function newFormId(): string {
  const id = randomUUID();
  works.getStore()?.formIds.push(id);
  return id;
}

/** Told by what has asked for the time and found nothing that comes due within a day. */
export function noteOnlyTheDay(): void {
  const notes = works.getStore();
  if (notes !== undefined) notes.saysOnlyTheDay = true;
}

/** The clock of a server: what is made of it is known to have asked for the time. */
export class NotedClock implements Clock {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): Instant {
    const notes = works.getStore();
    if (notes !== undefined) notes.asksForTime = true;
    return this.#clock.now();
  }
}
