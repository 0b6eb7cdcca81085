/** The first of the seeds that a spec goes through, and how many; `FIRST` and `COUNT` in the environment choose others. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
  readonly all: readonly number[];
}

/** @param few as many as are gone through where nobody says how many; `.ci/run` says more */
export function seedsOrElse(few: number): Seeds {
  const first = Number(process.env['FIRST'] ?? 1);
  const count = Number(process.env['COUNT'] ?? few);
  return { first, count, all: Array.from({ length: count }, (_, index) => first + index) };
}
