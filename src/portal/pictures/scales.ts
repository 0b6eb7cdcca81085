/** Where the lines of a scale from zero lie: at most so many, at round numbers, the last at or above the largest value. */
export function roundTicks(largest: number, mostTicks = 5): number[] {
  const least = Math.max(1, largest) / mostTicks;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least) ?? least;
  const count = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
