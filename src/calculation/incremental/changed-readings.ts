import { copiedColumns, type Session } from '../../database/index.js';
import { plusMillis, type Instant } from '../../kernel/index.js';
import { observedSkus } from '../facts/case-products.js';
import { LONGEST_READING_MS, oldestUsable, SeatReadings } from '../facts/seat-readings.js';
import { quoted, type Snapshot } from '../facts/snapshot.js';
import { recordedBetween, type Pins } from './pins.js';
import { countOf, includes, joined, numbersIn, without, type Span } from './spans.js';

/** So many customers and no more are named one by one. */
export class TooManyChanged extends Error {}

/**
 * Customers of whose seats the two pins know something else. A night reads everybody again, and all but a few readings
 * show what those before showed: it is not the reading that counts, but whether there is a usable one, whether it was
 * refused since, and the seats it shows.
 *
 * @throws TooManyChanged
 */
export async function changedReadings(session: Session, pins: Pins, mostCustomers: number): Promise<Set<number>> {
  const covered = await coverageOf(session, pins);
  const usable = unionOf([coveredAt(covered, pins.before, 0), coveredAt(covered, pins.after, 0)]);
  const surelyUsable = [
    coveredAt(covered, pins.before, LONGEST_READING_MS),
    coveredAt(covered, pins.after, LONGEST_READING_MS),
  ] as const;
  // Without a usable reading at both pins their seats are unknown at both; with one at both they are known at both.
  const doubtful = joined([...without(usable, surelyUsable[0]), ...without(usable, surelyUsable[1])]);
  if (countOf(doubtful) > mostCustomers) throw new TooManyChanged();
  const changed = new Set(numbersIn(doubtful));
  for (const customer of await refusedLately(session, pins)) if (includes(usable, customer)) changed.add(customer);
  for (const customer of await withOtherSeats(session, pins, mostCustomers)) changed.add(customer);
  return changed;
}

interface Covered {
  readonly customers: Span;
  readonly from: Instant;
  readonly to: Instant;
  readonly recordedFrom: number;
  readonly recordedTo: number | null;
}

/** Coverage that either pin may count as usable. */
async function coverageOf(session: Session, { before, after }: Pins): Promise<Covered[]> {
  const rows = copiedColumns(
    await session.copyOut(
      `SELECT customer_from, customer_to, to_char(observed_from AT TIME ZONE 'UTC', '${ISO}'), to_char(observed_to AT TIME ZONE 'UTC', '${ISO}'), recorded_from, recorded_to
       FROM reading_coverage WHERE resource = 'seats' AND observed_from >= ${quoted(oldestUsable(before))} AND observed_to <= ${quoted(after.snapshotAt)}
         AND recorded_from <= ${String(after.delivery)}`,
    ),
    {
      customerFrom: 'number',
      customerTo: 'number',
      from: 'text',
      to: 'text',
      recordedFrom: 'number',
      recordedTo: 'number',
    },
  );
  return rows.customerFrom.map((from, place) => ({
    customers: { from: from ?? 0, to: rows.customerTo[place] ?? 0 },
    from: rows.from[place] as Instant,
    to: rows.to[place] as Instant,
    recordedFrom: rows.recordedFrom[place] ?? 0,
    recordedTo: rows.recordedTo[place] ?? null,
  }));
}

/** An `Instant`. */
const ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';

/**
 * Customers that a pin has a usable reading of.
 *
 * @param marginMs by how much it is younger than it need be: with that of the longest row, no older one may come before it
 */
function coveredAt(covered: readonly Covered[], snapshot: Snapshot, marginMs: number): Span[] {
  const { delivery, snapshotAt } = snapshot;
  const oldest = plusMillis(oldestUsable(snapshot), marginMs);
  return joined(
    covered
      .filter(
        ({ from, to, recordedFrom, recordedTo }) =>
          from >= oldest &&
          to <= snapshotAt &&
          recordedFrom <= delivery &&
          (recordedTo === null || recordedTo > delivery),
      )
      .map(({ customers }) => customers),
  );
}

const unionOf = (spans: readonly (readonly Span[])[]): Span[] => joined(spans.flat());

/** Whoever refused, or gave a reading that is void, since the oldest usable reading: which came last may differ. */
async function refusedLately(session: Session, { before, after }: Pins): Promise<number[]> {
  const rows = await session.query<{ customer: number }>(
    `SELECT DISTINCT customer_key AS customer FROM refusal WHERE resource = 'seats' AND cause <> 'failed'
       AND observed_at >= ${quoted(plusMillis(oldestUsable(before), -LONGEST_READING_MS))} AND observed_at <= ${quoted(after.snapshotAt)}
       AND recorded_from <= ${String(after.delivery)}`,
  );
  return rows.map(({ customer }) => customer);
}

interface Spell {
  readonly customer: number;
  readonly from: number;
  readonly to: number;
  readonly isKnownBefore: boolean;
  readonly isKnownAfter: boolean;
}

/** Customers whose reading shows other seats of a SKU that counts than the one before showed. */
async function withOtherSeats(session: Session, pins: Pins, mostCustomers: number): Promise<Set<number>> {
  const spells = await turningSpells(session, pins);
  const customers = [...new Set(spells.map(({ customer }) => customer))].sort((a, b) => a - b);
  if (customers.length > mostCustomers * 4) throw new TooManyChanged();
  const [first, last] = [customers[0], customers.at(-1)];
  const changed = new Set<number>();
  if (first === undefined || last === undefined) return changed;
  const range = [{ first, last, listed: customers }];
  const [before, after] = [
    await SeatReadings.load(session, pins.before, range, { isForSeats: true }),
    await SeatReadings.load(session, pins.after, range, { isForSeats: true }),
  ];
  for (const { customer, from, to, isKnownBefore, isKnownAfter } of spells) {
    const [earlier, later] = [before.of(customer), after.of(customer)];
    // Who has no usable reading at one of them is known by that.
    if (earlier === undefined || later === undefined || earlier.isStale || later.isStale) continue;
    const shows = (atMicros: number) => from <= atMicros && atMicros < to;
    if ((isKnownBefore && shows(earlier.toMicros)) !== (isKnownAfter && shows(later.toMicros))) changed.add(customer);
  }
  return changed;
}

/** Spells that began, ended or were recorded so late that the two readings may lie on different sides of it. */
async function turningSpells(session: Session, pins: Pins): Promise<Spell[]> {
  const { before, after } = pins;
  const skus = [...(await observedSkus(session, after, after.lastDay)).keys()];
  if (skus.length === 0) return [];
  const [first, last] = [quoted(oldestUsable(before)), quoted(after.snapshotAt)];
  const micros = (instant: string) => `(extract(epoch FROM ${instant}) * 1000000)::bigint`;
  const known = ({ delivery }: Snapshot) =>
    `(recorded_from <= ${String(delivery)} AND COALESCE(recorded_to > ${String(delivery)}, true))::integer`;
  const rows = copiedColumns(
    await session.copyOut(
      `SELECT customer_key, ${micros('observed_from')}, ${micros('observed_to')}, ${known(before)}, ${known(after)} FROM seat_history AS spell
       WHERE observed_sku_key IN (${skus.join(', ')}) AND recorded_from <= ${String(after.delivery)} AND (${recordedBetween('spell', pins)}
         OR observed_from >= ${first} AND observed_from <= ${last} OR observed_to >= ${first} AND observed_to <= ${last})`,
    ),
    { customer: 'number', from: 'number', to: 'number', isKnownBefore: 'number', isKnownAfter: 'number' },
  );
  return rows.customer.map((customer, place) => ({
    customer: customer ?? 0,
    from: rows.from[place] ?? 0,
    to: rows.to[place] ?? Number.POSITIVE_INFINITY,
    isKnownBefore: rows.isKnownBefore[place] === 1,
    isKnownAfter: rows.isKnownAfter[place] === 1,
  }));
}
