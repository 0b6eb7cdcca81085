import type { Session } from '../../database/index.js';
import type { CalendarDate, Guid } from '../../kernel/index.js';

/** What the coming invoice of a month is about to bill one customer for one product. */
export interface UnbilledSeats {
  readonly month: CalendarDate;
  readonly customerId: Guid;
  readonly partnerId: string | null;
  /** The product as the catalogue maps it on the month's last day, else the offer's id. */
  readonly product: string;
  readonly isMapped: boolean;
  /** On the month's last day; lines of trials and add-ons count for nothing, as with billed ones. */
  readonly seatsOnLastDay: string;
  readonly subtotal: string;
  readonly currency: string;
  /** The delivery that says so. */
  readonly delivery: number;
}

/** As recorded today; months in order, then customers. What is billed already is no part of it. */
export async function listUnbilled(session: Session): Promise<UnbilledSeats[]> {
  return session.query(
    `WITH charge AS (
       SELECT unbilled.*, (month + interval '1 month' - interval '1 day')::date AS last_day
       FROM unbilled_charge AS unbilled WHERE recorded_to IS NULL
     )
     SELECT month::text, customer_id AS "customerId", partner_id AS "partnerId",
       COALESCE(product, offer_id) AS product, product IS NOT NULL AS "isMapped",
       COALESCE(sum(quantity) FILTER (WHERE last_day BETWEEN charge_start AND charge_end AND NOT is_trial_or_add_on), 0)::text AS "seatsOnLastDay",
       sum(subtotal)::text AS subtotal, currency, max(charge.recorded_from) AS delivery
     FROM charge JOIN customer USING (customer_key) JOIN offer USING (offer_key) LEFT JOIN partner USING (partner_key)
     LEFT JOIN LATERAL (
       SELECT product FROM offer_mapping AS mapping JOIN product USING (product_key)
       WHERE mapping.offer_key = charge.offer_key AND mapping.recorded_to IS NULL AND last_day BETWEEN valid_from AND valid_to
     ) AS mapped ON true
     GROUP BY 1, 2, 3, 4, 5, currency
     ORDER BY 1, 2, 3, 4, currency`,
  );
}
