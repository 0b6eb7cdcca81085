import type { Session } from '../../database/index.js';
import { instant, microsBetween, plusMillis, type Instant } from '../../kernel/index.js';
import type { KeyRange } from './key-ranges.js';
import { visible, type Snapshot } from './snapshot.js';

const EPOCH = instant('1970-01-01T00:00:00Z');
const HOUR_MICROS = 3_600_000_000n;
const HOUR_MS = 3_600_000;
/** So many readings of a single customer are asked for at once. */
const FIRST_READINGS = 5;
/** No row of coverage lasts longer: the table does not take it. */
export const LONGEST_READING_MS = 900_000;

/** A reading of many customers, which may have taken a while. */
export interface SeatReading {
  readonly from: Instant;
  readonly to: Instant;
  /** The same instants in microseconds since 1970. */
  readonly fromMicros: number;
  readonly toMicros: number;
  /** Older at the snapshot than the campaign allows. */
  readonly isStale: boolean;
}

interface CoverageRow {
  readonly customerFrom: number;
  readonly customerTo: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** A reading that begins before it is stale. */
export function oldestUsable({ snapshotAt, terms }: Pick<Snapshot, 'snapshotAt' | 'terms'>): Instant {
  return plusMillis(snapshotAt, -terms.oldestSeatReading.value.hours * HOUR_MS);
}

/** For each customer the last reading of its seats up to the snapshot that was not void (import contract, section 5). */
export class SeatReadings {
  readonly #keys: SortedKeys;
  /** By the place of a customer: the place of its reading in `#readings`, from 1 on; 0 for one that was never read. */
  readonly #places: Int32Array;
  readonly #readings: SeatReading[] = [];

  private constructor(ranges: readonly KeyRange[]) {
    this.#keys = new SortedKeys(ranges);
    this.#places = new Int32Array(this.#keys.count);
  }

  /**
   * Of the customers of these ranges.
   *
   * @param isForSeats whether only the seats are asked for: a customer without a usable reading has none then, also where it was read once
   */
  static async load(
    session: Session,
    snapshot: Snapshot,
    ranges: readonly KeyRange[],
    { isForSeats = false }: { readonly isForSeats?: boolean } = {},
  ): Promise<SeatReadings> {
    const readings = new SeatReadings(ranges);
    const [first, last] = [ranges[0]?.first, ranges.at(-1)?.last];
    if (first === undefined || last === undefined) return readings;
    // Newest first; most customers are met among the usable ones, and those before them are many.
    const usable = oldestUsable(snapshot);
    const near = `observed_from >= '${plusMillis(usable, -LONGEST_READING_MS)}' AND observed_to >= '${usable}'`;
    const further = [near, ...(isForSeats ? [] : [`observed_to < '${usable}'`])];
    await readings.#fill(session, snapshot, { first, last }, further);
    return readings;
  }

  of(customerKey: number): SeatReading | undefined {
    const place = this.#keys.placeOf(customerKey);
    return place === undefined ? undefined : this.#readings[(this.#places[place] ?? 0) - 1];
  }

  /** The readings of some customers that count, without repetition. */
  among({ first, last }: KeyRange): SeatReading[] {
    const places = new Set(this.#places.subarray(this.#keys.placeFrom(first), this.#keys.placeFrom(last + 1)));
    return [...places].flatMap((place) => this.#readings[place - 1] ?? []);
  }

  /** From the newest coverage back, until all customers have been met; those that have are leapt over. */
  async #fill(session: Session, snapshot: Snapshot, range: KeyRange, parts: readonly string[]): Promise<void> {
    const keys = this.#keys;
    const voids = await voidReadings(session, snapshot, range);
    const limitMicros = BigInt(snapshot.terms.oldestSeatReading.value.hours) * HOUR_MICROS;
    const open = new Int32Array(this.#places.length + 1).map((_, place) => place);
    const nextOpen = (from: number): number => {
      let place = from;
      for (let next = open[place] ?? place; next !== place; next = open[place] ?? place) {
        open[place] = open[next] ?? next;
        place = next;
      }
      return place;
    };
    for (const part of parts)
      for await (const row of coverage(session, snapshot, range, part)) {
        let place = nextOpen(keys.placeFrom(row.customerFrom));
        const end = keys.placeFrom(row.customerTo + 1);
        if (place >= end) continue;
        this.#readings.push({
          from: row.from,
          to: row.to,
          fromMicros: Number(microsBetween(EPOCH, row.from)),
          toMicros: Number(microsBetween(EPOCH, row.to)),
          isStale: microsBetween(row.from, snapshot.snapshotAt) > limitMicros,
        });
        for (; place < end; place = nextOpen(place + 1)) {
          if (voids.get(keys.keyAt(place))?.has(row.from) === true) continue;
          this.#places[place] = this.#readings.length;
          open[place] = place + 1;
        }
        if (nextOpen(0) === keys.count) return;
      }
  }
}

/** Keys in ascending order, by their places; those of a range without gaps are not kept one by one. */
class SortedKeys {
  readonly #first: number;
  readonly #listed: Int32Array | undefined;
  readonly count: number;

  constructor(ranges: readonly KeyRange[]) {
    const [first = 1, last = 0] = [ranges[0]?.first, ranges.at(-1)?.last];
    this.#first = first;
    const isListed = ranges.some(({ listed }) => listed !== undefined);
    this.#listed = isListed
      ? Int32Array.from(
          ranges.flatMap(
            (range) =>
              range.listed ?? Array.from({ length: range.last - range.first + 1 }, (_, at) => range.first + at),
          ),
        )
      : undefined;
    this.count = this.#listed?.length ?? Math.max(0, last - first + 1);
  }

  /** Of the first key that is not below this one. */
  placeFrom(key: number): number {
    if (this.#listed === undefined) return Math.min(Math.max(0, key - this.#first), this.count);
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#listed[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  placeOf(key: number): number | undefined {
    const place = this.placeFrom(key);
    return place < this.count && this.keyAt(place) === key ? place : undefined;
  }

  keyAt(place: number): number {
    return this.#listed === undefined ? this.#first + place : (this.#listed[place] ?? 0);
  }
}

/** Readings that turned out to contradict themselves, by customer. */
async function voidReadings(
  session: Session,
  { delivery }: Snapshot,
  { first, last }: KeyRange,
): Promise<Map<number, Set<Instant>>> {
  const rows = await session.query<{ customer: number; at: Instant }>(
    `SELECT customer_key AS customer, observed_at AS at FROM refusal
     WHERE resource = 'seats' AND cause = 'unreadable' AND customer_key BETWEEN $1 AND $2 AND ${visible('refusal', delivery)}`,
    [first, last],
  );
  const voids = new Map<number, Set<Instant>>();
  for (const { customer, at } of rows) voids.set(customer, (voids.get(customer) ?? new Set<Instant>()).add(at));
  return voids;
}

async function* coverage(
  session: Session,
  { delivery, snapshotAt }: Snapshot,
  { first, last }: KeyRange,
  part: string,
): AsyncGenerator<CoverageRow, void> {
  const newestFirst = `SELECT customer_from AS "customerFrom", customer_to AS "customerTo", observed_from AS "from", observed_to AS "to"
     FROM reading_coverage AS covered
     WHERE resource = 'seats' AND ${visible('covered', delivery)} AND observed_to <= $1 AND customer_from <= $3 AND customer_to >= $2 AND ${part}
     ORDER BY observed_to DESC, observed_from DESC, customer_from`;
  const parameters = [snapshotAt, first, last];
  // Nearly always the newest decides on a single customer: a cursor would be three steps for one row.
  const begun =
    first === last
      ? await session.query<CoverageRow>(`${newestFirst} LIMIT ${String(FIRST_READINGS)}`, parameters)
      : [];
  yield* begun;
  if (first === last && begun.length < FIRST_READINGS) return;
  yield* session.stream<CoverageRow>(`${newestFirst} OFFSET ${String(begun.length)}`, parameters);
}
