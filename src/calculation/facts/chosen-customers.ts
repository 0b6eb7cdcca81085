import type { KeyRange } from './key-ranges.js';

/** Which customers are looked at: these, or those of a range of keys; all, where neither is given. */
export interface ChosenCustomers {
  readonly only?: readonly number[] | undefined;
  readonly range?: KeyRange | undefined;
}

/** For WHERE, after other conditions; nothing where all are chosen. */
export function andChosen(column: string, { only, range }: ChosenCustomers): string {
  const ofThese = only === undefined ? '' : ` AND ${column} = ANY ('{${only.join(',')}}')`;
  const ofRange = range === undefined ? '' : ` AND ${column} BETWEEN ${String(range.first)} AND ${String(range.last)}`;
  return ofThese + ofRange;
}
