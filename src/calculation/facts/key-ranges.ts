import type { Session } from '../../database/index.js';

/** Customers whose rows are read together. */
export interface KeyRange {
  readonly first: number;
  readonly last: number;
  /** Only these of them, in ascending order: where they lie far apart, most of what is between is of no use. */
  readonly listed?: readonly number[] | undefined;
}

/** So many keys are looked at together: their rows fit into memory, and a query for them is worth its round trip. */
export const KEYS_TOGETHER = 2_500;

/** So many keys are listed in one query, where they lie far apart. */
const KEYS_LISTED = 2_000;

/** Of so many keys one at least is asked for, or they are listed one by one. */
const KEYS_FOR_ONE = 3;

/** From the first customer to the last; its last lies before its first where there is none. */
export async function allKeys(session: Session): Promise<KeyRange> {
  return session.one<KeyRange>(
    'SELECT COALESCE(min(customer_key), 1) AS first, COALESCE(max(customer_key), 0) AS last FROM customer',
  );
}

/** Ranges of so many keys, one after the other, that together are the range. */
export function cutRange({ first, last }: KeyRange, keysTogether = KEYS_TOGETHER): KeyRange[] {
  const ranges: KeyRange[] = [];
  for (let from = first; from <= last; from += keysTogether)
    ranges.push({ first: from, last: Math.min(from + keysTogether - 1, last) });
  return ranges;
}

/** These keys, part by part. */
export function rangesOf(keys: readonly number[]): KeyRange[] {
  const sorted = Int32Array.from(new Set(keys)).sort();
  const ranges: KeyRange[] = [];
  for (let from = 0; from < sorted.length; from += KEYS_LISTED) {
    const listed = [...sorted.subarray(from, from + KEYS_LISTED)];
    const [first = 0, last = 0] = [listed[0], listed.at(-1)];
    const isDense = last - first < Math.min(listed.length * KEYS_FOR_ONE, KEYS_TOGETHER);
    ranges.push(isDense ? { first, last } : { first, last, listed });
  }
  return ranges;
}
