import type { Session } from '../../database/index.js';
import type { CalendarDate, Guid, Instant } from '../../kernel/index.js';

/**
 * Why nothing that counts is known of a customer's seats.
 * - `no-access`, `unreadable`, `failed`: what became of the last attempt
 * - `unlisted`: the last pull's list of customers did not name it
 * - `not-asked`: nobody asked in the time that counts
 */
export type MissingReason = 'no-access' | 'unreadable' | 'failed' | 'unlisted' | 'not-asked';

export interface MissingReading {
  readonly customerId: Guid;
  readonly companyName: string | null;
  readonly reason: MissingReason;
  /** The first attempt since its last reading that went wrong; the last reading itself, where there was none. Null: never. */
  readonly since: Instant | null;
  readonly lastReadAt: Instant | null;
}

export interface ReadingsWanted {
  /** The instant at which a reading is wanted; one exactly then counts. */
  readonly at: Instant;
  /** The oldest reading that counts. */
  readonly from: Instant;
  /** Who was not heard of since this day, by readings, refusals or billing, is nobody's gap: it left before. */
  readonly heardSince: CalendarDate;
}

/**
 * Known customers whose seats are unknown at an instant, by all that is recorded so far: without a reading in the time
 * that counts, or refused since. One that failed to answer after a reading that counts is not among them.
 */
export async function missingReadings(
  session: Session,
  { at, from, heardSince }: ReadingsWanted,
): Promise<MissingReading[]> {
  return session.query<MissingReading>(
    `WITH last_pull AS (
       SELECT opened_at, recorded_at FROM delivery WHERE source = 'partner-center' AND opened_at <= $1::timestamptz ORDER BY delivery DESC LIMIT 1
     ), counting AS (
       SELECT customer_key, max(observed_from) AS read_at
       FROM reading_coverage, generate_series(customer_from, customer_to) AS customer_key
       WHERE resource = 'seats' AND recorded_to IS NULL AND observed_from >= $2::timestamptz AND observed_to <= $1::timestamptz
       GROUP BY customer_key
     ), missing AS (
       SELECT customer.customer_key, customer_id FROM customer LEFT JOIN counting USING (customer_key)
       WHERE read_at IS NULL OR EXISTS (SELECT FROM refusal
         WHERE refusal.customer_key = customer.customer_key AND resource = 'seats' AND recorded_to IS NULL AND observed_at <= $1
           AND (cause <> 'failed' AND observed_at > read_at OR cause = 'unreadable' AND observed_at = read_at))
     ), heard AS (
       SELECT missing.*,
         (SELECT max(observed_to) FROM reading_coverage AS covered
          WHERE resource = 'seats' AND covered.recorded_to IS NULL AND observed_to <= $1 AND missing.customer_key BETWEEN customer_from AND customer_to
            AND NOT EXISTS (SELECT FROM refusal WHERE refusal.customer_key = missing.customer_key AND refusal.resource = 'seats'
              AND refusal.cause = 'unreadable' AND refusal.recorded_to IS NULL AND refusal.observed_at = covered.observed_from)) AS last_read_at
       FROM missing
     ), attempted AS (
       SELECT heard.*, last_refusal.cause, last_refusal.observed_at AS attempted_at,
         (SELECT min(observed_at) FROM refusal WHERE refusal.customer_key = heard.customer_key AND resource = 'seats' AND recorded_to IS NULL AND observed_at <= $1
            AND (last_read_at IS NULL OR observed_at > last_read_at)) AS first_refused_at
       FROM heard LEFT JOIN LATERAL (
         SELECT cause, observed_at FROM refusal
         WHERE refusal.customer_key = heard.customer_key AND resource = 'seats' AND recorded_to IS NULL AND observed_at <= $1
           AND (last_read_at IS NULL OR observed_at > last_read_at)
         ORDER BY observed_at DESC, cause LIMIT 1) AS last_refusal ON true
     )
     SELECT customer_id AS "customerId", company_name AS "companyName",
       CASE WHEN attempted_at >= greatest($2::timestamptz, last_pull.opened_at) THEN cause
         WHEN last_pull.recorded_at IS NULL OR last_pull.recorded_at < $2::timestamptz OR last_read_at >= last_pull.opened_at THEN 'not-asked'
         ELSE 'unlisted' END AS reason,
       COALESCE(first_refused_at, last_read_at) AS since, last_read_at AS "lastReadAt"
     FROM attempted LEFT JOIN last_pull ON true
     LEFT JOIN customer_listing AS listing ON listing.customer_key = attempted.customer_key AND listing.recorded_to IS NULL
     WHERE greatest(last_read_at, attempted_at) >= $3::date
       OR EXISTS (SELECT FROM billed_seat_history AS billed
         WHERE billed.customer_key = attempted.customer_key AND charged_to >= $3::date AND billed.recorded_to IS NULL)
     ORDER BY reason, company_name, customer_id`,
    [at, from, heardSince],
  );
}
