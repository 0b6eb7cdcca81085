import type { Session } from '../../src/database/index.js';

/** What is known now, whenever it was learned; and what the last delivery could not take. */
export async function standingIn(session: Session): Promise<Record<string, readonly string[]>> {
  const rowsOf = async (sql: string): Promise<string[]> => {
    const rows = await session.query<{ row: string }>(sql);
    return rows.map(({ row }) => row).sort();
  };
  return {
    seats: await rowsOf(`SELECT concat_ws(' ', customer_id, sku_id, seats_assigned, seats_purchased) AS row
      FROM seat_history JOIN customer USING (customer_key) JOIN observed_sku USING (observed_sku_key)
      WHERE observed_to IS NULL AND recorded_to IS NULL`),
    subscriptions: await rowsOf(`SELECT DISTINCT ON (customer_id, subscription_id)
        concat_ws(' ', customer_id, subscription_id, seats_purchased, status) AS row
      FROM subscription_history JOIN customer USING (customer_key)
      ORDER BY customer_id, subscription_id, observed_from DESC, subscription_history DESC`),
    listed: await rowsOf(`SELECT concat_ws(' ', customer_id, company_name) AS row
      FROM customer_listing JOIN customer USING (customer_key) WHERE recorded_to IS NULL`),
    lines:
      await rowsOf(`SELECT concat_ws(' ', invoice_number, customer_id, offer_id, charge_type, charge_start, charge_end, quantity, subtotal) AS row
      FROM invoice JOIN billing_line USING (invoice_key) JOIN customer USING (customer_key) JOIN offer USING (offer_key)
      WHERE recorded_to IS NULL`),
    billed: await rowsOf(`SELECT concat_ws(' ', customer_id, sku, seats_billed, charged_from, charged_to) AS row
      FROM billed_seat_history JOIN customer USING (customer_key) JOIN sku USING (sku_key) WHERE recorded_to IS NULL`),
    billingDays: await rowsOf(
      `SELECT concat_ws(' ', known_from, known_to) AS row FROM record_coverage WHERE resource = 'billing'`,
    ),
    notTaken: await rowsOf(
      `SELECT file AS row FROM quarantined_row WHERE delivery = (SELECT max(delivery) FROM delivery)`,
    ),
  };
}
