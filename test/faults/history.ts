import type { Session } from '../../src/database/index.js';
import type { Guid, Instant } from '../../src/kernel/index.js';

type Rows = readonly string[];

/**
 * What is known after a night, by what it is known of. Of instants it says only in which night they lie: a night with
 * trouble lasts longer. Keys are left out, as is the place of a line in its invoice: they follow the order of arrival.
 */
export interface History {
  readonly seats: ReadonlyMap<Guid, Rows>;
  readonly subscriptions: ReadonlyMap<Guid, Rows>;
  readonly listed: ReadonlyMap<Guid, Rows>;
  readonly lines: ReadonlyMap<string, Rows>;
  readonly billed: Rows;
  readonly billingDays: Rows;
  /** Who was not read, why: `seats <customer> failed`. */
  readonly refusals: Rows;
  /** What is on record as not taken, by its file. */
  readonly quarantined: Rows;
}

const NIGHT = (column: string) =>
  `CASE WHEN ${column} IS NULL THEN 'open' WHEN ${column} < $1 THEN 'first' ELSE 'second' END`;

export async function historyIn(session: Session, secondNight: Instant): Promise<History> {
  const byKey = async <Key extends string>(sql: string): Promise<Map<Key, string[]>> => {
    const rows = await session.query<{ key: Key; row: string }>(sql, [secondNight]);
    const found = new Map<Key, string[]>();
    for (const { key, row } of rows) found.set(key, [...(found.get(key) ?? []), row]);
    return found;
  };
  const rowsOf = async (sql: string): Promise<string[]> => {
    const rows = await session.query<{ row: string }>(sql, [secondNight]);
    return rows.map(({ row }) => row);
  };
  const coverage = (resource: string) => `SELECT customer_id AS key, 'read in the ' || ${NIGHT('observed_from')} AS row
    FROM reading_coverage JOIN customer ON customer_key BETWEEN customer_from AND customer_to WHERE resource = '${resource}'`;
  return {
    seats:
      await byKey(`SELECT customer_id AS key, concat_ws(' ', sku_id, sku_part_number, seats_assigned, seats_purchased,
        ${NIGHT('observed_from')}, ${NIGHT('observed_to')}, recorded_from, recorded_to) AS row
      FROM seat_history JOIN customer USING (customer_key) JOIN observed_sku USING (observed_sku_key)
      UNION ALL ${coverage('seats')} ORDER BY 1, 2`),
    subscriptions:
      await byKey(`SELECT customer_id AS key, concat_ws(' ', subscription_id, partner_id, offer_id, seats_purchased, status, is_trial,
        effective_start_on, effective_start_at, commitment_end_on, commitment_end_at, ${NIGHT('observed_from')}, recorded_from) AS row
      FROM subscription_history JOIN customer USING (customer_key) JOIN offer USING (offer_key) LEFT JOIN partner USING (partner_key)
      UNION ALL ${coverage('subscriptions')} ORDER BY 1, 2`),
    listed:
      await byKey(`SELECT customer_id AS key, concat_ws(' ', company_name, domain, relationship, recorded_from, recorded_to) AS row
      FROM customer_listing JOIN customer USING (customer_key) WHERE $1::timestamptz IS NOT NULL ORDER BY 1, 2`),
    lines:
      await byKey(`SELECT invoice_number AS key, concat_ws(' ', form, line_count, invoice.recorded_from, invoice.recorded_to,
        customer_id, offer_id, partner_id, subscription_id, charge_type, charge_start, charge_end, quantity, subtotal, currency) AS row
      FROM invoice LEFT JOIN billing_line USING (invoice_key) LEFT JOIN customer USING (customer_key)
        LEFT JOIN offer USING (offer_key) LEFT JOIN partner USING (partner_key)
      WHERE $1::timestamptz IS NOT NULL ORDER BY 1, 2`),
    billed:
      await rowsOf(`SELECT concat_ws(' ', 'seats', customer_id, sku, product, partner_id, seats_billed, charged_from, charged_to,
        recorded_from, recorded_to) AS row
      FROM billed_seat_history JOIN customer USING (customer_key) JOIN sku USING (sku_key) JOIN product USING (product_key)
        LEFT JOIN partner USING (partner_key) WHERE $1::timestamptz IS NOT NULL
      UNION ALL SELECT concat_ws(' ', 'first', customer_id, product, partner_id, charge_start, recorded_from, recorded_to)
      FROM first_charge JOIN customer USING (customer_key) JOIN product USING (product_key)
        LEFT JOIN partner USING (partner_key) ORDER BY 1`),
    billingDays: await rowsOf(`SELECT concat_ws(' ', known_from, known_to, recorded_from) AS row FROM record_coverage
      WHERE resource = 'billing' AND $1::timestamptz IS NOT NULL ORDER BY 1`),
    refusals: await rowsOf(`SELECT concat_ws(' ', resource, customer_id, cause, ${NIGHT('observed_at')}) AS row
      FROM refusal JOIN customer USING (customer_key) ORDER BY 1`),
    quarantined: await rowsOf(
      `SELECT DISTINCT file AS row FROM quarantined_row WHERE $1::timestamptz IS NOT NULL ORDER BY 1`,
    ),
  };
}
