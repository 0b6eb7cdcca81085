import { createHash, randomUUID } from 'node:crypto';
import type { Notes } from './noted-work.js';

/** What an answer follows from, beside its key. */
export interface Ground {
  /** Of the database and of the files that pages are made of: with another one the answer may be another. */
  readonly state: string;
  /** In which it is asked, by the clock. */
  readonly minute: number;
}

export interface KeptAnswer {
  readonly body: Buffer;
  /** Undefined where it is another each time that it is sent. */
  readonly tag: string | undefined;
}

interface Kept extends KeptAnswer {
  /** In which alone it may be sent again: so many minutes, counted from the epoch; undefined where it does not depend on the time. */
  readonly stretch: Stretch | undefined;
  /** Where ids of forms stand in it, by id. */
  readonly formIds: readonly (readonly number[])[];
  readonly bytes: number;
}

interface Stretch {
  readonly minutes: number;
  readonly count: number;
}

/** In every zone a day begins with a quarter of an hour. */
const QUARTER_MINUTES = 15;

/** The objects around a body, about. */
const BYTES_BESIDE_BODY = 600;
const BYTES_OF_A_CHARACTER = 2;

/** Answers of one state of the database, with at most so many bytes: what was asked for longest ago goes first. */
export class KeptAnswers {
  readonly #mostBytes: number;
  #state: string | undefined;
  /** In the order in which they were last asked for. */
  readonly #answers = new Map<string, Kept>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get isOn(): boolean {
    return this.#mostBytes > 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** As it is to be sent now: with ids of its forms that were never sent. */
  find(key: string, { state, minute }: Ground): KeptAnswer | undefined {
    if (state !== this.#state) return undefined;
    const kept = this.#answers.get(key);
    if (kept === undefined || !isWithin(minute, kept.stretch)) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, kept);
    if (kept.formIds.length === 0) return kept;
    const body = Buffer.from(kept.body);
    for (const places of kept.formIds) {
      const id = randomUUID();
      for (const place of places) body.write(id, place, 'latin1');
    }
    return { body, tag: undefined };
  }

  /**
   * @param ground from before the answer was made: what was written meanwhile made another state of it, in which nobody finds this
   * @returns the answer, to be sent
   */
  keep(
    key: string,
    { state, minute }: Ground,
    text: string,
    { asksForTime, saysOnlyTheDay, formIds }: Notes,
  ): KeptAnswer {
    const body = Buffer.from(text);
    const places = formIds.map((id) => placesOf(id, body)).filter(({ length }) => length > 0);
    const tag = places.length > 0 ? undefined : `"${createHash('sha256').update(body).digest('base64url')}"`;
    const stretch = asksForTime ? stretchOf(minute, saysOnlyTheDay ? QUARTER_MINUTES : 1) : undefined;
    const bytes = body.length + key.length * BYTES_OF_A_CHARACTER + BYTES_BESIDE_BODY;
    if (bytes <= this.#mostBytes) {
      if (state !== this.#state) this.#begin(state);
      this.#forget(key);
      this.#answers.set(key, { body, tag, stretch, formIds: places, bytes });
      this.#bytes += bytes;
      this.#makeRoom();
    }
    return { body, tag };
  }

  #makeRoom(): void {
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#forget(oldest);
    }
  }

  #begin(state: string): void {
    this.#state = state;
    this.#answers.clear();
    this.#bytes = 0;
  }

  #forget(key: string): void {
    this.#bytes -= this.#answers.get(key)?.bytes ?? 0;
    this.#answers.delete(key);
  }
}

function stretchOf(minute: number, minutes: number): Stretch {
  return { minutes, count: Math.floor(minute / minutes) };
}

function isWithin(minute: number, stretch: Stretch | undefined): boolean {
  return stretch === undefined || stretchOf(minute, stretch.minutes).count === stretch.count;
}

function placesOf(id: string, body: Buffer): number[] {
  const places: number[] = [];
  for (let place = body.indexOf(id); place >= 0; place = body.indexOf(id, place + id.length)) places.push(place);
  return places;
}
