import { microsBetween, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { Finding, Seen } from '../rules/index.js';

const said = (seen: Seen): string => {
  if (seen === null) return 'nothing';
  return Array.isArray(seen) ? seen.join(', ') : String(seen);
};

const seats = (count: number | null): string => `${String(count)} ${count === 1 ? 'seat' : 'seats'}`;

const latestOf = (seen: Seen): string => said(seen).split(', ').sort().at(-1) ?? '';

const anyOf = (seen: Seen): string => said(seen).replace(/, ([^,]*)$/, ' or $1');

/** Figures beside a finding that decided it. */
export interface DecidingFacts {
  /** How old the last reading is, and how old it may be. */
  readonly staleness?: string | undefined;
  readonly refusedOn?: CalendarDate | undefined;
  /** What was seen is only a bound: the number itself is not known. */
  readonly isAtMost?: boolean;
}

/** Age of a reading at the snapshot in whole hours; the limit is one of hours. */
export function stalenessOf(readAt: Instant, snapshotAt: Instant, limitHours: number): string {
  const MICROS_PER_HOUR = 3_600_000_000n;
  // Up to the next hour: one second over the limit is over it.
  const hours = (microsBetween(readAt, snapshotAt) + MICROS_PER_HOUR - 1n) / MICROS_PER_HOUR;
  return `${String(hours)} hours old, where ${String(limitHours)} are allowed`;
}

/** One sentence for each reason, in plain words. The reasons are made by the rules. */
const SENTENCES: Readonly<Record<string, (finding: Finding, facts: DecidingFacts) => string>> = {
  'segment-not-declared': () => 'The segment of the customer is not known; customers.csv declares it.',
  'segment-eligible': ({ observed }) => `The customer is in segment ${said(observed)}.`,
  'segment-not-eligible': ({ observed, required }) =>
    `The customer is in segment ${said(observed)}; the campaign is for ${said(required)}.`,

  'bought-before-the-window': ({ observed }) =>
    `The customer first bought the product family on ${said(observed)}, before the window.`,
  'declared-new': () => 'It is declared that the customer never bought the product family before.',
  'no-purchase-in-our-records': () => 'Our own complete records show no purchase before the window.',
  'records-do-not-reach-back': ({ observed, required }) =>
    `Nobody declared that the customer is new, and our records ${observed === null ? 'do not cover the beginning of the window' : `begin on ${said(observed)}`}; they would have to begin on ${said(required)}.`,

  'enough-seats': ({ observed, required }) =>
    `${observed === null ? 'Enough seats' : seats(observed as number)}; ${said(required)} are needed.`,
  'too-few-seats': ({ observed, required, distance }, { isAtMost }) =>
    isAtMost === true
      ? `At most ${seats(observed as number)}: at least ${seats(distance)} short of ${said(required)}.`
      : `${seats(observed as number)}: ${seats(distance)} short of ${said(required)}.`,
  'never-read': ({ required }) =>
    `The seats of the tenant were never read before the snapshot; ${said(required)} are needed.`,
  stale: ({ required }, { staleness }) =>
    `The last seat reading before the snapshot is too old to go by${staleness === undefined ? '' : ` (${staleness})`}; ${said(required)} seats are needed.`,
  refused: ({ required }, { refusedOn }) =>
    `We were refused when the seats were last to be read${refusedOn === undefined ? '' : `, on ${refusedOn}`}; ${said(required)} are needed.`,
  unreadable: ({ required }) =>
    `The last seat reading contradicts itself or could not be read; ${said(required)} seats are needed.`,
  'billing-not-complete': ({ required }) =>
    `The invoices for the last day are not all here yet; ${said(required)} seats are needed.`,

  'partner-not-registered': () => 'The partner is not in the register, so nothing is known of its standing.',
  'standing-holds': ({ observed, required }) => `${said(required)} holds on ${said(observed)}.`,
  'standing-missing': ({ required }) => `There is no ${said(required)} on record that holds on the last day.`,
  'standing-ended': ({ observed, required }) => `${said(required)} ended on ${said(observed)}, before the last day.`,
  'competency-held': ({ observed }) =>
    `Competency ${Array.isArray(observed) ? `${String(observed[0])} was held on ${String(observed[1])}` : said(observed)}.`,
  'no-competency-on-eligibility-day': ({ required }) => `No eligible competency was held on ${anyOf(required)}.`,
  'eligibility-day-ahead': ({ required }) => `Not yet; it can still hold on ${latestOf(required)}.`,
  'all-hold-together': ({ observed }) => `Membership, agreement and competency held together on ${said(observed)}.`,
  'never-all-together': ({ observed }) =>
    `On no eligibility day did everything hold together (${Array.isArray(observed) ? observed.join('; ') : said(observed)}).`,
  'enrolled-so-far': () => 'The partner is enrolled so far; the last day of the window decides.',
  'enrolment-still-possible': () => 'The partner is not enrolled; it can still enrol by the last day of the window.',

  'proof-in-time': ({ observed, required }) =>
    `A proof of performance was received on ${said(observed)}, by ${said(required)}.`,
  'proof-still-possible': ({ required }) => `No proof of performance yet; it can be handed in until ${said(required)}.`,
  'no-proof': ({ required }) => `No proof of performance was received by ${said(required)}.`,
  'proof-too-late': ({ observed, required }) =>
    `The proof of performance came on ${said(observed)}, after ${said(required)}.`,

  'first-to-qualify': () => 'No partner that sold to this customer earlier qualifies.',
  'an-earlier-partner-qualifies': ({ observed }) =>
    `Partner ${said(observed)} sold to this customer earlier and qualifies.`,
  'an-earlier-partner-is-undecided': ({ observed }) =>
    `Partner ${said(observed)} sold to this customer earlier, and its outcome is still open.`,
};

/** What a finding says, for people. */
export function wordFinding(finding: Finding, facts: DecidingFacts = {}): string {
  const sentence = SENTENCES[finding.because];
  if (sentence === undefined) throw new Error(`Broken invariant: no sentence for reason ${finding.because}`);
  return sentence(finding, facts);
}
