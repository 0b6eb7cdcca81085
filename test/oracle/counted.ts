/** What a reward counts of a customer (docs/calculation.md, "What a reward counts"). */
import { allocate } from './allocate.js';
import { covers } from './calendar.js';
import { isBillingCovered } from './coverage.js';
import { Fraction, larger, sum } from './exact.js';
import type { Moment } from './moment.js';
import { byCodePoint } from './order.js';
import { isEligible, type Pair, type Purchases } from './purchases.js';
import type { Records } from './records.js';
import { measureOf } from './reward-terms.js';
import { mostQualifying, type SeatFigures } from './seats.js';
import type { OracleTerms } from './terms.js';

export interface Count {
  readonly amount: Fraction;
  /** Missing where it is not known of which products the seats would be. */
  readonly byProduct: ReadonlyMap<string, Fraction> | undefined;
}

export interface Counted {
  readonly known: Count | undefined;
  /** What is known, or the most that it can be; missing where nothing limits it. */
  readonly most: Count | undefined;
}

export function counted(
  pair: Pair,
  seats: SeatFigures,
  added: bigint | undefined,
  {
    records,
    purchases,
    moment,
    terms,
  }: {
    readonly records: Records;
    readonly purchases: Purchases;
    readonly moment: Moment;
    readonly terms: OracleTerms;
  },
): Counted {
  const measure = measureOf(terms.reward);
  if (measure === 'customers') {
    const one = { amount: Fraction.of(1n), byProduct: undefined };
    return { known: one, most: one };
  }
  if (measure === 'billed revenue') {
    const known = billedRevenue(pair, records, purchases, moment, terms);
    return { known, most: known };
  }
  const number = measure === 'seats' ? seats.qualifying : added;
  const bound = upToMaximum(number ?? mostQualifying(seats), terms);
  // "is known, also by bounds that leave only one number"
  if (number !== undefined || bound === 0n) {
    const known = seatCount(bound!, seats);
    return { known, most: known };
  }
  const eligible = upToEligible(bound, terms);
  return { known: undefined, most: eligible === undefined ? undefined : seatCount(eligible, seats) };
}

/** "With `maximum seats`, above: `the maximum counts`, no more than the maximum." */
function upToMaximum(seats: bigint | undefined, { maximumSeats }: OracleTerms): bigint | undefined {
  if (maximumSeats?.above !== 'the maximum counts') return seats;
  const maximum = BigInt(maximumSeats.seats);
  return seats === undefined || seats > maximum ? maximum : seats;
}

/** "and of seats and seats added no more than `maximum seats`, whether the maximum counts or who is above it is `not eligible`" */
function upToEligible(seats: bigint | undefined, { maximumSeats }: OracleTerms): bigint | undefined {
  if (maximumSeats?.above !== 'not eligible') return seats;
  const maximum = BigInt(maximumSeats.seats);
  return seats === undefined || seats > maximum ? maximum : seats;
}

/**
 * "where a maximum cuts them, or where seats added are shared over products, the parts are allocated by largest
 * remainder in proportion to the product's qualifying seats (ties: product by code point)"
 */
function seatCount(seats: bigint, { mostByProduct }: SeatFigures): Count {
  const products = mostByProduct && [...mostByProduct].sort(([one], [other]) => byCodePoint(one, other));
  const parts = products && allocate(seats, new Map(products.map(([product, part]) => [product, Fraction.of(part)])));
  return {
    amount: Fraction.of(seats),
    byProduct: parts && new Map([...parts].map(([product, part]) => [product, Fraction.of(part)])),
  };
}

/**
 * "subtotals of the counting lines of eligible products that name the partner and whose charge start lies in
 * `F`..`L`, added; never below 0. Not known where the coverage of `billing` does not include all of `F`..`L`, or
 * where such a line is in another currency than the reward's, or without one."
 */
function billedRevenue(
  pair: Pair,
  records: Records,
  purchases: Purchases,
  moment: Moment,
  terms: OracleTerms,
): Count | undefined {
  if (!isBillingCovered(records, { from: moment.first, to: moment.last })) return undefined;
  const lines = purchases.lines.filter(
    (line) =>
      line.customerId === pair.customerId &&
      line.partnerId === pair.partnerId &&
      isEligible(line, terms) &&
      covers(moment.window, line.charge.from),
  );
  if (lines.some((line) => line.currency !== terms.currency)) return undefined;
  const byProduct = new Map(
    [...Map.groupBy(lines, (line) => line.product)].map(([product, own]) => [
      product,
      larger(Fraction.ZERO, sum(own.map((line) => line.subtotal))),
    ]),
  );
  // Parts that come to more than the whole are scaled where they are used: there only their proportion matters.
  return { amount: larger(Fraction.ZERO, sum(lines.map((line) => line.subtotal))), byProduct };
}
