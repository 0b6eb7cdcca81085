import type { Session } from '../../database/index.js';
import type { DeliverySource } from '../deliveries/delivery-draft.js';

/**
 * Records which customers were read when, and who refused. Customers that follow one another without a gap share a
 * row. Readings from files keep their exact instant; those of a pull share a quarter of an hour, which no midnight
 * of any zone divides.
 */
export async function recordCoverage(
  session: Session,
  delivery: number,
  source: DeliverySource['source'],
): Promise<number> {
  const together = source === 'files' ? 'observed_at' : `date_bin('15 minutes', observed_at, '2000-01-01Z')`;
  const covered = await session.execute(
    `WITH place AS (
       SELECT customer_key, row_number() OVER (ORDER BY customer_key) AS place FROM customer
     ), reading AS (
       SELECT 'seats' AS resource, customer_key, observed_at FROM seat_reading
       UNION SELECT resource, customer_key, observed_at FROM staged_reading JOIN customer USING (customer_id) WHERE resource <> 'seats'
     ), fresh AS (
       SELECT resource, customer_key, observed_at, ${together} AS moment, place FROM reading JOIN place USING (customer_key)
       WHERE NOT EXISTS (SELECT FROM reading_coverage AS known
         WHERE known.resource = reading.resource AND known.observed_from = reading.observed_at AND known.observed_to = reading.observed_at
           AND reading.customer_key BETWEEN known.customer_from AND known.customer_to)
     ), runs AS (
       SELECT *, place - row_number() OVER (PARTITION BY resource, moment ORDER BY place) AS run FROM fresh
     )
     INSERT INTO reading_coverage (resource, customer_from, customer_to, observed_from, observed_to, recorded_from)
     SELECT resource, min(customer_key), max(customer_key), min(observed_at), max(observed_at), $1::integer
     FROM runs GROUP BY resource, moment, run`,
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
