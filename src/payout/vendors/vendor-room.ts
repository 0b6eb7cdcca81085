import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { VendorRefusal, VendorStatuses } from '../answers/messages/index.js';

export type VendorBatchState = 'released' | 'acknowledged' | 'refused';

/** A batch as its vendor sees it. */
export interface VendorBatch {
  readonly batchId: string;
  readonly isSample: boolean;
  readonly state: VendorBatchState;
  readonly executionDate: CalendarDate;
  readonly releasedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly paymentCount: number;
  /** By currency, plain decimals. */
  readonly totals: Readonly<Record<string, string>>;
  readonly fileHash: string;
}

export interface VendorBatchPayment {
  readonly paymentId: string;
  readonly line: number;
  readonly payeeReference: string;
  readonly amount: string;
  readonly currency: string;
  readonly state: string;
}

/** Where a page of batches begins: after that one. */
export interface BatchPlace {
  readonly releasedAt: Instant;
  readonly batchId: string;
}

export interface TakenReports {
  readonly batchId: string;
  readonly reports: number;
  /** Payments whose state is another now. */
  readonly changed: number;
  /** What of it waits for a person of the payer. */
  readonly waiting: number;
}

export type ReportOutcome = Pick<TakenReports, 'changed' | 'waiting'>;

/** What the two rooms, of what is real and of samples, both can. None of it looks beyond the vendor that calls. */
export interface VendorRoom {
  list: (session: Session, vendor: string, after: BatchPlace | undefined, limit: number) => Promise<VendorBatch[]>;
  find: (session: Session, vendor: string, batchId: string) => Promise<VendorBatch | undefined>;
  payments: (session: Session, batchId: string, after: number, limit: number) => Promise<VendorBatchPayment[]>;
  file: (session: Session, batchId: string) => Promise<Buffer>;
  unknownPayments: (session: Session, batchId: string, ids: readonly string[]) => Promise<string[]>;
  /** Once: the first answer stays, whichever it was. */
  acknowledge: (session: Session, vendor: string, batch: VendorBatch, at: Instant) => Promise<void>;
  /** Once: the first answer stays, whichever it was. */
  claimRefusal: (
    session: Session,
    vendor: string,
    batch: VendorBatch,
    refusal: VendorRefusal,
    at: Instant,
  ) => Promise<void>;
  refuse: (vendor: string, batchId: string, body: string) => Promise<void>;
  report: (vendor: string, batchId: string, statuses: VendorStatuses, body: string) => Promise<ReportOutcome>;
}
