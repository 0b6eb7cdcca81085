/** A row that was not taken, and why. `found` is masked already where it could hold an account number. */
export interface Quarantined {
  readonly file: string;
  /** 0: the whole file. */
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly expected: string;
  readonly found: string;
}
