import type { WorldStep } from './world-register.ts';
import { FIRST_NIGHT_DELIVERY } from './world-size.ts';

/** The three eligible SKUs that customers hold, and the offers by which they are billed; a fourth product is sold besides. */
export const SKUS = [
  {
    id: '2880026b-2b0c-4251-8656-5d41ff11e3aa',
    part: 'DYN365_BUSCENTRAL_ESSENTIAL',
    offer: 'cfq7ttc0lh3l:0001',
    product: 'business-central',
  },
  {
    id: 'f991cecc-3f91-4cd0-a9a8-bf1c8167e029',
    part: 'DYN365_BUSCENTRAL_PREMIUM',
    offer: 'cfq7ttc0lh33:0001',
    product: 'business-central',
  },
  { id: 'be9f9771-1c64-4618-9907-244325141096', part: 'D365_SALES_PRO', offer: 'cfq7ttc0hl8z:0001', product: 'sales' },
] as const;
const OTHER = { id: '05e9a617-0261-4cee-bb44-138d3ef5d965', part: 'spe_e3', offer: 'cfq7ttc0lhq5:0002' } as const;

const skuRows = SKUS.map(
  ({ id, part, offer }, place) => `(${String(place)}, '${id}'::uuid, '${part.toLowerCase()}', '${offer}')`,
).join(', ');

/** Six seat intervals a customer: three SKUs, each changed once, in the order of the nights that brought them. */
export const HISTORY_STEPS: readonly WorldStep[] = [
  {
    name: 'seats',
    sql: `
      INSERT INTO observed_sku (sku_id, sku_part_number)
      SELECT id, part FROM (VALUES ${skuRows}, (3, '${OTHER.id}'::uuid, '${OTHER.part}', '')) AS each (place, id, part, offer) ORDER BY place;
      CREATE UNLOGGED TABLE bench.sku_draw AS
      SELECT place, id, part, observed_sku_key, offer_key, mapping.sku_key, mapping.product_key
      FROM (VALUES ${skuRows}) AS each (place, id, part, offer_id) JOIN offer USING (offer_id) JOIN offer_mapping AS mapping USING (offer_key)
      JOIN observed_sku ON sku_id = id;
      CREATE UNLOGGED TABLE bench.spell_draw AS
      SELECT k, observed_sku_key, before, after, night FROM (
        SELECT k, a AS place, a_first AS before, a_seats AS after, a_night AS night FROM bench.customer_draw
        UNION ALL SELECT k, b, b_first, b_seats, b_night FROM bench.customer_draw) AS each JOIN bench.sku_draw USING (place)
      UNION ALL
      SELECT k, (SELECT observed_sku_key FROM observed_sku WHERE sku_id = '${OTHER.id}'), o_seats, o_seats + 1, o_night FROM bench.customer_draw;
      INSERT INTO seat_history (customer_key, observed_sku_key, seats_assigned, seats_purchased, observed_from, observed_to, recorded_from)
      SELECT k, observed_sku_key, before, before, bench.read_at(0, k), bench.read_at(night, k), ${String(FIRST_NIGHT_DELIVERY)}
      FROM bench.spell_draw ORDER BY k, observed_sku_key;
      INSERT INTO seat_history (customer_key, observed_sku_key, seats_assigned, seats_purchased, observed_from, recorded_from)
      SELECT k, observed_sku_key, after, after, bench.read_at(night, k), ${String(FIRST_NIGHT_DELIVERY)} + night
      FROM bench.spell_draw ORDER BY night, k;
      DROP TABLE bench.spell_draw;`,
  },
  {
    name: 'billing lines',
    // Twelve lines a customer: its first SKU charged for six months, its second for four, the other product for two.
    sql: `
      INSERT INTO offer (offer_id) VALUES ('${OTHER.offer}');
      INSERT INTO invoice (invoice_key, invoice_number, form, line_count, content_hash, recorded_from) OVERRIDING SYSTEM VALUE
      SELECT month, 'G' || (1000 + month), 'new-commerce', 0, sha256(month::text::bytea), bench.invoice_delivery(month) FROM generate_series(1, 6) AS month;
      SELECT setval(pg_get_serial_sequence('invoice', 'invoice_key'), 6);
      CREATE UNLOGGED TABLE bench.charge_draw AS
      SELECT k, place, p, month, quantity, bench.month_start(first) AS stretch_start, month = last AS ends FROM (
        SELECT k, a AS place, p1 AS p, 1 AS first, a_month - 1 AS last, a_billed_first AS quantity FROM bench.customer_draw
        UNION ALL SELECT k, a, p1, a_month, 6, a_billed FROM bench.customer_draw
        UNION ALL SELECT k, b, p2, 3, b_month - 1, b_billed_first FROM bench.customer_draw
        UNION ALL SELECT k, b, p2, b_month, 6, b_billed FROM bench.customer_draw
        UNION ALL SELECT k, 3, p1, 5, 6, o_seats FROM bench.customer_draw) AS stretch
      CROSS JOIN LATERAL generate_series(first, last) AS month;
      INSERT INTO billing_line (invoice_key, line, file, file_line, customer_key, offer_key, partner_key, subscription_id, charge_type, charge_start,
        charge_end, quantity, subtotal, currency, is_trial_or_add_on)
      SELECT month, place + 1 + 4 * (k - 1), 'billing/' || month || '.csv', 2 + place + 4 * (k - 1), k,
        COALESCE(sku.offer_key, (SELECT offer_key FROM offer WHERE offer_id = '${OTHER.offer}')), p,
        md5(k || ':' || place)::uuid::text, 'cycleCharge', bench.month_start(month), bench.month_end(month), quantity, quantity * 12.5, 'GBP', false
      FROM bench.charge_draw LEFT JOIN bench.sku_draw AS sku USING (place) ORDER BY month, k, place;
      INSERT INTO invoice_content (invoice_key, offer_key, charge_start, line_count, without_partner_count)
      SELECT invoice_key, offer_key, charge_start, count(*), count(*) FILTER (WHERE partner_key IS NULL)
      FROM billing_line GROUP BY invoice_key, offer_key, charge_start;
      UPDATE invoice SET line_count = counted.lines FROM (SELECT invoice_key, count(*) AS lines FROM billing_line GROUP BY invoice_key) AS counted
        WHERE counted.invoice_key = invoice.invoice_key;`,
  },
  {
    name: 'billed seats',
    // Each month's invoices lengthen the stretches that go on: what was known of them before is superseded.
    sql: `
      INSERT INTO billed_seat_history (customer_key, sku_key, product_key, partner_key, seats_billed, charged_from, charged_to, recorded_from, recorded_to)
      SELECT k, sku_key, product_key, p, quantity, stretch_start, bench.month_end(month), bench.invoice_delivery(month),
        CASE WHEN NOT ends THEN bench.invoice_delivery(month + 1) END
      FROM bench.charge_draw JOIN bench.sku_draw USING (place) ORDER BY month, k, place;
      INSERT INTO first_charge (customer_key, product_key, partner_key, charge_start, recorded_from)
      SELECT k, product_key, p, min(bench.month_start(month)), min(bench.invoice_delivery(month))
      FROM bench.charge_draw JOIN bench.sku_draw USING (place) GROUP BY k, product_key, p ORDER BY min(month), k, product_key, p;`,
  },
  {
    name: 'plain tables',
    // The same facts as somebody keeps them who has no product: readings and lines as they came, by their public ids.
    sql: `
      CREATE TABLE bench.plain_customer (customer_id uuid PRIMARY KEY, segment text, bought_on date, declared_new boolean NOT NULL, refused_at timestamptz);
      INSERT INTO bench.plain_customer SELECT customer_id, CASE WHEN is_enterprise THEN 'ENTERPRISE' ELSE 'SMB' END,
        CASE WHEN declared = 0 THEN date '2017-05-01' + bench.draw(k, 24, 500) END, declared BETWEEN 1 AND 6,
        CASE WHEN refused THEN bench.read_at(180, k) END FROM bench.customer_draw ORDER BY k;
      CREATE TABLE bench.plain_partner (partner_id text COLLATE "C" PRIMARY KEY);
      INSERT INTO bench.plain_partner SELECT partner_id FROM bench.partner_draw WHERE is_registered;
      CREATE TABLE bench.plain_standing AS SELECT partner_id, kind, name, level, valid_from, valid_to FROM partner_standing JOIN partner USING (partner_key);
      CREATE TABLE bench.plain_proof AS SELECT partner_id, received_on FROM proof JOIN partner USING (partner_key);
      CREATE TABLE bench.plain_product AS SELECT id AS sku_id, offer_id, product FROM bench.sku_draw JOIN offer USING (offer_key) JOIN product USING (product_key);
      CREATE TABLE bench.plain_reading AS
      SELECT customer_id, sku_id, seats_assigned AS seats, observed_from AS observed_at
      FROM seat_history JOIN customer USING (customer_key) JOIN observed_sku USING (observed_sku_key) ORDER BY recorded_from, customer_key;
      CREATE TABLE bench.plain_line AS
      SELECT customer_id, partner_id, COALESCE(offer_id, '${OTHER.offer}') AS offer_id, charge_start, charge_end, quantity, subtotal
      FROM bench.charge_draw JOIN customer ON customer_key = k JOIN partner ON partner_key = p
      CROSS JOIN LATERAL (SELECT bench.month_start(month) AS charge_start, bench.month_end(month) AS charge_end, quantity * 12.5 AS subtotal) AS charged
      LEFT JOIN bench.sku_draw USING (place) LEFT JOIN offer USING (offer_key)
      ORDER BY month, k, place;
      DROP TABLE bench.charge_draw;`,
  },
];
