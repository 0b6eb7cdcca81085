import type { HoldReason } from '../../payout/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';

/** What brings a customer, or all of them, nearer to the reward. */
export type StepKind =
  | 'assign-seats'
  | 'bill-seats'
  | 'match-seats'
  | 'add-seats'
  | 'give-access'
  | 'declare-segment'
  | 'declare-new'
  | 'tell-country'
  | 'hand-in-claim'
  | 'hand-in-proof'
  | 'renew-membership'
  | 'renew-agreement'
  | 'hold-competency'
  | 'hold-together'
  | 'enrol'
  | 'register'
  | 'win-customers'
  | 'reach-minimum'
  | 'give-bank-details'
  | 'give-other-bank-details'
  | 'remove-hold';

export interface Step {
  readonly do: StepKind;
  /** How many seats or customers; null where no number is known. */
  readonly count: number | null;
  /** What is missing of an amount. */
  readonly amount?: string;
  /** Why money is held that the partner can set free. */
  readonly hold?: HoldReason['reason'];
}

/** What is lost if nothing is done, as a plain decimal. */
export interface Stake {
  readonly amount: string;
  readonly currency: string;
  /** Caps may take some of it; seats beyond the minimum may add to it. */
  readonly bound: 'exactly' | 'at most' | 'at least';
}

export interface Deadline {
  /** The last day, in the campaign's zone. */
  readonly day: CalendarDate;
  /** The instant at which it is over. */
  readonly until: Instant;
  readonly daysLeft: number;
}

/** Something a partner can still do so that nothing is lost. */
export interface PartnerAction {
  readonly steps: readonly Step[];
  /** Null where it is about the partner itself. */
  readonly customer: { readonly customerId: string; readonly customerName: string | null } | null;
  /** Null where no amount is known. */
  readonly stake: Stake | null;
  /** Null where no day is set. */
  readonly deadline: Deadline | null;
}
