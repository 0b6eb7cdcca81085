import type { CalendarDate } from '../../kernel/index.js';
import type { BilledSeats } from '../seats.js';
import type { Snapshot } from './snapshot.js';

/** What was sold to one customer. */
export class Sales {
  readonly #snapshot: Snapshot;
  readonly #sellers: number[] = [];
  /** First day charged or subscribed for an eligible product, by seller. */
  readonly #firstStarts = new Map<number, CalendarDate>();
  readonly #billed: { skuKey: number; partnerKey: number; seats: number }[] = [];
  #firstOfFamily: CalendarDate | null = null;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Partners that sold an eligible product inside the window. */
  get sellers(): readonly number[] {
    return this.#sellers;
  }

  get firstOfFamily(): CalendarDate | null {
    return this.#firstOfFamily;
  }

  get billed(): BilledSeats[] {
    for (const each of this.#billed) each.seats = Math.max(0, each.seats);
    return this.#billed;
  }

  firstStartOf(partnerKey: number): CalendarDate | null {
    return this.#firstStarts.get(partnerKey) ?? null;
  }

  bill(partnerKey: number, skuKey: number, seats: number | null): void {
    if (partnerKey !== 0) this.#sell(partnerKey);
    if (seats === null) return;
    const known = this.#billed.find((each) => each.skuKey === skuKey && each.partnerKey === partnerKey);
    if (known === undefined) this.#billed.push({ skuKey, partnerKey, seats });
    else known.seats += seats;
  }

  charge(partnerKey: number, isEligible: boolean, start: CalendarDate): void {
    this.#firstOfFamily = earlier(this.#firstOfFamily, start);
    if (isEligible) this.#start(partnerKey, start);
  }

  subscribe(partnerKey: number | null, isEligible: boolean, start: CalendarDate, end: CalendarDate | null): void {
    this.#firstOfFamily = earlier(this.#firstOfFamily, start);
    if (!isEligible || partnerKey === null) return;
    this.#start(partnerKey, start);
    const { terms, lastDay } = this.#snapshot;
    if (start <= lastDay && (end === null || end >= terms.window.value.from)) this.#sell(partnerKey);
  }

  #sell(partnerKey: number): void {
    if (!this.#sellers.includes(partnerKey)) this.#sellers.push(partnerKey);
  }

  #start(partnerKey: number, start: CalendarDate): void {
    const known = this.#firstStarts.get(partnerKey);
    if (known === undefined || start < known) this.#firstStarts.set(partnerKey, start);
  }
}

export function earlier(a: CalendarDate | null, b: CalendarDate | null): CalendarDate | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
