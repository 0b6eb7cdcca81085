/** Whole numbers from `from` to `to`, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same numbers as spans in ascending order of which no two touch. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to + 1) result.push(span);
    else if (span.to > last.to) result[result.length - 1] = { from: last.from, to: span.to };
  }
  return result;
}

/** Numbers of `spans` that are in none of `others`; both as `joined` gives them. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  const result: Span[] = [];
  let place = 0;
  for (const span of spans) {
    let { from } = span;
    while (place < others.length && (others[place]?.to ?? 0) < from) place += 1;
    for (let at = place; at < others.length; at += 1) {
      const other = others[at];
      if (other === undefined || other.from > span.to) break;
      if (other.from > from) result.push({ from, to: other.from - 1 });
      from = Math.max(from, other.to + 1);
    }
    if (from <= span.to) result.push({ from, to: span.to });
  }
  return result;
}

export function countOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** Whether a number is in one of them, as `joined` gives them. */
export function includes(spans: readonly Span[], number: number): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.to ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.from ?? Number.POSITIVE_INFINITY) <= number;
}

export function* numbersIn(spans: readonly Span[]): Generator<number, void> {
  for (const { from, to } of spans) for (let number = from; number <= to; number += 1) yield number;
}
