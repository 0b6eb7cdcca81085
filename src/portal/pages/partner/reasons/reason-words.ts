/** Every reason that a rule may give, beside the decision of a person. */
export type Reason =
  | 'segment-not-declared'
  | 'segment-eligible'
  | 'segment-not-eligible'
  | 'country-of-partner-not-known'
  | 'country-of-customer-not-known'
  | 'country-in-territory'
  | 'country-outside-territory'
  | 'billed-before-the-window'
  | 'not-billed-before-the-window'
  | 'billing-before-not-complete'
  | 'bill-within-limit'
  | 'bill-above-limit'
  | 'baseline-not-complete'
  | 'baseline-in-other-currency'
  | 'licence-type-eligible'
  | 'licence-type-not-eligible'
  | 'bought-before-the-window'
  | 'declared-new'
  | 'no-purchase-in-our-records'
  | 'records-do-not-reach-back'
  | 'enough-seats'
  | 'too-few-seats'
  | 'never-read'
  | 'stale'
  | 'refused'
  | 'unreadable'
  | 'billing-not-complete'
  | 'seats-within-maximum'
  | 'too-many-seats'
  | 'enough-seats-added'
  | 'too-few-seats-added'
  | 'can-have-added-too-few-seats'
  | 'comparison-not-complete'
  | 'seats-counted'
  | 'added-seats-counted'
  | 'revenue-counted'
  | 'revenue-not-complete'
  | 'revenue-in-other-currency'
  | 'partner-not-registered'
  | 'standing-holds'
  | 'standing-missing'
  | 'standing-ended'
  | 'competency-held'
  | 'no-competency-on-eligibility-day'
  | 'eligibility-day-ahead'
  | 'all-hold-together'
  | 'never-all-together'
  | 'enrolled-so-far'
  | 'enrolment-still-possible'
  | 'excluded'
  | 'not-excluded'
  | 'exclusion-still-possible'
  | 'registered-for-the-offer'
  | 'registration-still-possible'
  | 'not-registered-for-the-offer'
  | 'registered-too-early'
  | 'registered-too-late'
  | 'registered-no-address'
  | 'registered-consumer-domain'
  | 'registered-terms-not-accepted'
  | 'registered-no-agreement-number'
  | 'registered-name-differs'
  | 'registered-name-unclear'
  | 'claimed'
  | 'claim-not-answered'
  | 'claim-rejected'
  | 'claim-still-possible'
  | 'no-claim'
  | 'proof-in-time'
  | 'proof-still-possible'
  | 'no-proof'
  | 'proof-too-late'
  | 'first-to-qualify'
  | 'an-earlier-partner-qualifies'
  | 'an-earlier-partner-is-undecided'
  | 'enough-customers'
  | 'too-few-customers'
  | 'too-few-customers-also-with-undecided'
  | 'undecided-customers-decide';

/** What a finding saw and wanted, as the language writes days and numbers. */
export interface SaidFinding {
  readonly rule: string;
  readonly observed: string;
  readonly required: string;
  readonly seen: readonly string[];
  readonly asked: readonly string[];
  /** What was seen, where it is a number; else null. */
  readonly count: number | null;
  readonly distance: number;
  /** What was seen is only a bound: the number itself is not known. */
  readonly isAtMost: boolean;
  /** The latest of the days that are asked for. */
  readonly latest: string;
  /** The last two that are asked for: a stretch of days, which may be one. */
  readonly from: string;
  readonly to: string;
}

/** A sentence for each reason, in one language, as the partner is told: no other partner is named in any. */
export type ReasonWords = Readonly<Record<Reason, (finding: SaidFinding) => string>> & {
  /** `instead` is what the facts by themselves say. */
  readonly decided: (outcome: 'met' | 'not-met', instead: string) => string;
};
