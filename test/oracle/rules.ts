/** The rules that the contract words (section 5, "Rules, in this order"). */
import { covers, type Day, type Days } from './calendar.js';
import { coveredStretches, isBillingCovered } from './coverage.js';
import type { Moment } from './moment.js';
import { byCodePoint } from './order.js';
import type { RuleId } from './rule-ids.js';
import { firstPurchase, firstStart, type Pair, type Purchases } from './purchases.js';
import { priorPurchaseKey, standingKey, type Records } from './records.js';
import type { SeatFigures } from './seats.js';
import type { Standing } from './tables.js';
import type { OracleTerms } from './terms.js';

/** `pending` is the unknown of a provisional snapshot whose condition is dated after it. */
export type Verdict = 'met' | 'not met' | 'unknown' | 'pending';

export type Verdicts = ReadonlyMap<RuleId, Verdict>;

export type Outcome = 'qualified' | 'undecided' | 'not-qualified';

/** What is known and asked of one calculation. */
export interface Matter {
  readonly records: Records;
  readonly purchases: Purchases;
  readonly moment: Moment;
  readonly terms: OracleTerms;
}

/** "any rule not met `not-qualified`; else any unknown `undecided`; else `qualified`" */
export function outcomeOf(verdicts: Iterable<Verdict>): Outcome {
  const all = [...verdicts];
  if (all.includes('not met')) return 'not-qualified';
  return all.every((verdict) => verdict === 'met') ? 'qualified' : 'undecided';
}

/** All of these rules but the last, which looks at the other partners of the customer. */
export function wordedVerdicts(matter: Matter, pair: Pair, seats: SeatFigures): [RuleId, Verdict][] {
  const { terms } = matter;
  const verdicts: [RuleId, Verdict][] = [
    ['segment', segment(matter, pair.customerId)],
    ['new-customer', newCustomer(matter, pair.customerId)],
    ['assigned-seats', enoughSeats(seats.assigned, terms)],
    ['billed-seats', enoughSeats(seats.billed, terms)],
    ['qualifying-seats', qualifyingSeats(seats, terms)],
    ['membership', ofTheRegister(matter, pair, heldOnLastDay(matter, pair, 'membership', terms.membershipName))],
    ['agreement', ofTheRegister(matter, pair, heldOnLastDay(matter, pair, 'agreement', terms.agreementName))],
    ['competency', ofTheRegister(matter, pair, competency(matter, pair))],
    ['eligibility-day', ofTheRegister(matter, pair, eligibilityDay(matter, pair))],
    ['enrolment', enrolment(matter, pair)],
    ['proof-of-performance', proofOfPerformance(matter, pair)],
  ];
  return verdicts.filter(([rule]) => hasTerm(terms, rule));
}

/** "A rule for which a campaign has no term is left out." */
export const hasTerm = (terms: OracleTerms, rule: RuleId): boolean => !(terms.rulesWithoutTerm ?? []).includes(rule);

export const verdictOf = (holds: boolean): Verdict => (holds ? 'met' : 'not met');

/** "in the campaign's list met; another value not met; empty, or the customer not in `customers.csv`: unknown" */
function segment({ records, terms }: Matter, customerId: string): Verdict {
  const value = records.customers.get(customerId)?.segment ?? '';
  return value === '' ? 'unknown' : verdictOf(terms.segments.includes(value));
}

/**
 * "Before `F`: not met. Otherwise met when `prior_purchases` says `never`; or when the covered stretch of `billing`
 * or of `subscriptions` that contains `F` begins on or before the campaign's term `own records since` ...; otherwise
 * unknown."
 */
function newCustomer({ records, purchases, moment, terms }: Matter, customerId: string): Verdict {
  const prior = records.priorPurchases.get(priorPurchaseKey(customerId, terms.productFamily))?.firstPurchasedOn;
  const first = firstPurchase(customerId, purchases, prior === 'never' ? undefined : prior, terms);
  if (first !== undefined && first < moment.first) return 'not met';
  if (prior === 'never') return 'met';
  const ownRecordsReachBack = ['billing', 'subscriptions'].some((resource) =>
    coveredStretches(records, resource).some(
      (stretch) => covers(stretch, moment.first) && stretch.from <= terms.ownRecordsSince,
    ),
  );
  return ownRecordsReachBack ? 'met' : 'unknown';
}

/** "Unknown for everybody where the coverage of `billing` does not include `L`." */
export const isBillingKnown = ({ records, moment }: Matter): boolean =>
  isBillingCovered(records, { from: moment.last, to: moment.last });

const reachesMinimum = (seats: bigint, terms: OracleTerms): boolean => seats >= BigInt(terms.seatsMin);

const enoughSeats = (seats: bigint | undefined, terms: OracleTerms): Verdict =>
  seats === undefined ? 'unknown' : verdictOf(reachesMinimum(seats, terms));

/**
 * "`unknown` only where the missing fact could still change its outcome: 10 billed and no reading: ...
 * `qualifying-seats` not met ...; 10 assigned and billing unknown: ... `qualifying-seats` not met". Qualifying seats
 * are never more than either number, so the one that is known can already be too small.
 */
function qualifyingSeats({ assigned, billed, qualifying }: SeatFigures, terms: OracleTerms): Verdict {
  if (qualifying !== undefined) return verdictOf(reachesMinimum(qualifying, terms));
  const tooFew = (seats: bigint | undefined): boolean => seats !== undefined && !reachesMinimum(seats, terms);
  return tooFew(assigned) || tooFew(billed) ? 'not met' : 'unknown';
}

/** "For a partner that is not in `partners.csv` these five are unknown, whatever standings exist." */
const ofTheRegister = ({ records }: Matter, pair: Pair, verdict: Verdict): Verdict =>
  records.register.has(pair.partnerId) ? verdict : 'unknown';

export const standingsOf = ({ records }: Matter, pair: Pair, kind: string): readonly Standing[] =>
  records.standings.get(standingKey(pair.partnerId, kind)) ?? [];

const holdsOn = (matter: Matter, pair: Pair, kind: string, name: string, day: Day): boolean =>
  standingsOf(matter, pair, kind).some((standing) => standing.name === name && covers(standing, day));

/** "`membership`, `agreement`: hold on `L`." */
const heldOnLastDay = (matter: Matter, pair: Pair, kind: string, name: string): Verdict =>
  verdictOf(holdsOn(matter, pair, kind, name, matter.moment.last));

/** "an eligible one of an eligible level held on ... [a] day not before the competency's own first day" */
function holdsCompetencyOn(matter: Matter, pair: Pair, day: Day): boolean {
  return standingsOf(matter, pair, 'competency').some((standing) => {
    const eligible = matter.terms.competencies.find(({ name }) => name === standing.name);
    if (eligible === undefined || !matter.terms.competencyLevels.includes(standing.level)) return false;
    const counts: Days = { from: eligible.from, to: undefined };
    return covers(standing, day) && covers(counts, day);
  });
}

/** Met by any one day that has come; while one is still to come, what is not met today may be then. */
function onAnEligibilityDay({ moment, terms }: Matter, holds: (day: Day) => boolean): Verdict {
  const [toCome, come] = [true, false].map((pending) =>
    terms.eligibilityDays.filter((day) => moment.isPending(day) === pending),
  );
  if (come!.some(holds)) return 'met';
  return toCome!.length > 0 ? 'pending' : 'not met';
}

const competency = (matter: Matter, pair: Pair): Verdict =>
  onAnEligibilityDay(matter, (day) => holdsCompetencyOn(matter, pair, day));

/**
 * "on one and the same eligibility day membership, agreement and such a competency hold": those of the three that the
 * campaign has a term for.
 */
const eligibilityDay = (matter: Matter, pair: Pair): Verdict =>
  onAnEligibilityDay(
    matter,
    (day) =>
      (!hasTerm(matter.terms, 'membership') || holdsOn(matter, pair, 'membership', matter.terms.membershipName, day)) &&
      (!hasTerm(matter.terms, 'agreement') || holdsOn(matter, pair, 'agreement', matter.terms.agreementName, day)) &&
      (!hasTerm(matter.terms, 'competency') || holdsCompetencyOn(matter, pair, day)),
  );

/** "holds on `L`"; a provisional snapshot cannot see "enrolment by the end". */
function enrolment(matter: Matter, pair: Pair): Verdict {
  const { moment, terms } = matter;
  if (moment.isPending(terms.window.to)) return 'pending';
  return ofTheRegister(matter, pair, heldOnLastDay(matter, pair, 'enrolment', terms.enrolmentName));
}

/**
 * "received on or before the deadline, met; otherwise unknown while the day of `K` is on or before it; then not met.
 * The same for partners outside the register."
 */
function proofOfPerformance({ records, moment, terms }: Matter, pair: Pair): Verdict {
  if (moment.isPending(terms.proofDeadline)) return 'pending';
  const received = records.proofs.some(
    (proof) =>
      proof.partnerId === pair.partnerId &&
      proof.campaignId === terms.campaignId &&
      proof.receivedOn <= terms.proofDeadline,
  );
  if (received) return 'met';
  return moment.knownOn <= terms.proofDeadline ? 'unknown' : 'not met';
}

/** A pair with its verdict by all rules but `one-reward-per-customer`. */
interface Contender {
  readonly pair: Pair;
  readonly outcome: Outcome;
}

/**
 * "the partners that have a row with the customer, in the order of their first start (... ties: lower partner id;
 * none at all: last). Looking at all other rules: an earlier partner is qualified: not met; else an earlier one is
 * undecided: unknown; else met."
 */
export function oneRewardPerCustomer(
  { purchases, terms }: Matter,
  pair: Pair,
  contenders: readonly Contender[],
): Verdict {
  const inOrder = contenders
    .filter((contender) => contender.pair.customerId === pair.customerId)
    .map((contender) => ({ ...contender, start: firstStart(contender.pair, purchases, terms) }))
    .sort((one, other) => {
      if (one.start === undefined || other.start === undefined) {
        if (one.start !== other.start) return one.start === undefined ? 1 : -1;
      } else if (one.start !== other.start) return byCodePoint(one.start, other.start);
      return byCodePoint(one.pair.partnerId, other.pair.partnerId);
    });
  const place = inOrder.findIndex((contender) => contender.pair.partnerId === pair.partnerId);
  const earlier = inOrder.slice(0, place).map((contender) => contender.outcome);
  if (earlier.includes('qualified')) return 'not met';
  return earlier.includes('undecided') ? 'unknown' : 'met';
}
