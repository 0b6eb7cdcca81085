/** What keeps a report from being read: never thrown at a caller, always handed back. */
export interface ReportFault {
  readonly expected: string;
  readonly found: string;
  /** Counted from 1; 0 where the bytes could not be made text. */
  readonly line: number;
  readonly column: number;
}

/** Carries a fault from the place where it is noticed to the border of the reader, and no further. */
export class UnreadableReport extends Error {
  constructor(readonly fault: ReportFault) {
    super(`expected ${fault.expected}, found ${fault.found}, line ${String(fault.line)}`);
  }
}
