/** The rules that the contract's page does not have (docs/calculation.md, "Rules"). */
import { covers, dayOf, lastDayBefore, monthsBefore, overlap } from './calendar.js';
import type { Counted } from './counted.js';
import { isBillingCovered } from './coverage.js';
import { Fraction, sum } from './exact.js';
import type { Pair } from './purchases.js';
import { measureOf } from './reward-terms.js';
import { registration } from './registration-rule.js';
import type { RuleId } from './rule-ids.js';
import { outcomeOf, standingsOf, verdictOf, type Matter, type Verdict } from './rules.js';
import { mostQualifying, type SeatFigures } from './seats.js';
import type { Claim } from './tables.js';
import type { Span } from './terms.js';

/** Of the rules for which the campaign has a term. */
export function furtherVerdicts(
  matter: Matter,
  pair: Pair,
  seats: SeatFigures,
  added: bigint | undefined,
  counts: Counted,
): [RuleId, Verdict][] {
  const verdicts: [RuleId, Verdict | undefined][] = [
    ['territory', territory(matter, pair)],
    ['no-recent-billing', noRecentBilling(matter, pair)],
    ['baseline-bill', baselineBill(matter, pair)],
    ['licence-type', licenceType(matter)],
    ['maximum-seats', maximumSeats(matter, seats)],
    ['seats-added', enoughSeatsAdded(matter, seats, added)],
    ['exclusion', exclusion(matter, pair)],
    ['registration', registration(matter, pair)],
    ['claim', claim(matter, pair)],
    ['reward-measure', rewardMeasure(matter, counts)],
  ];
  return verdicts.filter((entry): entry is [RuleId, Verdict] => entry[1] !== undefined);
}

function territory({ records, terms }: Matter, pair: Pair): Verdict | undefined {
  if (terms.territories === undefined) return undefined;
  const country =
    terms.territories.of === 'partner'
      ? records.register.get(pair.partnerId)?.country
      : records.customers.get(pair.customerId)?.country;
  return country === undefined || country === '' ? 'unknown' : verdictOf(terms.territories.countries.includes(country));
}

/**
 * "`P` = the day N months before `F` ... A counting line of the family, of any seller, with a day in `P`..the day
 * before `F`: not met. Otherwise met where the coverage of `billing` includes all of [these days]; otherwise unknown"
 */
function noRecentBilling({ records, purchases, moment, terms }: Matter, pair: Pair): Verdict | undefined {
  if (terms.noBillingBeforeMonths === undefined) return undefined;
  const days: Span = { from: monthsBefore(moment.first, terms.noBillingBeforeMonths), to: lastDayBefore(moment.first) };
  const billed = purchases.lines.some(
    (line) => line.customerId === pair.customerId && line.family === terms.productFamily && overlap(line.charge, days),
  );
  if (billed) return 'not met';
  return isBillingCovered(records, days) ? 'met' : 'unknown';
}

function baselineBill({ records, purchases, terms }: Matter, pair: Pair): Verdict | undefined {
  const { baselineBill: term } = terms;
  if (term === undefined) return undefined;
  const lines = purchases.lines.filter(
    (line) =>
      line.customerId === pair.customerId && line.family === terms.productFamily && covers(term.days, line.charge.from),
  );
  if (!isBillingCovered(records, term.days)) return 'unknown';
  if (lines.some((line) => line.currency !== term.currency)) return 'unknown';
  const compared = sum(lines.map((line) => line.subtotal)).compare(Fraction.of(term.amount));
  return verdictOf(term.limit === 'below' ? compared < 0 : compared <= 0);
}

/** All that a folder knows is sold by CSP: subscriptions, and lines of CSP billing. */
const licenceType = ({ terms }: Matter): Verdict | undefined =>
  terms.licenceTypes && verdictOf(terms.licenceTypes.includes('csp'));

/** Where qualifying is not known it lies between 0, which is never more than the maximum, and the most that it can be. */
function maximumSeats({ terms }: Matter, seats: SeatFigures): Verdict | undefined {
  if (terms.maximumSeats?.above !== 'not eligible') return undefined;
  const maximum = BigInt(terms.maximumSeats.seats);
  if (seats.qualifying !== undefined) return verdictOf(seats.qualifying <= maximum);
  const most = mostQualifying(seats);
  return most !== undefined && most <= maximum ? 'met' : 'unknown';
}

/** "Not known ...; then it lies between 0 and the most that qualifying can be." */
function enoughSeatsAdded({ terms }: Matter, seats: SeatFigures, added: bigint | undefined): Verdict | undefined {
  if (terms.seatsAdded === undefined) return undefined;
  const needed = BigInt(terms.seatsAdded.atLeast);
  if (added !== undefined) return verdictOf(added >= needed);
  if (needed === 0n) return 'met';
  const most = mostQualifying(seats);
  return most !== undefined && most < needed ? 'not met' : 'unknown';
}

/**
 * "a standing of kind `exclusion` and that name held on any of the days: not met; otherwise met. Partner not in the
 * register: unknown. Provisional: a standing on a day up to `L` counts; without one, where the days go beyond `L`:
 * unknown, pending"
 */
function exclusion(matter: Matter, pair: Pair): Verdict | undefined {
  const { records, moment, terms } = matter;
  if (terms.exclusion === undefined) return undefined;
  if (!records.register.has(pair.partnerId)) return 'unknown';
  const { name, days } = terms.exclusion;
  const isLater = moment.isPending(days.to);
  const seen: Span = isLater ? { from: days.from, to: moment.last } : days;
  const held = standingsOf(matter, pair, 'exclusion').some(
    (standing) => standing.name === name && seen.from <= seen.to && overlap(standing, seen),
  );
  if (held) return 'not met';
  return isLater ? 'pending' : 'met';
}

/**
 * "None: unknown (pending in a provisional run) while the day of `K` (of a provisional run: or `L`) is on or before
 * the last of the days, then not met."
 */
function claim(matter: Matter, pair: Pair): Verdict | undefined {
  const { records, moment, terms } = matter;
  if (terms.claim === undefined) return undefined;
  if ([...records.claims.values()].some((stated) => claimCounts(matter, pair, stated))) return 'met';
  const last = terms.claim.days.to;
  if (moment.provisional) return moment.knownOn <= last || moment.last <= last ? 'pending' : 'not met';
  return moment.knownOn <= last ? 'unknown' : 'not met';
}

/**
 * "of that partner and campaign, its `received_at` lies on one of the days, everything in `needs` is filled, a filled
 * `mpn_id` equals the partner's id, and it names the customer"
 */
function claimCounts(matter: Matter, pair: Pair, { partnerId, campaignId, receivedAt, stated }: Claim): boolean {
  const { terms } = matter;
  const { days, needs } = terms.claim!;
  return (
    partnerId === pair.partnerId &&
    campaignId === terms.campaignId &&
    covers(days, dayOf(receivedAt, terms.timeZone)) &&
    needs.every((need) => stated[need] !== '') &&
    (stated['mpn id'] === '' || stated['mpn id'] === pair.partnerId) &&
    namesCustomer(matter, pair.customerId, stated)
  );
}

/**
 * "a filled `subscription_id` is one of the customer's subscriptions (as a reading of subscriptions or a billing line
 * names it); or, without one, a filled `customer_name` equals the customer's name in `customers.csv` (without regard to
 * case and outer blanks)"
 */
function namesCustomer({ records }: Matter, customerId: string, stated: Claim['stated']): boolean {
  const subscription = stated['subscription id'];
  if (subscription !== '') {
    const named = [...records.subscriptions, ...[...records.invoices.values()].flat()];
    return named.some((each) => each.customerId === customerId && each.subscriptionId === subscription);
  }
  const name = records.customers.get(customerId)?.name ?? '';
  return name !== '' && stated['customer name'].toLowerCase() === name.toLowerCase();
}

/** "what the reward counts (below) is known: met; otherwise unknown" */
const rewardMeasure = ({ terms }: Matter, counts: Counted): Verdict | undefined =>
  measureOf(terms.reward) === 'customers' ? undefined : counts.known === undefined ? 'unknown' : 'met';

/**
 * "the partner's customers that qualify under all rules above ...: `q`; those undecided under the rules above: `u`.
 * q >= N: met; q + u < N: not met; otherwise unknown; pending where all its undecided customers are undecided for
 * pending reasons only. The same for all customers of a partner"
 *
 * @param customers the verdicts by the rules above, of all customers of the partner
 */
export function customersNeeded(atLeast: number, customers: readonly (readonly Verdict[])[]): Verdict {
  const qualified = customers.filter((verdicts) => outcomeOf(verdicts) === 'qualified').length;
  const undecided = customers.filter((verdicts) => outcomeOf(verdicts) === 'undecided');
  if (qualified >= atLeast) return 'met';
  if (qualified + undecided.length < atLeast) return 'not met';
  const onlyPending = undecided.every((verdicts) =>
    verdicts.every((verdict) => verdict === 'met' || verdict === 'pending'),
  );
  return onlyPending ? 'pending' : 'unknown';
}
