/** What all four ways must agree on. */
export interface Totals {
  readonly qualified: number;
  /** Plain decimal, in the campaign's currency. */
  readonly earned: string;
  /** Qualifying seats over all determinations. */
  readonly seats: string;
}

/**
 * Three-valued outcomes and their totals, shared by the statements. They lean on what they know of the generated rows:
 * no SKU of a customer is sold by two partners, nothing is mapped differently over time, one reading a customer counts.
 */
export const judged = (notMet: string, unknown: string): string => `
  judged AS (
    SELECT *, CASE WHEN ${notMet} THEN 'no' WHEN ${unknown} THEN 'open' ELSE 'yes' END AS own FROM facts
  ), ranked AS (
    SELECT own, qualifying, COALESCE(sum(CASE WHEN own <> 'no' THEN 1 ELSE 0 END)
      OVER (PARTITION BY customer ORDER BY first_start, partner ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS ahead
    FROM judged
  )
  SELECT count(*) FILTER (WHERE own = 'yes' AND ahead = 0) AS qualified,
    CAST(2000 * count(*) FILTER (WHERE own = 'yes' AND ahead = 0) AS decimal(18, 2)) AS earned, CAST(sum(qualifying) AS bigint) AS seats FROM ranked`;

const LAST_DAY = `date '2019-06-30'`;

/** Standings of a partner, each as the campaign asks for it. */
export const standing = (partner: string, from: string): string => `
  standing AS (
    SELECT ${partner} AS partner,
      max(CASE WHEN kind = 'membership' AND name = 'mpn' AND on_last THEN 1 ELSE 0 END)
        * max(CASE WHEN kind = 'agreement' AND name = 'microsoft-cloud-reseller-agreement' AND on_last THEN 1 ELSE 0 END)
        * max(CASE WHEN kind = 'enrolment' AND name = 'csp-indirect-reseller' AND on_last THEN 1 ELSE 0 END)
        * GREATEST(${together('2019-01-01')}, ${together('2019-05-30')}) AS holds
    FROM (SELECT *, valid_from <= ${LAST_DAY} AND COALESCE(valid_to >= ${LAST_DAY}, true) AS on_last FROM ${from}) AS said GROUP BY ${partner}
  )`;

function together(day: string): string {
  const held = (kind: string, name: string) =>
    `max(CASE WHEN kind = '${kind}' AND ${name} AND valid_from <= date '${day}' AND COALESCE(valid_to >= date '${day}', true) THEN 1 ELSE 0 END)`;
  return `${held('membership', `name = 'mpn'`)} * ${held('agreement', `name = 'microsoft-cloud-reseller-agreement'`)} * ${held(
    'competency',
    `level IN ('gold', 'silver') AND name = 'cloud-platform'`,
  )}`;
}

/** Over readings and lines as they came, by public ids; PostgreSQL and DuckDB both read it. */
export const plainTotals = (schema: string): string => `
  WITH latest AS (
    SELECT customer_id, sku_id, seats FROM (
      SELECT customer_id, sku_id, seats, row_number() OVER (PARTITION BY customer_id, sku_id ORDER BY observed_at DESC) AS place
      FROM ${schema}.plain_reading JOIN ${schema}.plain_product USING (sku_id) WHERE observed_at <= timestamptz '2019-06-30 23:00:00+00') AS each
    WHERE place = 1
  ), tenant AS (
    SELECT customer_id, sum(seats) AS assigned FROM latest GROUP BY customer_id
  ), sale AS (
    SELECT customer_id, partner_id, sku_id, min(charge_start) AS first_start,
      COALESCE(sum(quantity * sign(subtotal)) FILTER (WHERE ${LAST_DAY} BETWEEN charge_start AND charge_end), 0) AS billed
    FROM ${schema}.plain_line JOIN ${schema}.plain_product USING (offer_id)
    WHERE charge_start <= ${LAST_DAY} AND charge_end >= date '2019-01-01' GROUP BY customer_id, partner_id, sku_id
  ), pair AS (
    SELECT customer_id, partner_id, min(first_start) AS first_start, sum(billed) AS billed, sum(LEAST(billed, COALESCE(seats, 0))) AS qualifying
    FROM sale LEFT JOIN latest USING (customer_id, sku_id) GROUP BY customer_id, partner_id
  ), ${standing('partner_id', `${schema}.plain_standing`)}, facts AS (
    SELECT pair.customer_id AS customer, pair.partner_id AS partner, first_start, billed,
      CASE WHEN refused_at IS NULL THEN qualifying END AS qualifying, CASE WHEN refused_at IS NULL THEN COALESCE(assigned, 0) END AS assigned,
      segment, bought_on, registered.partner_id IS NOT NULL AS is_registered, COALESCE(holds, 0) AS holds, received_on
    FROM pair JOIN ${schema}.plain_customer USING (customer_id) LEFT JOIN tenant USING (customer_id)
    LEFT JOIN ${schema}.plain_partner AS registered ON registered.partner_id = pair.partner_id
    LEFT JOIN standing ON standing.partner = pair.partner_id LEFT JOIN ${schema}.plain_proof AS proof ON proof.partner_id = pair.partner_id
  ), ${judged(NOT_MET(), UNKNOWN())}`;

function NOT_MET(): string {
  return `segment <> 'SMB' OR COALESCE(bought_on < date '2019-01-01', false) OR billed < 15 OR COALESCE(assigned < 15 OR qualifying < 15, false)
    OR (is_registered AND holds = 0) OR COALESCE(received_on > date '2019-07-31', true)`;
}

function UNKNOWN(): string {
  return 'assigned IS NULL OR NOT is_registered';
}

/** Over the product's own tables: integer keys, and intervals instead of readings and lines. */
export const ownTotals = (delivery: number): string => {
  const visible = (alias: string) =>
    `${alias}.recorded_from <= ${String(delivery)} AND (${alias}.recorded_to IS NULL OR ${alias}.recorded_to > ${String(delivery)})`;
  return `
  WITH eligible AS (
    SELECT product_key FROM product WHERE product_family = 'dynamics-365' AND product IN ('business-central', 'sales', 'customer-engagement')
  ), latest AS (
    SELECT customer_key, mapping.sku_key, seats_assigned AS seats
    FROM seat_history AS history JOIN observed_sku USING (observed_sku_key)
    JOIN sku_mapping AS mapping ON named_by = 'part' AND name = sku_part_number AND mapping.recorded_to IS NULL JOIN eligible USING (product_key)
    WHERE ${visible('history')} AND observed_from <= '2019-06-30 23:00Z' AND observed_to IS NULL
  ), tenant AS (
    SELECT customer_key, sum(seats) AS assigned FROM latest GROUP BY customer_key
  ), sale AS (
    SELECT customer_key, partner_key, sku_key, min(charged_from) AS first_start,
      COALESCE(sum(seats_billed) FILTER (WHERE ${LAST_DAY} BETWEEN charged_from AND charged_to), 0) AS billed
    FROM billed_seat_history AS billed JOIN eligible USING (product_key)
    WHERE ${visible('billed')} AND charged_from <= ${LAST_DAY} AND charged_to >= date '2019-01-01' AND partner_key <> 0
    GROUP BY customer_key, partner_key, sku_key
  ), pair AS (
    SELECT customer_key, partner_key, min(first_start) AS first_start, sum(billed) AS billed, sum(LEAST(billed, COALESCE(seats, 0))) AS qualifying
    FROM sale LEFT JOIN latest USING (customer_key, sku_key) GROUP BY customer_key, partner_key
  ), ${standing('partner_key', `partner_standing AS history WHERE ${visible('history')}`)}, refused AS (
    SELECT DISTINCT customer_key FROM refusal WHERE resource = 'seats' AND cause <> 'failed' AND ${visible('refusal')}
      AND observed_at <= '2019-06-30 23:00Z' AND observed_at > '2019-06-29 23:00Z'
  ), proven AS (
    SELECT partner_key, min(received_on) AS received_on FROM proof WHERE ${visible('proof')} GROUP BY partner_key
  ), facts AS (
    SELECT pair.customer_key AS customer, pair.partner_key AS partner, first_start, billed,
      CASE WHEN refused.customer_key IS NULL THEN qualifying END AS qualifying,
      CASE WHEN refused.customer_key IS NULL THEN COALESCE(assigned, 0) END AS assigned,
      segment, first_purchased_on AS bought_on, registered.partner_key IS NOT NULL AS is_registered, COALESCE(holds, 0) AS holds, received_on
    FROM pair LEFT JOIN customer_profile AS profile ON profile.customer_key = pair.customer_key AND ${visible('profile')}
    LEFT JOIN prior_purchase AS prior ON prior.customer_key = pair.customer_key AND prior.product_family = 'dynamics-365' AND ${visible('prior')}
    LEFT JOIN tenant ON tenant.customer_key = pair.customer_key LEFT JOIN refused ON refused.customer_key = pair.customer_key
    LEFT JOIN partner_profile AS registered ON registered.partner_key = pair.partner_key AND ${visible('registered')}
    LEFT JOIN standing ON standing.partner = pair.partner_key LEFT JOIN proven ON proven.partner_key = pair.partner_key
  ), ${judged(NOT_MET(), UNKNOWN())}`;
};
