/** Seats added (docs/calculation.md, "Seats added"). */
import { addDays, covers, type Day } from './calendar.js';
import { isBillingCovered } from './coverage.js';
import type { Moment } from './moment.js';
import { byCodePoint } from './order.js';
import { billedSeats, type Purchases } from './purchases.js';
import type { Records } from './records.js';
import { qualifyingBySeller, shareOut, type Reading } from './seats.js';
import type { OracleTerms, Span } from './terms.js';

const baselineDays = (terms: NonNullable<OracleTerms['seatsAdded']>): Span =>
  'billedOn' in terms ? { from: terms.billedOn, to: terms.billedOn } : terms.mostBilledIn;

/** "coverage of `billing` does not include the day, or all of the days" */
export const isBaselineKnown = (records: Records, terms: OracleTerms): boolean =>
  terms.seatsAdded !== undefined && isBillingCovered(records, baselineDays(terms.seatsAdded));

/**
 * Of each seller of a customer, where reading, billing and baseline are known.
 *
 * "`Q` = sum of `q(s)`. The customer added `A` = max(0, `Q` - `B`). Each seller's own increase is `i(s)` =
 * max(0, `q(s)` - `b(s)`). Seats added of `s`: its share when the smaller of `A` and the sum of all `i` is allocated
 * in proportion to `i` by largest remainder (ties: lower partner id first, no partner last)."
 */
export function seatsAdded(
  customerId: string,
  reading: Reading,
  purchases: Purchases,
  moment: Moment,
  terms: OracleTerms,
): ReadonlyMap<string, bigint> {
  if (terms.seatsAdded === undefined) return new Map();
  const qualifying = qualifyingBySeller(customerId, reading, purchases, moment, terms);
  const days = baselineDays(terms.seatsAdded);
  const lines = purchases.lines.filter((line) => line.customerId === customerId);
  const billed = daysOfChange(lines, days).map((day) => billedBySeller(customerId, { lines }, day, terms));

  const mostOf = (amounts: readonly bigint[]): bigint =>
    amounts.reduce((most, seats) => (seats > most ? seats : most), 0n);
  const increases = new Map<string, bigint>();
  let together = 0n;
  for (const [seller, seats] of qualifying) {
    together += seats;
    const before = mostOf(billed.map((bySeller) => bySeller.get(seller) ?? 0n));
    increases.set(seller, seats > before ? seats - before : 0n);
  }
  const before = mostOf(billed.map((bySeller) => [...bySeller.values()].reduce((sum, seats) => sum + seats, 0n)));
  // Where the increases come to no more than what the customer added, each seller keeps its own.
  return shareOut(together > before ? together - before : 0n, increases);
}

/** What is billed changes only where a charge starts or has ended. */
function daysOfChange(lines: Purchases['lines'], days: Span): Day[] {
  const changes = lines.flatMap((line) => [line.charge.from, addDays(line.charge.to, 1)]);
  return [...new Set([days.from, ...changes.filter((day) => covers(days, day))])].sort(byCodePoint);
}

/** "added over the eligible SKUs (per SKU never below 0), by counting lines that cover the day" */
function billedBySeller(
  customerId: string,
  purchases: Pick<Purchases, 'lines'>,
  day: Day,
  terms: OracleTerms,
): Map<string, bigint> {
  const bySeller = new Map<string, bigint>();
  for (const { byPartner } of billedSeats(customerId, purchases, day, terms).values()) {
    for (const [seller, seats] of byPartner) bySeller.set(seller, (bySeller.get(seller) ?? 0n) + seats);
  }
  return bySeller;
}
