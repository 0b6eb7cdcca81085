/** Customers whose rows are read together. */
export interface KeyRange {
  readonly first: number;
  readonly last: number;
  /** Only these of them, in ascending order: where they lie far apart, most of what is between is of no use. */
  readonly listed?: readonly number[] | undefined;
}
