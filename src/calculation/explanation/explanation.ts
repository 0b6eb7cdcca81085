import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { Outcome } from '../determine.js';
import type { CountedPart, Reduction, RewardLine } from '../rewards/index.js';
import type { Decision, Finding, Measure } from '../rules/index.js';
import type { CompanyLocation } from './case-ground.js';
import type { LineEvidence, ReadingEvidence, RefusalEvidence } from './evidence.js';
import type { RegisterEvidence } from './register-evidence.js';
import type { TermInForce } from './terms-of-rules.js';

export interface ExplainedFinding extends Finding {
  readonly sentence: string;
  /** The last day on which it can still change, where that has not passed; else null. */
  readonly deadline: CalendarDate | null;
  /** From the snapshot, or for what is handed in from the day that is known, to the deadline. */
  readonly daysLeft: number | null;
  readonly terms: readonly TermInForce[];
}

/** How a qualified customer's reward comes about, within those of its partner. Exact numbers as `Ratio` reads them. */
export interface RewardArithmetic {
  readonly measure: Measure;
  /** By first sale among the partner's qualified customers, from 1, and how many they are. */
  readonly position: number;
  readonly ofCustomers: number;
  /** False for those before the gate, which count for nothing. */
  readonly isRewarded: boolean;
  readonly count: string;
  readonly parts: readonly CountedPart[];
  readonly lines: readonly RewardLine[];
  readonly gross: string;
  readonly reductions: readonly Reduction[];
  /** After the caps for each customer and each product. */
  readonly exact: string;
  readonly rounding: { readonly at: string; readonly direction: string };
  readonly reward: string;
  readonly terms: readonly TermInForce[];
}

/** How a partner's earning comes about, and what follows from it. */
export interface ExplainedEarning {
  readonly customers: number;
  readonly qualified: number;
  readonly undecided: number;
  /** The sum of its customers' exact amounts, and as rounded; before the caps for the partner and the campaign. */
  readonly exact: string;
  readonly rounded: string;
  /** What the campaign's cap left of what the partner would have earned; null where it took nothing. */
  readonly campaignCap: { readonly cap: string; readonly before: string; readonly after: string } | null;
  readonly earned: string;
  /** If its undecided customers qualified too; null: no bound. */
  readonly potential: string | null;
  readonly currency: string;
  /** What is held against the minimum payout: of the location, or of all of its company. */
  readonly compared: string;
  readonly comparedPotential: string | null;
  readonly company: readonly CompanyLocation[];
  /** What follows; null: nothing was earned. */
  readonly payout: { readonly outcome: string; readonly amount: string; readonly reason: string | null } | null;
  readonly terms: readonly TermInForce[];
  /** SHA-256 over the partner's lines of `determinations.csv` and over what it earned. */
  readonly digest: string;
}

/** A decision on what is known by now, that a later one took the place of, or that answered another question. */
export interface DecisionWithoutEffect extends Omit<Decision, 'ground'> {
  /** What it was about is unknown again, or still, for another reason or by other terms than when it was decided. */
  readonly isAskedAnew: boolean;
}

export interface ExplainedDetermination {
  readonly partnerId: string;
  readonly partnerName: string | null;
  readonly outcome: Outcome;
  readonly reward: string;
  readonly currency: string;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
  readonly seatsQualifying: number | null;
  readonly findings: readonly ExplainedFinding[];
  readonly decisionsWithoutEffect: readonly DecisionWithoutEffect[];
  /** Null where the customer is not qualified: it brings nothing. */
  readonly arithmetic: RewardArithmetic | null;
  readonly earning: ExplainedEarning;
}

export interface Explanation {
  readonly campaignId: string;
  readonly run: number;
  readonly runKind: string;
  readonly runState: string;
  readonly version: number;
  readonly snapshotAt: Instant;
  readonly knownAt: Instant;
  readonly delivery: number;
  readonly engineVersion: string;
  readonly customerId: string;
  readonly customerName: string | null;
  /** The reading that the assigned seats come from. */
  readonly readAt: Instant | null;
  readonly determinations: readonly ExplainedDetermination[];
  readonly readings: readonly ReadingEvidence[];
  readonly refusals: readonly RefusalEvidence[];
  readonly lines: readonly LineEvidence[];
  /** Rows of the register and of other files that findings rest on. */
  readonly register: readonly RegisterEvidence[];
}
