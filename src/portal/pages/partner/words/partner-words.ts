import type { HoldReason } from '../../../../payout/index.js';
import type { NoticeKind } from '../../../../notifications/index.js';
import type { ExplainedRuleState } from '../rule-states.js';
import type { StepKind } from '../../../chances/partner-action.js';

/** A number beside what it counts, as the language writes both. */
type Counted = (count: number) => string;

/** All that a partner's pages say beside what statements say too, in one language. */
export interface PartnerWords {
  readonly labels: Readonly<Record<PartnerLabel, string>>;
  readonly frame: {
    readonly skip: string;
    readonly whereYouAre: string;
    readonly languages: string;
    /** Leads to who is signed in, and out again. */
    readonly account: string;
    readonly home: string;
  };
  readonly steps: Readonly<Record<StepKind, (count: number | null, amount: string) => string>>;
  /** Why money is held, as its owner needs it. */
  readonly holds: Readonly<Record<HoldReason['reason'], string>>;
  readonly notices: Readonly<Record<NoticeKind, string>>;
  readonly noticeStates: Readonly<Record<'waiting' | 'sent' | 'refused' | 'lapsed' | 'settled', string>>;
  readonly ruleStates: Readonly<Record<ExplainedRuleState, string>>;
  readonly accountEnding: (lastFour: string) => string;
  readonly shortOf: Counted;
  readonly daysLeft: Counted;
  readonly customers: Counted;
  readonly seats: Counted;
  readonly minimum: Counted;
  readonly inCampaign: (partnerId: string, campaign: string) => string;
  readonly provisional: (snapshot: string) => string;
  readonly unapproved: (snapshot: string) => string;
  readonly final: (snapshot: string) => string;
  readonly earnedWith: (count: number) => string;
  readonly couldAdd: (amount: string | null, customers: number) => string;
  readonly bound: Readonly<Record<'exactly' | 'at most' | 'at least', (amount: string) => string>>;
  readonly until: (deadline: string) => string;
  readonly atCustomer: (customer: string) => string;
  readonly heldUntil: (day: string) => string;
  readonly carriedUntil: (day: string) => string;
  readonly payableFrom: (moment: string) => string;
  readonly belowMinimum: (minimum: string, below: 'forfeit' | 'carry' | 'convert') => string;
  readonly window: (from: string, to: string) => string;
  readonly zone: (zone: string) => string;
  readonly format: (format: string, document: string) => string;
  readonly picture: {
    readonly title: (customer: string) => string;
    readonly description: (facts: {
      readonly from: string;
      readonly to: string;
      readonly snapshot: string;
      readonly assigned: string;
      readonly billed: string;
      readonly minimum: number | null;
      readonly unknownDays: number;
    }) => string;
  };
}

export type PartnerLabel =
  | 'yourCampaigns'
  | 'noCampaigns'
  | 'provisional'
  | 'beingChecked'
  | 'final'
  | 'toDo'
  | 'toDoLead'
  | 'nothingToDo'
  | 'whatToDo'
  | 'atStake'
  | 'notKnown'
  | 'deadline'
  | 'noDeadline'
  | 'money'
  | 'nothingEarned'
  | 'wouldEarn'
  | 'inBooks'
  | 'bankDetails'
  | 'bankMissing'
  | 'bankAskedAgain'
  | 'bankWaiting'
  | 'bankOnRecord'
  | 'bankAtVendor'
  | 'bankHow'
  | 'answerBy'
  | 'whyHeld'
  | 'soFarMet'
  | 'customersLead'
  | 'noCustomers'
  | 'distance'
  | 'daysLeft'
  | 'nextPage'
  | 'documents'
  | 'noDocuments'
  | 'document'
  | 'files'
  | 'notices'
  | 'noNotices'
  | 'notice'
  | 'told'
  | 'seatsOverTime'
  | 'assignedLegend'
  | 'billedLegend'
  | 'minimumLegend'
  | 'windowLegend'
  | 'snapshotLegend'
  | 'unknownLegend'
  | 'sameInFigures'
  | 'days'
  | 'unknown'
  | 'notYetKnown'
  | 'whatDecided'
  | 'whatLeavesOpen'
  | 'whatHolds'
  | 'rule'
  | 'finding'
  | 'why'
  | 'assignedInTenant'
  | 'billedByYou'
  | 'qualifyingSeats'
  | 'tenant'
  | 'lines'
  | 'linesLead'
  | 'noLines'
  | 'invoice'
  | 'product'
  | 'charge'
  | 'chargedDays'
  | 'quantity'
  | 'subtotal'
  | 'counts'
  | 'countsYes'
  | 'countsNo'
  | 'readings'
  | 'neverRead'
  | 'lastRead'
  | 'sku'
  | 'since'
  | 'arithmetic'
  | 'asOf'
  | 'backToReport';
