import { invariant, parseGuid, sha256Hex, type Guid } from '../../src/kernel/index.js';

/**
 * A stream of chances named by its label. Each partner and each customer draws from a stream of its own, so one more
 * customer in the world changes nothing about the others.
 */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, label: string) {
    const digest = sha256Hex(`${String(seed)}|${label}`);
    const word = (index: number): number => Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16) | 0;
    [this.#a, this.#b, this.#c] = [word(0), word(1), word(2)];
  }

  /** At least 0, below 1: one step of the generator sfc32, whose state of 128 bits passes the usual test suites. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.next() * choices.length)];
    invariant(choice !== undefined, 'dice pick from a list that is not empty');
    return choice;
  }
}

/** The GUID (version 4 in form) that belongs to a label, the same one every time. */
export function guidOf(label: string): Guid {
  const hex = sha256Hex(`guid|${label}`);
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  const text = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  const guid = parseGuid(text);
  invariant(guid !== undefined, `a GUID is made of hexadecimal digits, found "${text}"`);
  return guid;
}

/** `length` characters of `alphabet` that belong to a label. */
export function codeOf(label: string, length: number, alphabet: string): string {
  const bytes = Buffer.from(sha256Hex(`code|${label}`), 'hex');
  invariant(length <= bytes.length, `a code has at most ${String(bytes.length)} characters`);
  return Array.from(bytes.subarray(0, length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
