import type { Session } from '../../database/index.js';
import type { DeliverySource } from '../deliveries/delivery-draft.js';

/**
 * Records which customers were read when, and who refused. Customers whose keys follow one another without a gap share
 * a row: those of a pull for a quarter of an hour, which no midnight of any zone divides, with the instant of each
 * beside them; those of a file where they were read at one instant.
 */
export async function recordCoverage(
  session: Session,
  delivery: number,
  source: DeliverySource['source'],
): Promise<number> {
  const together = source === 'files' ? 'observed_at' : `date_bin('15 minutes', observed_at, '2000-01-01Z')`;
  const covered = await session.execute(
    `WITH reading AS (
       SELECT 'seats' AS resource, customer_key, observed_at FROM seat_reading
       UNION SELECT resource, customer_key, observed_at FROM staged_reading JOIN customer USING (customer_id) WHERE resource <> 'seats'
     ), fresh AS (
       SELECT resource, customer_key, observed_at, ${together} AS moment FROM reading
       WHERE NOT EXISTS (SELECT FROM reading_coverage AS known
         WHERE known.recorded_to IS NULL AND known.resource = reading.resource AND known.observed_from = reading.observed_at AND known.observed_to = reading.observed_at
           AND reading.customer_key BETWEEN known.customer_from AND known.customer_to)
     ), runs AS (
       SELECT *, customer_key - row_number() OVER (PARTITION BY resource, moment ORDER BY customer_key) AS run FROM fresh
     ), spans AS (
       SELECT resource, min(customer_key) AS customer_from, max(customer_key) AS customer_to, min(observed_at) AS observed_from,
         max(observed_at) AS observed_to, array_agg(observed_at ORDER BY customer_key) AS instants
       FROM runs GROUP BY resource, moment, run
     )
     INSERT INTO reading_coverage (resource, customer_from, customer_to, observed_from, observed_to, recorded_from, customer_offsets_us)
     SELECT resource, customer_from, customer_to, observed_from, observed_to, $1::integer,
       CASE WHEN observed_from < observed_to THEN ARRAY(
         SELECT (extract(epoch FROM observed_at - observed_from) * 1000000)::integer
         FROM unnest(instants) WITH ORDINALITY AS each (observed_at, place) ORDER BY place) END
     FROM spans`,
    [delivery],
  );
  const refused = await session.execute(
    `INSERT INTO refusal (customer_key, resource, observed_at, cause, recorded_from)
     SELECT DISTINCT customer_key, resource, observed_at, cause, $1::integer FROM staged_refusal JOIN customer USING (customer_id)
     ON CONFLICT DO NOTHING`,
    [delivery],
  );
  return covered + refused;
}
