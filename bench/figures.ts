/** What a comparison came to, with the goal beside it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: { readonly atMost: number } | { readonly atLeast: number } | undefined;
  /** Null: no goal is set for it. */
  readonly isMet: boolean | null;
  /** One for each repetition, in their order. */
  readonly repetitions: readonly number[];
}

/** The median over repetitions: one of them may have met a busy machine. */
export function figure(
  name: string,
  unit: string,
  repetitions: readonly number[],
  goal?: { readonly atMost: number } | { readonly atLeast: number },
): Figure {
  const value = median(repetitions);
  const isMet = goal === undefined ? null : 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
  return { name, value, unit, goal, isMet, repetitions };
}

export function shown(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, goal, isMet, repetitions }) => [
    name,
    `${number(value)} ${unit}`,
    goal === undefined ? '' : 'atMost' in goal ? `at most ${number(goal.atMost)}` : `at least ${number(goal.atLeast)}`,
    isMet === null ? '' : isMet ? 'met' : 'missed',
    repetitions.map(number).join(' '),
  ]);
  const all = [['figure', 'median', 'goal', '', 'repetitions'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function number(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
