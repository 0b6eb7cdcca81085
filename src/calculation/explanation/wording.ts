import { invariant, microsBetween, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { Finding, Seen } from '../rules/index.js';

const said = (seen: Seen): string => {
  if (seen === null) return 'nothing';
  return Array.isArray(seen) ? seen.join(', ') : String(seen);
};

const seats = (count: number | null): string => `${String(count)} ${count === 1 ? 'seat' : 'seats'}`;

const list = (seen: Seen): readonly string[] => (typeof seen === 'object' && seen !== null ? seen : [said(seen)]);

const qualifying = (count: Seen): string => `${said(count)} qualifying ${count === 1 ? 'customer' : 'customers'}`;

/** `from 2018-07-01 to 2018-12-31`, or `on` the one day: the last two of what a finding lists. */
function stretch(seen: Seen): string {
  const [from = '', to = ''] = list(seen).slice(-2);
  return from === to ? `on ${from}` : `from ${from} to ${to}`;
}

/** `below 450.00 GBP`: the first two of what the rule about a bill asks for. */
const limit = (seen: Seen): string => list(seen).slice(0, 2).join(' ');

/** What unknown seats are asked about. */
function seatsAsked({ rule, required }: Finding, noun: '' | ' seats' = ''): string {
  if (rule === 'reward-measure') return 'the reward counts them';
  if (rule === 'maximum-seats') return `no more than ${said(required)}${noun} may be there`;
  if (rule === 'seats-added') return `${said(required)}${noun} must have been added`;
  return `${said(required)}${noun} are needed`;
}

const latestOf = (seen: Seen): string => said(seen).split(', ').sort().at(-1) ?? '';

const anyOf = (seen: Seen): string => said(seen).replace(/, ([^,]*)$/, ' or $1');

/** Figures beside a finding that decided it. */
export interface DecidingFacts {
  /** How old the last reading is, and how old it may be. */
  readonly staleness?: string | undefined;
  readonly refusedOn?: CalendarDate | undefined;
  /** What was seen is only a bound: the number itself is not known. */
  readonly isAtMost?: boolean;
  /** A standing of the partner whose name is nearly the one that was looked for. */
  readonly nearStanding?: string | undefined;
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

  'country-of-partner-not-known': ({ required }) =>
    `The country of the partner is not on record; the campaign is for ${said(required)}.`,
  'country-of-customer-not-known': ({ required }) =>
    `The country of the customer is not known; customers.csv declares it, and the campaign is for ${said(required)}.`,
  'country-in-territory': ({ observed }) => `The country is ${said(observed)}, one of the campaign’s.`,
  'country-outside-territory': ({ observed, required }) =>
    `The country is ${said(observed)}; the campaign is for ${said(required)}.`,

  'billed-before-the-window': ({ observed, required }) =>
    `Somebody billed the customer for the product family up to ${said(observed)}; nobody may have ${stretch(required)}.`,
  'not-billed-before-the-window': ({ required }) =>
    `Nobody billed the customer for the product family ${stretch(required)}.`,
  'billing-before-not-complete': ({ required }) =>
    `We know of no billing for the product family ${stretch(required)}, but the invoices for these days are not all here.`,
  'bill-within-limit': ({ observed, required }) =>
    `The customer was billed ${said(observed)} for the product family ${stretch(required)}; it must be ${limit(required)}.`,
  'bill-above-limit': ({ observed, required }) =>
    `The customer was billed ${said(observed)} for the product family ${stretch(required)}; it must be ${limit(required)}.`,
  'baseline-not-complete': ({ required }) =>
    `The invoices for what was charged ${stretch(required)} are not all here; the bill must be ${limit(required)}.`,
  'baseline-in-other-currency': ({ required }) =>
    `Some of what was billed ${stretch(required)} is in another currency, or in none; the bill must be ${limit(required)}.`,
  'licence-type-eligible': ({ observed }) => `The partner sold licences of type ${said(observed)}.`,
  'licence-type-not-eligible': ({ observed, required }) =>
    `The partner sold licences of type ${said(observed)}; the campaign is for ${said(required)}.`,

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
  'never-read': (finding) => `The seats of the tenant were never read before the snapshot; ${seatsAsked(finding)}.`,
  stale: (finding, { staleness }) =>
    `The last seat reading before the snapshot is too old to go by${staleness === undefined ? '' : ` (${staleness})`}; ${seatsAsked(finding, ' seats')}.`,
  refused: (finding, { refusedOn }) =>
    `We were refused when the seats were last to be read${refusedOn === undefined ? '' : `, on ${refusedOn}`}; ${seatsAsked(finding)}.`,
  unreadable: (finding) =>
    `The last seat reading contradicts itself or could not be read; ${seatsAsked(finding, ' seats')}.`,
  'billing-not-complete': (finding) =>
    `The invoices for the last day are not all here yet; ${seatsAsked(finding, ' seats')}.`,

  'seats-within-maximum': ({ observed, required }) =>
    `${observed === null ? 'Not too many seats' : seats(observed as number)}; no more than ${said(required)} may be there.`,
  'too-many-seats': ({ observed, required, distance }) =>
    `${seats(observed as number)}: ${seats(distance)} more than ${said(required)}.`,
  'enough-seats-added': ({ observed, required }) =>
    `${observed === null ? 'Enough seats' : seats(observed as number)} added; ${said(required)} must have been.`,
  'too-few-seats-added': ({ observed, required, distance }) =>
    `${seats(observed as number)} added: ${seats(distance)} short of ${said(required)}.`,
  'can-have-added-too-few-seats': ({ observed, required, distance }) =>
    `At most ${seats(observed as number)} can have been added: at least ${seats(distance)} short of ${said(required)}.`,
  'comparison-not-complete': (finding) =>
    `The invoices for the day or days of comparison are not all here; ${finding.rule === 'reward-measure' ? 'the reward counts the seats added since' : seatsAsked(finding, ' seats')}.`,
  'seats-counted': ({ observed }) => `The reward counts ${seats(observed as number)}.`,
  'added-seats-counted': ({ observed }) => `The reward counts ${seats(observed as number)} added.`,
  'revenue-counted': ({ observed, required }) => `The reward counts ${said(observed)}, billed ${stretch(required)}.`,
  'revenue-not-complete': ({ required }) =>
    `The reward counts what was billed ${stretch(required)}, and the invoices for these days are not all here.`,
  'revenue-in-other-currency': ({ required }) =>
    `The reward counts what was billed ${stretch(required)}, and some of it is in another currency than the reward, or in none.`,

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

  excluded: ({ observed, required }) =>
    `The partner was in ${list(required)[0] ?? ''} on ${said(observed)}; it must not have been ${stretch(required)}.`,
  'not-excluded': ({ required }) => `The partner was not in ${list(required)[0] ?? ''} ${stretch(required)}.`,
  'exclusion-still-possible': ({ required }) =>
    `The partner was not in ${list(required)[0] ?? ''} so far; it must not be until ${latestOf(list(required).slice(-2))}.`,
  'registered-for-the-offer': ({ observed }) => `The partner registered for the offer on ${said(observed)}.`,
  'registration-still-possible': ({ required }) =>
    `No registration for the offer counts yet; the partner can register ${stretch(required)}.`,
  'not-registered-for-the-offer': ({ required }) => `The partner did not register for the offer ${stretch(required)}.`,
  'registered-too-early': ({ observed, required }) =>
    `The partner registered on ${said(observed)}; it could ${stretch(required)}.`,
  'registered-too-late': ({ observed, required }) =>
    `The partner registered on ${said(observed)}; it could ${stretch(required)}.`,
  'registered-no-address': () => 'The registration gives no e-mail address.',
  'registered-consumer-domain': () =>
    'The registration gives an e-mail address that anybody gets, and not one of a domain of the company.',
  'registered-terms-not-accepted': () =>
    'The registration does not accept the terms of the offer in their wording and in time.',
  'registered-no-agreement-number': () => 'The registration names no agreement.',
  'registered-name-differs': () =>
    'The company that registered has another name than the partner in the register; a copy of an invoice may show that it is the same.',
  'registered-name-unclear': () =>
    'The company that registered has nearly the name of the partner in the register; a person decides whether it is the same.',

  claimed: ({ observed }) => `Claim ${list(observed)[0] ?? ''} was received on ${list(observed)[1] ?? ''}.`,
  'claim-still-possible': ({ required }) =>
    `No claim counts yet; it can be handed in ${stretch(required)}, with all that it needs.`,
  'claim-not-answered': ({ observed }) =>
    `Claim ${list(observed)[0] ?? ''} was received on ${list(observed)[1] ?? ''} and waits for its answer.`,
  'claim-rejected': ({ observed }) =>
    `Claim ${list(observed)[0] ?? ''}, received on ${list(observed)[1] ?? ''}, was rejected.`,
  'no-claim': ({ required }) => `No claim with all that it needs was received ${stretch(required)}.`,

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

  'enough-customers': ({ observed, required }) =>
    `The partner has ${qualifying(observed)}; ${said(required)} are needed.`,
  'too-few-customers': ({ observed, required, distance }) =>
    `The partner has ${qualifying(observed)}: ${said(distance)} short of ${said(required)}.`,
  'too-few-customers-also-with-undecided': ({ required, distance }) =>
    `Also with all its undecided customers the partner is ${said(distance)} short of ${said(required)} that qualify.`,
  'undecided-customers-decide': ({ observed, required, distance }) =>
    `The partner has ${qualifying(observed)} so far, ${said(distance)} short of ${said(required)}; its undecided customers decide.`,
};

/** Every reason that a rule by itself can give. */
export const REASONS: readonly string[] = Object.keys(SENTENCES);

/** Whoever decided answers for it; what the facts by themselves say stays beside it. */
function wordDecision(finding: Finding, facts: DecidingFacts): string {
  const { decision, outcome } = finding;
  invariant(decision !== undefined, 'a finding that a person decided says who');
  const { decidedBy, decidedAt, reason, insteadOf } = decision;
  const counted = outcome === 'met' ? 'met' : 'not met';
  const facing = wordFinding({ ...finding, outcome: 'unknown', because: insteadOf }, facts);
  return `Counted as ${counted} by decision of ${decidedBy} on ${decidedAt.slice(0, 10)}: “${reason.replace(/[.\s]+$/, '')}”. By the facts alone it is unknown: ${facing}`;
}

/** What a finding says, for people. */
export function wordFinding(finding: Finding, facts: DecidingFacts = {}): string {
  if (finding.because === 'decided-by-a-person') return wordDecision(finding, facts);
  const sentence = SENTENCES[finding.because];
  if (sentence === undefined) throw new Error(`Broken invariant: no sentence for reason ${finding.because}`);
  const { nearStanding } = facts;
  return `${sentence(finding, facts)}${nearStanding === undefined ? '' : ` On record is “${nearStanding}”, which is another name.`}`;
}
