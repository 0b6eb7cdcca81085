const FIRST_SLOTS = 1024;
const FILLED_AT_MOST = 0.6;

/**
 * Which ids were seen, and where first. Kept are 64 bits of each and a number, not the text: a file of 100,000 payments
 * has 300,000 ids. Two ids of which those bits agree would be taken for one, which among a million happens once in thirty
 * million files, and then refuses a file that is right; an id that is used twice is always seen.
 */
export class SeenIds {
  #slots = FIRST_SLOTS;
  #count = 0;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  /** 0 in a slot that is free. */
  #places = new Float64Array(FIRST_SLOTS);

  /**
   * @param place 1 or more
   * @returns where the id was seen first; undefined where this is it
   */
  add(id: string, place: number): number | undefined {
    const [high, low] = bitsOf(id);
    const slot = this.#slotOf(high, low);
    const seenAt = this.#places[slot];
    if (seenAt !== undefined && seenAt > 0) return seenAt;
    this.#put(slot, high, low, place);
    this.#count += 1;
    if (this.#count > this.#slots * FILLED_AT_MOST) this.#grow();
    return undefined;
  }

  #slotOf(high: number, low: number): number {
    let slot = low & (this.#slots - 1);
    while (this.#places[slot] !== 0 && !(this.#high[slot] === high && this.#low[slot] === low))
      slot = (slot + 1) & (this.#slots - 1);
    return slot;
  }

  #put(slot: number, high: number, low: number, place: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#places[slot] = place;
  }

  #grow(): void {
    const [highs, lows, places] = [this.#high, this.#low, this.#places];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#places = new Float64Array(this.#slots);
    for (const [index, place] of places.entries()) {
      if (place === 0) continue;
      const [high, low] = [highs[index] ?? 0, lows[index] ?? 0];
      this.#put(this.#slotOf(high, low), high, low, place);
    }
  }
}

/** Two runs of multiply and mix over the characters, each with its own constants, crossed at the end (as in cyrb53). */
function bitsOf(id: string): readonly [high: number, low: number] {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < id.length; index += 1) {
    const unit = id.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return [high >>> 0, low >>> 0];
}
