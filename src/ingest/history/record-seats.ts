import { following, groupsOf, type CopyValue, type Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { DeliverySource } from '../deliveries/delivery-draft.js';
import { quarantineContradictedSkus, quarantineRowsOfRefusedReadings } from './refuse-readings.js';
import { workInReadings, type KnownReading, type Reading, type Spell } from './timeline.js';

interface Seats {
  readonly assigned: number;
  readonly purchased: number | null;
}

interface KnownSpell extends Spell<Seats> {
  readonly recordedFrom: number;
}

interface StagedSeat {
  readonly customer: number;
  readonly at: Instant;
  readonly sku: number | null;
  readonly assigned: number | null;
  readonly purchased: number | null;
}

interface KnownRow {
  readonly customer: number;
  readonly sku: number;
  readonly assigned: number;
  readonly purchased: number | null;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly recordedFrom: number;
}

/**
 * Works the staged seat readings into seat history. All rows of one customer and instant are one reading, whichever
 * delivery brought them; where it names a SKU twice with different figures it is void (import contract, section 3,
 * `seats.csv`). Leaves the valid ones in the temporary table `seat_reading`, for coverage.
 */
export async function recordSeats(
  session: Session,
  delivery: number,
  source: DeliverySource['source'],
  quarantineFrom: number,
): Promise<number> {
  if (source === 'files') {
    await quarantineContradictedSkus(session, quarantineFrom);
    await quarantineRowsOfRefusedReadings(session, quarantineFrom);
  }
  await gatherReadings(session);
  await session.execute(`
    CREATE TEMPORARY TABLE ended_spell (customer_key integer, observed_sku_key integer, observed_from timestamptz, recorded_from integer,
      observed_to timestamptz, superseded boolean) ON COMMIT DROP`);
  await session.execute(`
    CREATE TEMPORARY TABLE added_spell (customer_key integer, observed_sku_key integer, seats_assigned integer, seats_purchased integer,
      observed_from timestamptz, observed_to timestamptz) ON COMMIT DROP`);
  const output = new SpellOutput(session);
  for await (const customer of customersWithReadings(session)) {
    const { ended, superseded, added } = workInReadings(
      customer.spells,
      customer.covered,
      customer.readings,
      sameSeats,
    );
    for (const { spell, to } of ended) output.end(customer.key, spell, to, false);
    for (const spell of superseded) output.end(customer.key, spell, null, true);
    for (const spell of added) output.add(customer.key, spell);
  }
  await output.write();
  const changed = await session.execute(
    `UPDATE seat_history AS old SET
       observed_to = CASE WHEN superseded THEN old.observed_to ELSE ended_spell.observed_to END,
       recorded_to = CASE WHEN superseded THEN $1::integer END
     FROM ended_spell
     WHERE (old.customer_key, old.observed_sku_key, old.observed_from, old.recorded_from)
       = (ended_spell.customer_key, ended_spell.observed_sku_key, ended_spell.observed_from, ended_spell.recorded_from)`,
    [delivery],
  );
  return (
    changed +
    (await session.execute(
      `INSERT INTO seat_history (customer_key, observed_sku_key, seats_assigned, seats_purchased, observed_from, observed_to, recorded_from)
       SELECT customer_key, observed_sku_key, seats_assigned, seats_purchased, observed_from, observed_to, $1::integer FROM added_spell`,
      [delivery],
    ))
  );
}

const sameSeats = (a: Seats, b: Seats): boolean => a.assigned === b.assigned && a.purchased === b.purchased;

/**
 * `seat_reading`: the valid readings of this delivery. `seat_reading_row`: their rows, together with what earlier
 * deliveries brought for the same customer and instant. Readings that contradict themselves become refusals.
 */
async function gatherReadings(session: Session): Promise<void> {
  await session.execute(`
    CREATE TEMPORARY TABLE seat_reading_row ON COMMIT DROP AS
    SELECT customer_key, observed_at, observed_sku_key, seats_assigned, seats_purchased, position
    FROM staged_seat JOIN customer USING (customer_id)
    JOIN observed_sku ON (observed_sku.sku_id, observed_sku.sku_part_number) IS NOT DISTINCT FROM (staged_seat.sku_id, staged_seat.sku_part_number)`);
  await session.execute(`
    CREATE TEMPORARY TABLE seat_reading ON COMMIT DROP AS
    SELECT customer_key, observed_at FROM seat_reading_row
    UNION SELECT customer_key, observed_at FROM staged_reading JOIN customer USING (customer_id) WHERE resource = 'seats'`);
  // A reading of that very instant may be known already; only readings from files are known by their exact instant.
  await session.execute(`
    INSERT INTO seat_reading_row
    SELECT known.customer_key, reading.observed_at, known.observed_sku_key, known.seats_assigned, known.seats_purchased, 0
    FROM (SELECT DISTINCT observed_at FROM seat_reading) AS moment
    JOIN reading_coverage AS covered ON resource = 'seats' AND covered.recorded_to IS NULL AND (observed_from, observed_to) = (moment.observed_at, moment.observed_at)
    JOIN seat_reading AS reading ON reading.observed_at = moment.observed_at AND customer_key BETWEEN customer_from AND customer_to
    JOIN seat_history AS known ON known.customer_key = reading.customer_key AND known.recorded_to IS NULL
      AND known.observed_from <= reading.observed_at AND (known.observed_to IS NULL OR known.observed_to > reading.observed_at)`);
  await session.execute(`
    CREATE TEMPORARY TABLE void_reading ON COMMIT DROP AS
    SELECT customer_key, observed_at FROM seat_reading_row
    GROUP BY customer_key, observed_at, observed_sku_key HAVING count(DISTINCT seats_assigned) > 1
    UNION
    SELECT customer_key, observed_at FROM staged_refusal JOIN customer USING (customer_id) WHERE resource = 'seats' AND cause = 'unreadable'
    UNION
    SELECT customer_key, observed_at FROM seat_reading JOIN refusal USING (customer_key, observed_at)
    WHERE resource = 'seats' AND cause = 'unreadable' AND refusal.recorded_to IS NULL`);
  await session.execute(`
    INSERT INTO staged_refusal (position, customer_id, resource, observed_at, cause)
    SELECT 0, customer_id, 'seats', observed_at, 'unreadable' FROM void_reading JOIN customer USING (customer_key)`);
  await session.execute(
    'DELETE FROM seat_reading USING void_reading AS void WHERE (seat_reading.customer_key, seat_reading.observed_at) = (void.customer_key, void.observed_at)',
  );
  await session.execute('ANALYZE seat_reading');
  await session.execute('ANALYZE seat_reading_row');
}

interface CustomerReadings {
  readonly key: number;
  readonly readings: readonly Reading<Seats>[];
  readonly spells: readonly KnownSpell[];
  readonly covered: readonly KnownReading[];
}

/** Each customer with readings in this delivery, with what is known of it: three streams in the order of its key. */
async function* customersWithReadings(session: Session): AsyncGenerator<CustomerReadings, void> {
  await session.execute(`
    CREATE TEMPORARY TABLE first_reading ON COMMIT DROP AS
    SELECT customer_key, min(observed_at) AS first_at FROM seat_reading GROUP BY customer_key`);
  const staged = groupsOf(
    session.stream<StagedSeat>(`
      SELECT DISTINCT ON (reading.customer_key, reading.observed_at, observed_sku_key) reading.customer_key AS customer,
        reading.observed_at AS at, observed_sku_key AS sku, seats_assigned AS assigned, seats_purchased AS purchased
      FROM seat_reading AS reading LEFT JOIN seat_reading_row USING (customer_key, observed_at)
      ORDER BY reading.customer_key, reading.observed_at, observed_sku_key, position DESC`),
    byCustomer,
  );
  const known = following(
    session.stream<KnownRow>(`
      SELECT customer_key AS customer, observed_sku_key AS sku, seats_assigned AS assigned, seats_purchased AS purchased,
        observed_from AS "from", observed_to AS "to", recorded_from AS "recordedFrom"
      FROM first_reading JOIN seat_history USING (customer_key)
      WHERE recorded_to IS NULL AND (observed_to IS NULL OR observed_to >= first_at)
      ORDER BY customer_key`),
    byCustomer,
  );
  const covered = following(
    session.stream<KnownReading & { customer: number }>(`
      SELECT customer_key AS customer, at, EXISTS (SELECT FROM refusal WHERE refusal.customer_key = known.customer_key
        AND refusal.resource = 'seats' AND refusal.cause = 'unreadable' AND refusal.recorded_to IS NULL AND refusal.observed_at = at) AS "isVoid"
      FROM (
        SELECT customer_key, first_at,
          observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond' AS at
        FROM first_reading JOIN reading_coverage ON customer_key BETWEEN customer_from AND customer_to
        WHERE resource = 'seats' AND recorded_to IS NULL AND observed_to >= first_at) AS known
      WHERE at >= first_at ORDER BY customer_key, at`),
    byCustomer,
  );
  for await (const rows of staged) {
    const key = rows[0].customer;
    yield {
      key,
      readings: readingsOf(rows),
      spells: (await known(key)).map(knownSpell),
      covered: await covered(key),
    };
  }
}

const byCustomer = ({ customer }: { readonly customer: number }): number => customer;

function knownSpell(row: KnownRow): KnownSpell {
  return {
    series: row.sku,
    value: { assigned: row.assigned, purchased: row.purchased },
    from: row.from,
    to: row.to,
    recordedFrom: row.recordedFrom,
  };
}

function readingsOf(rows: readonly StagedSeat[]): Reading<Seats>[] {
  const byInstant = new Map<Instant, Map<number, Seats>>();
  for (const { at, sku, assigned, purchased } of rows) {
    const values = byInstant.get(at) ?? new Map<number, Seats>();
    byInstant.set(at, values);
    if (sku !== null && assigned !== null) values.set(sku, { assigned, purchased });
  }
  return [...byInstant].map(([at, values]) => ({ at, values }));
}

/** Gathers changes and writes them in bulk when the streams have ended: COPY needs the connection for itself. */
class SpellOutput {
  readonly #session: Session;
  readonly #ended: CopyValue[][] = [];
  readonly #added: CopyValue[][] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  end(customer: number, spell: KnownSpell, to: Instant | null, superseded: boolean): void {
    this.#ended.push([customer, spell.series, spell.from, spell.recordedFrom, to, superseded]);
  }

  add(customer: number, spell: Spell<Seats>): void {
    this.#added.push([customer, spell.series, spell.value.assigned, spell.value.purchased, spell.from, spell.to]);
  }

  async write(): Promise<void> {
    await this.#session.copyRows(
      'ended_spell',
      ['customer_key', 'observed_sku_key', 'observed_from', 'recorded_from', 'observed_to', 'superseded'],
      this.#ended,
    );
    await this.#session.copyRows(
      'added_spell',
      ['customer_key', 'observed_sku_key', 'seats_assigned', 'seats_purchased', 'observed_from', 'observed_to'],
      this.#added,
    );
  }
}
