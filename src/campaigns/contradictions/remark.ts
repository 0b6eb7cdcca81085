import type { TermName } from '../terms.js';

/** Where terms are at odds: a path below the terms, by the names of the code. */
export type TermPath = readonly [TermName, ...(string | number)[]];

export interface Remark {
  readonly severity: 'contradiction' | 'warning';
  readonly path: TermPath;
  readonly message: string;
}

export type RemarkAt = (path: TermPath, message: string) => void;

/** How a check says what it found. */
export interface Say {
  /** Terms that cannot all hold, or by which nobody could ever earn what they promise. */
  readonly contradiction: RemarkAt;
  /** What can hold and is seldom meant. */
  readonly warning: RemarkAt;
}
