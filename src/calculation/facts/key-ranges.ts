import type { Session } from '../../database/index.js';
import type { KeyRange } from './case-rows.js';

/** So many keys are looked at together: their rows fit into memory, and a query for them is worth its round trip. */
export const KEYS_TOGETHER = 2_500;

/** Rows of so many others are read rather than asking again. */
const KEYS_BETWEEN = 100;

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

/** Ranges that hold these keys, and few others. */
export function rangesOf(keys: readonly number[]): KeyRange[] {
  const ranges: KeyRange[] = [];
  for (const key of [...keys].sort((a, b) => a - b)) {
    const before = ranges.at(-1);
    const isNear = before !== undefined && key - before.last <= KEYS_BETWEEN && key - before.first < KEYS_TOGETHER;
    if (isNear) ranges[ranges.length - 1] = { first: before.first, last: key };
    else ranges.push({ first: key, last: key });
  }
  return ranges;
}
