import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Instant, JsonValue } from '../../kernel/index.js';

export type RunState = 'calculated' | 'submitted' | 'approved' | 'posted' | 'rejected' | 'superseded';
export type RunKind = 'official' | 'provisional';

/** Counts and control totals of a run, as `run.json` shows them. */
export interface RunCounts {
  readonly partners: number;
  /** Customers that any source had told of by then. */
  readonly customersSeen: number;
  /** Of these, the ones that were sold an eligible product in the window, by a partner. */
  readonly customers: number;
  readonly determinations: number;
  readonly qualified: number;
  readonly notQualified: number;
  readonly undecided: number;
  /** Provisional runs: unknown only because of what lies ahead. */
  readonly pending: number;
  /** How often each rule was not met or unknown. */
  readonly reasons: Readonly<Record<string, { readonly notMet: number; readonly unknown: number }>>;
  readonly linesKnown: number;
  readonly linesWithoutPartner: number;
  readonly linesUnmapped: number;
  /** Products that look like the family and are mapped to nothing; not there in runs from before it was counted. */
  readonly familyProductsUnmapped?: number;
  readonly seatsQualifying: string;
  readonly seatsBilled: string;
}

/** Customers that a run looked at. */
export type CustomerCounts = Pick<RunCounts, 'customersSeen' | 'customers'>;

/** What a run was calculated from; the same pin gives the same bytes. */
@Entity('calculation_run')
export class Run {
  @PrimaryColumn('integer')
  declare readonly run: number;
  @Column('text', { name: 'campaign_id' })
  declare readonly campaignId: string;
  @Column('integer')
  declare readonly version: number;
  @Column('text')
  declare readonly kind: RunKind;
  @Column('text', { name: 'snapshot_at' })
  declare readonly snapshotAt: Instant;
  @Column('text', { name: 'known_at' })
  declare readonly knownAt: Instant;
  @Column('integer')
  declare readonly delivery: number;
  @Column('text', { name: 'engine_version' })
  declare readonly engineVersion: string;
  @Column('text')
  declare readonly state: RunState;
  @Column('text')
  declare readonly digest: string;
  @Column('jsonb')
  declare readonly counts: RunCounts & JsonValue;
  @Column('text')
  declare readonly currency: string;
  @Column('numeric', { name: 'earned_total' })
  declare readonly earnedTotal: string;
  @Column('text', { name: 'calculated_at' })
  declare readonly calculatedAt: Instant;
  /** The run whose determinations this one went on from; null: all customers were evaluated. */
  @Column('integer', { name: 'based_on', nullable: true })
  declare readonly basedOn: number | null;
  /** How many customers were evaluated anew; null: all of them. */
  @Column('integer', { name: 'customers_evaluated', nullable: true })
  declare readonly customersEvaluated: number | null;
  @Column('text', { name: 'submitted_by', nullable: true })
  declare readonly submittedBy: string | null;
  @Column('text', { name: 'approved_by', nullable: true })
  declare readonly approvedBy: string | null;
  /** The digest as it was when somebody approved it. */
  @Column('text', { name: 'approved_digest', nullable: true })
  declare readonly approvedDigest: string | null;
  @Column('text', { name: 'posted_by', nullable: true })
  declare readonly postedBy: string | null;
}
