/** One of several things that are wrong with the same file. */
export interface FailureFinding {
  /** What it is about, with its line where it has one. */
  readonly place: string;
  readonly expected: string;
  readonly found: string;
}

/** What a person needs in order to act on a failure: what was wanted, what was there, where, and the next step. */
export interface FailureReport {
  /** Stable and never reused: programs and support articles refer to it. */
  readonly code: string;
  readonly expected: string;
  /** Already masked where it could hold an account number or a secret. */
  readonly found: string;
  /** File, line and column; setting; address; or record. */
  readonly where: string;
  readonly next: string;
  /** Where several things are wrong: one by one what `expected` and `found` say together. */
  readonly findings?: readonly FailureFinding[];
}

/**
 * A failure that was foreseen and can be explained. Anything else that is thrown is a bug.
 * `message` is the whole report in one line, so that a log never shows less than a person would see.
 */
export class SeatbackError extends Error {
  override readonly name = 'SeatbackError';
  readonly report: FailureReport;

  constructor(report: FailureReport, options?: ErrorOptions) {
    super(describeFailure(report), options);
    this.report = report;
  }

  get code(): string {
    return this.report.code;
  }
}

export function describeFailure({ code, expected, found, where, next }: FailureReport): string {
  return `${code}: expected ${expected}, found ${found} (${where}). ${next}`;
}

/** Throws unless `condition` holds: a broken assumption of ours, never a fault of somebody's input. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${what}`);
}
