/** A slip of the pen changes a letter or two; what differs more was meant otherwise. */
const SLIPS_AT_MOST = 3;

/** The word that was probably meant; `undefined` where none is near. */
export function nearestWord(written: string, words: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.min(SLIPS_AT_MOST, Math.ceil(written.length / 3)) + 1;
  for (const word of words) {
    const slips = slipsBetween(written.toLowerCase(), word.toLowerCase(), fewest);
    if (slips < fewest) [nearest, fewest] = [word, slips];
  }
  return nearest;
}

/** How many letters must be put in, taken out or changed; no more than `limit` is counted. */
function slipsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
