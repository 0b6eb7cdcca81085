import type { ReasonWords, SaidFinding } from './reason-words.js';

const seats = (count: number | null) => `${String(count)} ${count === 1 ? 'seat' : 'seats'}`;
const stretch = ({ from, to }: SaidFinding) => (from === to ? `on ${from}` : `from ${from} to ${to}`);
const limit = ({ asked }: SaidFinding) => asked.slice(0, 2).join(' ');
const qualifying = (count: number | null) => `${String(count)} qualifying ${count === 1 ? 'customer' : 'customers'}`;
const askedSeats = ({ rule, required }: SaidFinding) =>
  rule === 'reward-measure'
    ? 'the reward counts the seats'
    : rule === 'maximum-seats'
      ? `no more than ${required} seats may be there`
      : rule === 'seats-added'
        ? `${required} seats must have been added`
        : `${required} seats are needed`;

export const EN: ReasonWords = {
  decided: (outcome, instead) =>
    `Counted as ${outcome === 'met' ? 'met' : 'not met'} by our decision. By the facts alone it is unknown: ${instead}`,
  'segment-not-declared': () => 'The segment of the customer is not known.',
  'segment-eligible': ({ observed }) => `The customer is in segment ${observed}.`,
  'segment-not-eligible': ({ observed, required }) =>
    `The customer is in segment ${observed}; the campaign is for ${required}.`,
  'country-of-partner-not-known': ({ required }) => `Your country is not on record; the campaign is for ${required}.`,
  'country-of-customer-not-known': ({ required }) =>
    `The country of the customer is not known; the campaign is for ${required}.`,
  'country-in-territory': ({ observed }) => `The country is ${observed}, one of the campaign’s.`,
  'country-outside-territory': ({ observed, required }) =>
    `The country is ${observed}; the campaign is for ${required}.`,
  'billed-before-the-window': (f) =>
    `The customer was billed for the product family up to ${f.observed}; nobody may have billed it ${stretch(f)}.`,
  'not-billed-before-the-window': (f) => `Nobody billed the customer for the product family ${stretch(f)}.`,
  'billing-before-not-complete': (f) =>
    `We know of no billing for the product family ${stretch(f)}, but the invoices for these days are not all here.`,
  'bill-within-limit': (f) =>
    `The customer was billed ${f.observed} for the product family ${stretch(f)}; it must be ${limit(f)}.`,
  'bill-above-limit': (f) =>
    `The customer was billed ${f.observed} for the product family ${stretch(f)}; it must be ${limit(f)}.`,
  'baseline-not-complete': (f) =>
    `The invoices for what was charged ${stretch(f)} are not all here; the bill must be ${limit(f)}.`,
  'baseline-in-other-currency': (f) =>
    `Some of what was billed ${stretch(f)} is in another currency, or in none; the bill must be ${limit(f)}.`,
  'licence-type-eligible': ({ observed }) => `You sold licences of type ${observed}.`,
  'licence-type-not-eligible': ({ observed, required }) =>
    `You sold licences of type ${observed}; the campaign is for ${required}.`,
  'bought-before-the-window': ({ observed }) =>
    `The customer first bought the product family on ${observed}, before the window.`,
  'declared-new': () => 'It is declared that the customer never bought the product family before.',
  'no-purchase-in-our-records': () => 'Our own complete records show no purchase before the window.',
  'records-do-not-reach-back': ({ required }) =>
    `Nobody declared that the customer is new, and our own records do not reach back to ${required}.`,
  'enough-seats': ({ count, required }) => `${count === null ? 'Enough seats' : seats(count)}; ${required} are needed.`,
  'too-few-seats': ({ count, required, distance, isAtMost }) =>
    isAtMost
      ? `At most ${seats(count)}: at least ${seats(distance)} short of ${required}.`
      : `${seats(count)}: ${seats(distance)} short of ${required}.`,
  'never-read': (f) => `The seats of the tenant were never read before the snapshot; ${askedSeats(f)}.`,
  stale: (f) => `The last seat reading before the snapshot is too old to go by; ${askedSeats(f)}.`,
  refused: (f) => `We were refused when the seats were last to be read; ${askedSeats(f)}.`,
  unreadable: (f) => `The last seat reading contradicts itself or could not be read; ${askedSeats(f)}.`,
  'billing-not-complete': (f) => `The invoices for the last day are not all here yet; ${askedSeats(f)}.`,
  'seats-within-maximum': ({ count, required }) =>
    `${count === null ? 'Not too many seats' : seats(count)}; no more than ${required} may be there.`,
  'too-many-seats': ({ count, required, distance }) => `${seats(count)}: ${seats(distance)} more than ${required}.`,
  'enough-seats-added': ({ count, required }) =>
    `${count === null ? 'Enough seats' : seats(count)} added; ${required} must have been.`,
  'too-few-seats-added': ({ count, required, distance }) =>
    `${seats(count)} added: ${seats(distance)} short of ${required}.`,
  'can-have-added-too-few-seats': ({ count, required, distance }) =>
    `At most ${seats(count)} can have been added: at least ${seats(distance)} short of ${required}.`,
  'comparison-not-complete': (f) => `The invoices for the days of comparison are not all here; ${askedSeats(f)}.`,
  'seats-counted': ({ count }) => `The reward counts ${seats(count)}.`,
  'added-seats-counted': ({ count }) => `The reward counts ${seats(count)} added.`,
  'revenue-counted': (f) => `The reward counts ${f.observed}, billed ${stretch(f)}.`,
  'revenue-not-complete': (f) =>
    `The reward counts what was billed ${stretch(f)}, and the invoices for these days are not all here.`,
  'revenue-in-other-currency': (f) =>
    `The reward counts what was billed ${stretch(f)}, and some of it is in another currency than the reward, or in none.`,
  'partner-not-registered': () => 'Your company is not in the register, so nothing is known of its standing.',
  'standing-holds': ({ observed, required }) => `${required} holds on ${observed}.`,
  'standing-missing': ({ required }) => `There is no ${required} on record that holds on the last day.`,
  'standing-ended': ({ observed, required }) => `${required} ended on ${observed}, before the last day.`,
  'competency-held': ({ seen }) => `Competency ${seen[0] ?? ''} was held on ${seen[1] ?? ''}.`,
  'no-competency-on-eligibility-day': ({ asked }) => `No eligible competency was held on ${asked.join(' or ')}.`,
  'eligibility-day-ahead': ({ latest }) => `Not yet; it can still hold on ${latest}.`,
  'all-hold-together': ({ observed }) => `Membership, agreement and competency held together on ${observed}.`,
  'never-all-together': ({ asked }) =>
    `Membership, agreement and competency did not hold together on ${asked.join(' or ')}.`,
  'enrolled-so-far': () => 'You are enrolled so far; the last day of the window decides.',
  'enrolment-still-possible': () => 'You are not enrolled; you can still enrol by the last day of the window.',
  excluded: (f) => `You were in ${f.asked[0] ?? ''} on ${f.observed}; you must not have been ${stretch(f)}.`,
  'not-excluded': (f) => `You were not in ${f.asked[0] ?? ''} ${stretch(f)}.`,
  'exclusion-still-possible': (f) => `You were not in ${f.asked[0] ?? ''} so far; you must not be until ${f.to}.`,
  'registered-for-the-offer': ({ observed }) => `You registered for the offer on ${observed}.`,
  'registration-still-possible': (f) => `No registration of yours counts yet; you can register ${stretch(f)}.`,
  'not-registered-for-the-offer': (f) => `You did not register for the offer ${stretch(f)}.`,
  'registered-too-early': (f) => `You registered on ${f.observed}; it was possible ${stretch(f)}.`,
  'registered-too-late': (f) => `You registered on ${f.observed}; it was possible ${stretch(f)}.`,
  'registered-no-address': () => 'Your registration gives no e-mail address.',
  'registered-consumer-domain': () =>
    'Your registration gives an e-mail address that anybody can have; it needs one of your company’s own domain.',
  'registered-terms-not-accepted': () =>
    'Your registration does not accept the terms of the offer as they were in force.',
  'registered-no-agreement-number': () => 'Your registration names no agreement.',
  'registered-name-differs': () =>
    'Your registration names another company than our register; a copy of an invoice may show that it is the same.',
  'registered-name-unclear': () =>
    'Your registration names your company a little differently than our register; we are looking at it.',
  claimed: ({ seen }) => `Claim ${seen[0] ?? ''} was received on ${seen[1] ?? ''}.`,
  'claim-not-answered': ({ seen }) => `Claim ${seen[0] ?? ''} was received on ${seen[1] ?? ''} and is being checked.`,
  'claim-rejected': ({ seen }) => `Claim ${seen[0] ?? ''}, received on ${seen[1] ?? ''}, was rejected.`,
  'claim-still-possible': (f) => `No claim counts yet; it can be handed in ${stretch(f)}, with all that it needs.`,
  'no-claim': (f) => `No claim with all that it needs was received ${stretch(f)}.`,
  'proof-in-time': ({ observed, required }) => `A proof of performance was received on ${observed}, by ${required}.`,
  'proof-still-possible': ({ required }) => `No proof of performance yet; it can be handed in until ${required}.`,
  'no-proof': ({ required }) => `No proof of performance was received by ${required}.`,
  'proof-too-late': ({ observed, required }) => `The proof of performance came on ${observed}, after ${required}.`,
  'first-to-qualify': () => 'No partner that sold to this customer earlier qualifies.',
  'an-earlier-partner-qualifies': () => 'Another partner sold to this customer earlier and qualifies.',
  'an-earlier-partner-is-undecided': () =>
    'Another partner sold to this customer earlier, and its outcome is still open.',
  'enough-customers': ({ count, required }) => `You have ${qualifying(count)}; ${required} are needed.`,
  'too-few-customers': ({ count, required, distance }) =>
    `You have ${qualifying(count)}: ${String(distance)} short of ${required}.`,
  'too-few-customers-also-with-undecided': ({ required, distance }) =>
    `Also with all your undecided customers you are ${String(distance)} short of ${required} that qualify.`,
  'undecided-customers-decide': ({ count, required, distance }) =>
    `You have ${qualifying(count)} so far, ${String(distance)} short of ${required}; your undecided customers decide.`,
};
