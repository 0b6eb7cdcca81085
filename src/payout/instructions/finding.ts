import { maskAccountsInText } from '../account-checks/index.js';
import { FINDING_CODES, type FindingCode, type Severity } from './finding-codes.js';

/** One thing to correct or to look at in a payment order. Plain data, ready for JSON. */
export interface Finding {
  readonly code: FindingCode;
  /** An error stops the release; a warning wants a look. */
  readonly severity: Severity;
  /** Where in the order, for example `blocks[0].payments[12].creditor.address.town`. */
  readonly path: string;
  readonly expected: string;
  /** Account numbers are masked; names, addresses and references are described, not quoted. */
  readonly found: string;
  readonly next: string;
}

/** What the single checks call when something is not as it should be. */
export type Report = (code: FindingCode, path: string, expected: string, found: string) => void;

/** A field below `path`; the order itself has the empty path. */
export function at(path: string, field: string | number): string {
  if (typeof field === 'number') return `${path}[${String(field)}]`;
  return path === '' ? field : `${path}.${field}`;
}

/** A short value as it was found. An account number in the wrong field is masked here as well. */
export function quoted(value: string): string {
  return `"${maskAccountsInText(value).slice(0, QUOTED_CHARACTERS)}"`;
}

const QUOTED_CHARACTERS = 20;

/** Gathers findings: all are counted, and of each severity the first `kept` are held, so that a broken file of 100,000 payments costs no memory. */
export class Findings {
  readonly #kept: Record<Severity, Finding[]> = { error: [], warning: [] };
  readonly #counted: Record<Severity, number> = { error: 0, warning: 0 };

  constructor(private readonly limit: number) {}

  readonly report: Report = (code, path, expected, found) => {
    const { severity, next } = FINDING_CODES[code];
    this.#counted[severity] += 1;
    const kept = this.#kept[severity];
    if (kept.length < this.limit) kept.push({ code, severity, path, expected, found, next });
  };

  /** Errors before warnings, each in the order of the file. */
  get all(): readonly Finding[] {
    return [...this.#kept.error, ...this.#kept.warning];
  }

  get errors(): number {
    return this.#counted.error;
  }

  get warnings(): number {
    return this.#counted.warning;
  }
}
