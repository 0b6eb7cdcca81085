/** A small generator of numbers that are the same for the same seed, on every machine (mulberry32). */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    // Seeds beside each other start beside each other; the first numbers are thrown away.
    for (let warmUp = 0; warmUp < 8; warmUp++) this.next();
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** Both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new Error('nothing to pick from');
    return values[this.integer(0, values.length - 1)]!;
  }

  shuffled<Value>(values: readonly Value[]): Value[] {
    const shuffled = [...values];
    for (let place = shuffled.length - 1; place > 0; place--) {
      const other = this.integer(0, place);
      [shuffled[place], shuffled[other]] = [shuffled[other]!, shuffled[place]!];
    }
    return shuffled;
  }

  /** In lower case. */
  guid(): string {
    const hex = (digits: number): string =>
      Array.from({ length: digits }, () => this.integer(0, 15).toString(16)).join('');
    return [hex(8), hex(4), hex(4), hex(4), hex(12)].join('-');
  }
}
