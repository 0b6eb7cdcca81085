import type { Session } from '../../database/index.js';

/**
 * Gives small integer keys to natural ids that are new. Runs under the delivery lock; ids are inserted in their own
 * order and only when they are missing, so that keys follow no accident and no sequence number is wasted.
 */
export async function recordKeys(session: Session): Promise<void> {
  await session.execute(`
    INSERT INTO partner (partner_id)
    SELECT partner_id FROM (
      SELECT partner_id FROM staged_partner_profile UNION SELECT partner_id FROM staged_partner_standing
      UNION SELECT partner_id FROM staged_bank_account UNION SELECT partner_id FROM staged_proof
      UNION SELECT partner_id FROM staged_registration UNION SELECT partner_id FROM staged_claim
      UNION SELECT partner_id FROM staged_subscription UNION SELECT partner_id FROM staged_billed_name
      UNION SELECT partner_id FROM staged_unbilled_charge
    ) AS named
    WHERE partner_id IS NOT NULL AND NOT EXISTS (SELECT FROM partner WHERE partner.partner_id = named.partner_id)
    ORDER BY partner_id COLLATE "C"`);
  await session.execute(`
    INSERT INTO customer (customer_id)
    SELECT customer_id FROM (
      SELECT customer_id FROM staged_customer_profile UNION SELECT customer_id FROM staged_customer_listing
      UNION SELECT customer_id FROM staged_prior_purchase UNION SELECT customer_id FROM staged_reading
      UNION SELECT customer_id FROM staged_refusal UNION SELECT customer_id FROM staged_seat
      UNION SELECT customer_id FROM staged_subscription UNION SELECT customer_id FROM staged_billed_name
      UNION SELECT customer_id FROM staged_customer_company UNION SELECT customer_id FROM staged_customer_reseller
      UNION SELECT customer_id FROM staged_seat_witness UNION SELECT customer_id FROM staged_unbilled_charge
    ) AS named
    WHERE customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM customer WHERE customer.customer_id = named.customer_id)
    ORDER BY customer_id`);
  await session.execute(`
    INSERT INTO offer (offer_id)
    SELECT offer_id FROM (
      SELECT offer_id FROM staged_subscription UNION SELECT offer_id FROM staged_billed_name
      UNION SELECT offer_id FROM staged_unbilled_charge
    ) AS named
    WHERE offer_id IS NOT NULL AND NOT EXISTS (SELECT FROM offer WHERE offer.offer_id = named.offer_id)
    ORDER BY offer_id COLLATE "C"`);
  await session.execute(`
    INSERT INTO observed_sku (sku_id, sku_part_number)
    SELECT sku_id, sku_part_number FROM (SELECT DISTINCT sku_id, sku_part_number FROM staged_seat OFFSET 0) AS named
    WHERE NOT EXISTS (
      SELECT FROM observed_sku AS known
      WHERE (known.sku_id, known.sku_part_number) IS NOT DISTINCT FROM (named.sku_id, named.sku_part_number))
    ORDER BY sku_id, sku_part_number`);
}
