import type { Session } from '../../database/index.js';

/** What a reading of a subscription says; equal to the reading before it, it is not written. */
const SAID = [
  'partner_key',
  'offer_key',
  'seats_purchased',
  'status',
  'is_trial',
  'effective_start_on',
  'effective_start_at',
  'commitment_end_on',
  'commitment_end_at',
].join(', ');

/** Records subscription readings where they say something new (import contract, section 3, `subscriptions.csv`). */
export async function recordSubscriptions(session: Session, delivery: number): Promise<number> {
  await session.execute(`
    CREATE TEMPORARY TABLE subscription_reading ON COMMIT DROP AS
    SELECT customer_key, subscription_id, ${SAID}, observed_at, position, ROW(${SAID})::text AS said
    FROM staged_subscription JOIN customer USING (customer_id) JOIN offer USING (offer_id) LEFT JOIN partner USING (partner_id)`);
  await session.execute('ANALYZE subscription_reading');
  return session.execute(
    `WITH known AS (
       SELECT customer_key, subscription_id, observed_from AS observed_at, 0 AS recorded_now, subscription_history AS place, ROW(${SAID})::text AS said
       FROM subscription_history
       WHERE recorded_to IS NULL AND (customer_key, subscription_id) IN (SELECT customer_key, subscription_id FROM subscription_reading)
     ), all_readings AS (
       SELECT * FROM known
       UNION ALL
       SELECT customer_key, subscription_id, observed_at, 1, max(position), said FROM subscription_reading AS reading
       WHERE NOT EXISTS (SELECT FROM known WHERE (known.customer_key, known.subscription_id, known.observed_at, known.said)
         = (reading.customer_key, reading.subscription_id, reading.observed_at, reading.said))
       GROUP BY customer_key, subscription_id, observed_at, said
     ), compared AS (
       SELECT *, lag(said) OVER (PARTITION BY customer_key, subscription_id ORDER BY observed_at, recorded_now, place) AS said_before
       FROM all_readings
     )
     INSERT INTO subscription_history (customer_key, subscription_id, ${SAID}, observed_from, recorded_from)
     SELECT customer_key, subscription_id, ${SAID}, observed_at, $1::integer
     FROM compared JOIN subscription_reading USING (customer_key, subscription_id, observed_at, said)
     WHERE recorded_now = 1 AND place = position AND said IS DISTINCT FROM said_before
     ORDER BY position`,
    [delivery],
  );
}
