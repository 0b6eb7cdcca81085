import type { Session } from '../../database/index.js';
import { instant, microsBetween, type Instant } from '../../kernel/index.js';
import { visible, type Snapshot } from './snapshot.js';

const EPOCH = instant('1970-01-01T00:00:00Z');
const HOUR_MICROS = 3_600_000_000n;

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

/** For each customer the last reading of its seats up to the snapshot that was not void (import contract, section 5). */
export class SeatReadings {
  readonly #first: number;
  /** By customer: the place of its reading in `#readings`, from 1 on; 0 for a customer that was never read. */
  readonly #places: Int32Array;
  readonly #readings: SeatReading[] = [];

  private constructor(first: number, last: number) {
    this.#first = first;
    this.#places = new Int32Array(Math.max(0, last - first + 1));
  }

  /** Of the customers with keys from `first` to `last`. */
  static async load(session: Session, snapshot: Snapshot, first: number, last: number): Promise<SeatReadings> {
    const readings = new SeatReadings(first, last);
    await readings.#fill(session, snapshot, last);
    return readings;
  }

  of(customerKey: number): SeatReading | undefined {
    return this.#readings[(this.#places[customerKey - this.#first] ?? 0) - 1];
  }

  /** The readings of some customers that count, without repetition. */
  among(first: number, last: number): SeatReading[] {
    const places = new Set(this.#places.subarray(first - this.#first, last - this.#first + 1));
    return [...places].flatMap((place) => this.#readings[place - 1] ?? []);
  }

  /** From the newest coverage back, until all customers have been met; those that have are leapt over. */
  async #fill(session: Session, snapshot: Snapshot, last: number): Promise<void> {
    const first = this.#first;
    const voids = await voidReadings(session, snapshot, first, last);
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
    for await (const row of coverage(session, snapshot, first, last)) {
      let place = nextOpen(Math.max(row.customerFrom, first) - first);
      const end = Math.min(row.customerTo, last) - first;
      if (place > end) continue;
      this.#readings.push({
        from: row.from,
        to: row.to,
        fromMicros: Number(microsBetween(EPOCH, row.from)),
        toMicros: Number(microsBetween(EPOCH, row.to)),
        isStale: microsBetween(row.from, snapshot.snapshotAt) > limitMicros,
      });
      for (; place <= end; place = nextOpen(place + 1)) {
        if (voids.get(place + first)?.has(row.from) === true) continue;
        this.#places[place] = this.#readings.length;
        open[place] = place + 1;
      }
      if (nextOpen(0) > last - first) return;
    }
  }
}

/** Readings that turned out to contradict themselves, by customer. */
async function voidReadings(
  session: Session,
  { delivery }: Snapshot,
  first: number,
  last: number,
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

function coverage(
  session: Session,
  { delivery, snapshotAt }: Snapshot,
  first: number,
  last: number,
): AsyncGenerator<CoverageRow, void> {
  return session.stream<CoverageRow>(
    `SELECT customer_from AS "customerFrom", customer_to AS "customerTo", observed_from AS "from", observed_to AS "to"
     FROM reading_coverage AS covered
     WHERE resource = 'seats' AND ${visible('covered', delivery)} AND observed_to <= $1 AND customer_from <= $3 AND customer_to >= $2
     ORDER BY observed_to DESC, observed_from DESC, customer_from`,
    [snapshotAt, first, last],
  );
}
