/** Greater than whatever begins with the text before it, in the order of code points. */
const END = `U&'\\+10FFFF'`;

const beginsWith = (column: string, sought: string) => `${column} >= ${sought} AND ${column} < ${sought} || ${END}`;

/** In the index that the expression has, which goes by code points. */
const folded = (column: string) => `folded_name(${column}) COLLATE "C"`;
const lowered = (column: string) => `lower(${column}) COLLATE "C"`;

const byBeginning = (table: string, key: string, column: string, form: (column: string) => string) =>
  `SELECT ${key} AS key FROM ${table} WHERE recorded_to IS NULL AND ${beginsWith(form(column), form('$1'))}
   ORDER BY ${form(column)} LIMIT $2`;

/**
 * Held to the index: of a word that is taken for frequent and is not, a plan that hopes to be done after some rows reads
 * all of them.
 */
const byWords = (table: string, key: string, column: string) =>
  `WITH found AS MATERIALIZED (SELECT ${key} AS key FROM ${table} WHERE recorded_to IS NULL AND name_words(${column}) @@ words_sought($1))
   SELECT key FROM found LIMIT $2`;

/**
 * How each thing is looked for: `$1` is what was typed, `$2` how many are wanted; each answers keys. Every one of them goes
 * by an index: see the migration of search indexes for which, and test/volumes/search-plans.spec.ts, which holds them to it.
 */
export const CUSTOMER_SEARCHES = {
  id: 'SELECT customer_key AS key FROM customer WHERE customer_id = $1::uuid LIMIT $2',
  subscription: `SELECT customer_key AS key FROM subscription_history WHERE ${beginsWith(lowered('subscription_id'), lowered('$1'))}
    GROUP BY customer_key LIMIT $2`,
  billedSubscription:
    'SELECT customer_key AS key FROM billing_line WHERE lower(subscription_id) = lower($1) GROUP BY customer_key LIMIT $2',
  name: byBeginning('customer_profile', 'customer_key', 'name', folded),
  listedName: byBeginning('customer_listing', 'customer_key', 'company_name', folded),
  domain: byBeginning('customer_profile', 'customer_key', 'domain', lowered),
  listedDomain: byBeginning('customer_listing', 'customer_key', 'domain', lowered),
  words: byWords('customer_profile', 'customer_key', 'name'),
  listedWords: byWords('customer_listing', 'customer_key', 'company_name'),
} as const;

export const PARTNER_SEARCHES = {
  id: `SELECT partner_key AS key FROM partner WHERE ${beginsWith('partner_id', '$1::text')} ORDER BY partner_id LIMIT $2`,
  name: byBeginning('partner_profile', 'partner_key', 'legal_name', folded),
  words: byWords('partner_profile', 'partner_key', 'legal_name'),
} as const;

/**
 * The customers of the partners in sight: few, and looked through one by one. By the names of all customers it would be
 * asked of each whether it is in sight.
 */
export const OWN_CUSTOMERS = `
  SELECT key FROM (SELECT DISTINCT customer_key AS key FROM determination WHERE run_to IS NULL) AS own
    JOIN customer ON customer_key = key
    LEFT JOIN customer_profile AS profile ON profile.customer_key = key AND profile.recorded_to IS NULL
    LEFT JOIN customer_listing AS listing ON listing.customer_key = key AND listing.recorded_to IS NULL
  WHERE customer_id::text = lower($1) OR strpos(lower(profile.domain), lower($1)) > 0 OR strpos(lower(listing.domain), lower($1)) > 0
    OR strpos(folded_name(profile.name), folded_name($1)) > 0 OR strpos(folded_name(listing.company_name), folded_name($1)) > 0
  ORDER BY key LIMIT $2`;

const PAYMENT = `SELECT end_to_end_id AS "endToEndId", uetr, payment.batch, campaign_id AS "campaignId", partner_id AS "partnerId",
    paid_amount::text AS amount, paid_currency AS currency, voided
  FROM payment_instruction AS payment JOIN payout_batch AS batch ON batch.batch = payment.batch JOIN partner USING (partner_key)`;

export const PAYMENT_SEARCHES = {
  endToEndId: `${PAYMENT} WHERE ${beginsWith('end_to_end_id', '$1::text')} ORDER BY end_to_end_id LIMIT $2`,
  uetr: `${PAYMENT} WHERE uetr = $1::uuid LIMIT $2`,
} as const;

const BATCH = `SELECT batch, message_id AS "messageId", campaign_id AS "campaignId", state, payment_count AS "paymentCount" FROM payout_batch`;

export const BATCH_SEARCHES = {
  batch: `${BATCH} WHERE batch = $1::integer LIMIT $2`,
  messageId: `${BATCH} WHERE message_id = $1 LIMIT $2`,
} as const;

/** The customer keys `$1`, each with whoever sold to it: what was determined is kept by campaign, partner and customer. */
export const SOLD_BY_ANYBODY = `
  SELECT partner_key FROM billed_seat_history WHERE customer_key = found.customer_key
  UNION SELECT partner_key FROM first_charge WHERE customer_key = found.customer_key
  UNION SELECT partner_key FROM subscription_history WHERE customer_key = found.customer_key`;

export const SOLD_BY_THOSE_IN_SIGHT = 'SELECT unnest(partners_in_sight()) AS partner_key';

export function standingsSql(sold: string): string {
  return `SELECT found.customer_key AS key, campaign.campaign_id AS "campaignId", partner_id AS "partnerId", outcome
    FROM unnest($1::integer[]) AS found (customer_key)
    CROSS JOIN (SELECT DISTINCT campaign_id FROM campaign_version) AS campaign
    CROSS JOIN LATERAL (${sold}) AS sold
    JOIN determination ON determination.campaign_id = campaign.campaign_id AND determination.partner_key = sold.partner_key
      AND determination.customer_key = found.customer_key AND run_to IS NULL
    JOIN partner ON partner.partner_key = sold.partner_key
    ORDER BY 1, 2, 3`;
}
