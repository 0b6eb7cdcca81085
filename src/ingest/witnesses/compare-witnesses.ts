import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';

export type WitnessVerdict = 'agrees' | 'disagrees' | 'no-reading' | 'product-unknown';

/** What a report of Microsoft's says of assigned seats at a month's end, beside what we read ourselves. */
export interface ComparedWitness {
  readonly month: CalendarDate;
  readonly customerId: string;
  readonly source: string;
  readonly productId: string;
  readonly productName: string | null;
  readonly seatsWitnessed: number;
  /** null where we have no reading of the tenant from before, or do not know which SKU the report means. */
  readonly seatsRead: number | null;
  readonly readAt: Instant | null;
  readonly verdict: WitnessVerdict;
}

/**
 * Compares the witnesses of a month with the last own reading before its end, as recorded today. Nothing follows from
 * a disagreement by itself: a person looks at it.
 *
 * @param endsAt the midnight that ends the month, in the zone that asks
 */
export async function compareWitnesses(
  session: Session,
  month: CalendarDate,
  endsAt: Instant,
): Promise<ComparedWitness[]> {
  return session.query(
    `WITH witness AS (
       SELECT * FROM seat_witness WHERE month = $1 AND recorded_to IS NULL
     ), reading AS (
       SELECT customer_key, max(LEAST(observed_to, $2::timestamptz)) AS read_at
       FROM (SELECT DISTINCT customer_key FROM witness) AS heard
       JOIN reading_coverage AS covered ON resource = 'seats' AND covered.recorded_to IS NULL AND observed_from <= $2
         AND heard.customer_key BETWEEN customer_from AND customer_to
       GROUP BY customer_key
     ), product AS (
       -- Which SKU the report means: its GUID, its part number, an offer of it, or the name that a reading gives it.
       SELECT product_id, product_name, COALESCE(by_id.sku, by_part.sku, by_offer.sku, named.id, seen.id) AS sku
       FROM (SELECT DISTINCT product_id, product_name FROM witness) AS said
       LEFT JOIN LATERAL (SELECT sku FROM sku_mapping JOIN sku USING (sku_key)
         WHERE recorded_to IS NULL AND named_by = 'id' AND name = product_id AND $1 BETWEEN valid_from AND valid_to) AS by_id ON true
       LEFT JOIN LATERAL (SELECT sku FROM sku_mapping JOIN sku USING (sku_key)
         WHERE recorded_to IS NULL AND named_by = 'part' AND name = product_id AND $1 BETWEEN valid_from AND valid_to) AS by_part ON true
       LEFT JOIN LATERAL (SELECT sku FROM offer_mapping JOIN offer USING (offer_key) JOIN sku USING (sku_key)
         WHERE recorded_to IS NULL AND offer_id = product_id AND $1 BETWEEN valid_from AND valid_to) AS by_offer ON true
       LEFT JOIN LATERAL (SELECT min(sighting.id) AS id FROM product_sighting AS sighting
         WHERE named_by = 'sku' AND lower(sighting.name) = lower(product_name)) AS named ON true
       LEFT JOIN LATERAL (SELECT min(sku_id::text) AS id FROM observed_sku WHERE sku_id::text = product_id) AS seen ON true
     ), held AS (
       SELECT customer_key, COALESCE(mapped.sku, sku_id::text, sku_part_number) AS sku, max(seats_assigned) AS seats
       FROM reading JOIN seat_history AS history USING (customer_key) JOIN observed_sku USING (observed_sku_key)
       LEFT JOIN LATERAL (SELECT sku FROM sku_mapping JOIN sku USING (sku_key) WHERE recorded_to IS NULL AND $1 BETWEEN valid_from AND valid_to
         AND ((named_by, name) = ('id', sku_id::text) OR (named_by, name) = ('part', sku_part_number)) ORDER BY named_by LIMIT 1) AS mapped ON true
       WHERE history.recorded_to IS NULL AND observed_from <= read_at AND (observed_to IS NULL OR observed_to > read_at)
       GROUP BY 1, 2
     ), compared AS (
       SELECT witness.*, customer_id, read_at, product.sku,
         CASE WHEN read_at IS NULL OR product.sku IS NULL THEN NULL ELSE COALESCE(held.seats, 0) END AS seats_read
       FROM witness JOIN customer USING (customer_key)
       JOIN product ON product.product_id = witness.product_id AND product.product_name IS NOT DISTINCT FROM witness.product_name
       LEFT JOIN reading USING (customer_key)
       LEFT JOIN held ON held.customer_key = witness.customer_key AND held.sku = product.sku
     )
     SELECT month::text, customer_id AS "customerId", source, product_id AS "productId", product_name AS "productName",
       seats_assigned AS "seatsWitnessed", seats_read AS "seatsRead", read_at AS "readAt",
       CASE WHEN sku IS NULL THEN 'product-unknown' WHEN read_at IS NULL THEN 'no-reading'
         WHEN seats_read = seats_assigned THEN 'agrees' ELSE 'disagrees' END AS verdict
     FROM compared ORDER BY customer_id, product_id, source`,
    [month, endsAt],
  );
}
