import { createHash } from 'node:crypto';

/** Asked so often, a statement is worth keeping: many are made for one customer, and never asked again. */
const WORTH_KEEPING = 5;
/** Each connection keeps as many at most. */
const KEPT_AT_MOST = 300;
const COUNTED_AT_MOST = 3_000;

const counts = new Map<string, number>();
const names = new Map<string, string>();

/**
 * The name under which connections keep a statement prepared; undefined for one that is asked seldom. Reading and
 * planning a page's statements takes the server longer than carrying them out. With the same name it plans anew as long
 * as that pays (plan_cache_mode auto), and whenever role or schema are others.
 */
export function nameOfStatement(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= KEPT_AT_MOST) return known;
  const count = (counts.get(sql) ?? 0) + 1;
  if (count < WORTH_KEEPING) {
    if (counts.size >= COUNTED_AT_MOST) counts.clear();
    counts.set(sql, count);
    return undefined;
  }
  counts.delete(sql);
  const name = createHash('sha256').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
}
