import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentFileFormat } from '../../config/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';

export type BatchState = 'prepared' | 'approved' | 'releasing' | 'released' | 'voided';

/** `vendor`: what a payment vendor fetches. */
export type BatchFormat = PaymentFileFormat | 'vendor';

/** Payments that one file carries, from its maker to the bank. The file itself lies beside it, in parts. */
@Entity('payout_batch')
export class PayoutBatch {
  @PrimaryColumn('integer')
  declare readonly batch: number;
  @Column('text', { name: 'campaign_id' })
  declare readonly campaignId: string;
  @Column('integer')
  declare readonly run: number;
  @Column('text', { name: 'message_id' })
  declare readonly messageId: string;
  /** Whose batch it is; null for a bank. */
  @Column('text', { nullable: true })
  declare readonly vendor: string | null;
  @Column('text')
  declare readonly state: BatchState;
  /** The first one, where payments leave on several days. */
  @Column('text', { name: 'execution_date' })
  declare readonly executionDate: CalendarDate;
  @Column('integer', { name: 'payment_count' })
  declare readonly paymentCount: number;
  /** Total by currency, plain decimals. */
  @Column('jsonb')
  declare readonly totals: Readonly<Record<string, string>>;
  @Column('text', { name: 'file_hash' })
  declare readonly fileHash: string;
  /** Null in batches of vendors, and in those that were prepared before there were several banks, as is the zone in these. */
  @Column('text', { name: 'debtor_bic', nullable: true })
  declare readonly debtorBic: string | null;
  /** In which the days of the debtor's bank are counted; for a vendor, those of the bank that stands first in the settings. */
  @Column('text', { name: 'bank_time_zone', nullable: true })
  declare readonly bankTimeZone: string | null;
  @Column('text')
  declare readonly format: BatchFormat;
  @Column('text', { name: 'prepared_by' })
  declare readonly preparedBy: string;
  @Column('text', { name: 'prepared_at' })
  declare readonly preparedAt: Instant;
  @Column('text', { name: 'approved_by', nullable: true })
  declare readonly approvedBy: string | null;
  @Column('text', { name: 'approved_at', nullable: true })
  declare readonly approvedAt: Instant | null;
  @Column('text', { name: 'released_by', nullable: true })
  declare readonly releasedBy: string | null;
  /** From when on the file lay in the outbox: it is never written there again. */
  @Column('text', { name: 'file_written_at', nullable: true })
  declare readonly fileWrittenAt: Instant | null;
  @Column('text', { name: 'released_at', nullable: true })
  declare readonly releasedAt: Instant | null;
  /** Where the file was written to. */
  @Column('text', { name: 'released_as', nullable: true })
  declare readonly releasedAs: string | null;
}
