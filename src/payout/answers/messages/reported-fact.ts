import type { CalendarDate } from '../../../kernel/index.js';
import type { ReportFault } from './report-fault.js';

/** `vendor`: what a payment vendor said by the API. */
export type ReportKind = 'pain.002' | 'camt.053' | 'camt.054' | 'vendor';

/** What a report says of itself. */
export interface ReportHeader {
  readonly kind: ReportKind;
  /** As the file names it, misspelt or national; null where it names none. */
  readonly namespace: string | null;
  readonly messageId: string | null;
  /** As the bank wrote it; many leave the zone out. */
  readonly createdAt: string | null;
  /** Of a statement in several messages; null where it is not said. */
  readonly page: string | null;
}

/** Why, as the bank says it. */
export interface ReportedReason {
  readonly code: string | null;
  readonly proprietary: string | null;
  readonly texts: readonly string[];
}

export interface ReportedAmount {
  /** A plain decimal, as the bank wrote it. */
  readonly amount: string;
  readonly currency: string;
}

export interface ReportedCharge extends ReportedAmount {
  readonly direction: 'credit' | 'debit' | null;
  /** Whether the amount of the movement holds it already; null where it is not said. */
  readonly isIncluded: boolean | null;
}

/** What moved on an account. */
export interface Movement {
  /** The entry that it belongs to, counted from 1 through the report. */
  readonly entry: number;
  /** The entry as a whole, not a transaction in it. */
  readonly isEntry: boolean;
  readonly direction: 'credit' | 'debit' | null;
  readonly isReversal: boolean;
  /** Money that comes back: by its transaction code, or because it says why it was returned. */
  readonly isReturn: boolean;
  readonly bookingDate: CalendarDate | null;
  readonly valueDate: CalendarDate | null;
  /** Domain, family and sub-family, and the bank's own code, for example `PMNT/ICDT/RRTN`. */
  readonly transactionCode: string | null;
}

/** One statement of a report about a file, a block of payments, or a payment. What is not said is null. */
export interface ReportedFact {
  readonly level: 'file' | 'block' | 'payment';
  /** Line of the report in which it begins. */
  readonly line: number;
  /** A payment status, or the status of an entry (BOOK, PDNG, ...). */
  readonly status: string | null;
  readonly reasons: readonly ReportedReason[];
  /** The file, block and payment that it speaks of, by our ids. */
  readonly messageId: string | null;
  readonly paymentInformationId: string | null;
  readonly instructionId: string | null;
  readonly endToEndId: string | null;
  readonly uetr: string | null;
  /** The bank's own reference. */
  readonly servicerReference: string | null;
  readonly amount: ReportedAmount | null;
  /** The same in another currency, where the bank exchanged it: as it was ordered, or as the account bears it. */
  readonly exchanged?: ReportedAmount;
  readonly charges: readonly ReportedCharge[];
  /** Payments below it that the report names one by one. */
  readonly paymentsNamed: number;
  /** Only of statements and notifications. */
  readonly movement: Movement | null;
}

/** What a statement leaves unsaid. */
export const UNSAID = {
  paymentInformationId: null,
  instructionId: null,
  endToEndId: null,
  uetr: null,
  servicerReference: null,
  amount: null,
  charges: [],
  paymentsNamed: 0,
  movement: null,
} as const satisfies Partial<ReportedFact>;

/** Account that the movements after it are of. */
export interface ReportedAccount {
  readonly iban: string | null;
  readonly other: string | null;
  readonly statementId: string | null;
}

/** A report in the order of its file: the header first, a fault last. After a fault nothing of it counts. */
export type ReportPart =
  | { readonly part: 'header'; readonly header: ReportHeader }
  | { readonly part: 'account'; readonly account: ReportedAccount }
  | { readonly part: 'fact'; readonly fact: ReportedFact }
  | { readonly part: 'fault'; readonly fault: ReportFault };
