import type { RuleId, RunKind, RunState, SeatTimeline } from '../../calculation/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { ListedNotification } from '../../notifications/index.js';
import type { HoldReason, ManualAdjustment, PartnerPayment } from '../../payout/index.js';
import type { DeterminationAnswer, EarningAnswer } from '../answers/result-answers.js';
import type { PartnerAction } from '../chances/partner-action.js';
import type { GivenOutDocument } from './document-reading.js';

/** Who the pages are for. */
export interface KnownPartner {
  readonly partnerId: string;
  readonly legalName: string | null;
  /** As the register has it, such as `de-AT`. */
  readonly locale: string | null;
}

export interface ReportedRun {
  readonly run: number;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly version: number;
  readonly snapshotAt: Instant;
  readonly knownAt: Instant;
}

/** What the pages of a partner say of a campaign. */
export interface ReportedCampaign {
  readonly campaignId: string;
  readonly title: string | null;
  readonly timeZone: string;
  readonly window: { readonly from: CalendarDate; readonly to: CalendarDate };
  readonly minimumSeats: number | null;
}

/** A campaign in the list of a partner. */
export interface PartnersCampaign {
  readonly campaign: ReportedCampaign;
  readonly run: ReportedRun;
  readonly earned: string;
  readonly potential: string | null;
  readonly currency: string;
}

export interface BankState {
  readonly is: 'missing' | 'asked-again' | 'waiting' | 'on-record';
  /** The last four of the account that is paid to; null where there is none, or only a payment vendor knows it. */
  readonly lastFour: string | null;
  /** The last four of those that wait for a second person. */
  readonly waitingLastFour: string | null;
  /** From when details that were approved are paid to; null where they are by now. */
  readonly payableFrom: Instant | null;
  /** Up to when an open request of the campaign is to be answered. */
  readonly answerBy: Instant | null;
  readonly holds: readonly HoldReason['reason'][];
}

/** All that the accrual report of a partner says, read at one instant. */
export interface PartnerReport {
  readonly partner: KnownPartner;
  readonly campaign: ReportedCampaign;
  readonly run: ReportedRun;
  /** Undefined where the partner sold nothing eligible in the window. */
  readonly earning: EarningAnswer | undefined;
  readonly actions: readonly PartnerAction[];
  readonly customers: readonly DeterminationAnswer[];
  readonly nextCursor: string | null;
  /** All customers are here; a list that goes on over pages stays in the order by which it goes on. */
  readonly isWhole: boolean;
  /** The last day on which each rule can still change. */
  readonly lastDays: ReadonlyMap<RuleId, CalendarDate>;
  readonly today: CalendarDate;
  readonly minimumPayout: { readonly amount: string; readonly below: 'forfeit' | 'carry' | 'convert' };
  readonly carriedUntil: CalendarDate | null;
  /** The last day on which products can be returned, up to which nothing is paid; null where the campaign has none. */
  readonly heldUntil: CalendarDate | null;
  readonly payBy: CalendarDate;
  readonly bank: BankState;
  /** What people added to what is owed, or took from it, and another person approved. */
  readonly adjustments: readonly ManualAdjustment[];
  readonly payments: readonly PartnerPayment[];
  readonly documents: readonly GivenOutDocument[];
  readonly notices: readonly ListedNotification[];
}

/** A customer's seats over time, for the partner that asks. */
export interface CustomersSeats {
  readonly partner: KnownPartner;
  readonly campaign: ReportedCampaign;
  readonly run: ReportedRun;
  readonly timeline: SeatTimeline;
}
