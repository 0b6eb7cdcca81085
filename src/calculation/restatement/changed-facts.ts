import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { Cause } from './cause.js';

/** What a delivery changed, by whom it is about. */
export interface ChangedFacts {
  readonly delivery: number;
  readonly recordedAt: Instant;
  readonly ofCustomers: ReadonlyMap<number, ReadonlySet<Cause>>;
  readonly ofPartners: ReadonlyMap<number, ReadonlySet<Cause>>;
  /** Of nobody in particular: of all. */
  readonly ofAll: ReadonlySet<Cause>;
}

interface ChangeRow {
  readonly delivery: number;
  readonly recordedAt: Instant;
  readonly cause: Cause;
  readonly customerKey: number | null;
  readonly partnerKey: number | null;
}

export interface ReplayedDeliveries {
  readonly campaignId: string;
  /** Those after this one. */
  readonly after: number;
  /** Up to this one. */
  readonly upTo: number;
  /** Readings after it are of no account. */
  readonly snapshotAt: Instant;
}

/**
 * Deliveries that changed anything that the rules look at of the customers in `restated_sale` and their partners, in
 * their order. A row that begins or ends with a delivery was changed by it.
 */
export async function changedFacts(session: Session, replayed: ReplayedDeliveries): Promise<ChangedFacts[]> {
  const rows = await session.query<ChangeRow>(
    `SELECT DISTINCT changed.delivery, recorded_at AS "recordedAt", cause, customer_key AS "customerKey", partner_key AS "partnerKey"
     FROM (${CHANGES.join('\nUNION ALL\n')}) AS changed JOIN delivery USING (delivery) ORDER BY 1, 3, 4, 5`,
    [replayed.campaignId, replayed.after, replayed.upTo, replayed.snapshotAt],
  );
  const byDelivery = new Map<number, Mutable>();
  for (const { delivery, recordedAt, cause, customerKey, partnerKey } of rows) {
    const facts = byDelivery.get(delivery) ?? {
      delivery,
      recordedAt,
      ofCustomers: new Map<number, Set<Cause>>(),
      ofPartners: new Map<number, Set<Cause>>(),
      ofAll: new Set<Cause>(),
    };
    byDelivery.set(delivery, facts);
    if (customerKey !== null) add(facts.ofCustomers, customerKey, cause);
    if (partnerKey !== null) add(facts.ofPartners, partnerKey, cause);
    if (customerKey === null && partnerKey === null) facts.ofAll.add(cause);
  }
  return [...byDelivery.values()];
}

interface Mutable extends ChangedFacts {
  readonly ofCustomers: Map<number, Set<Cause>>;
  readonly ofPartners: Map<number, Set<Cause>>;
  readonly ofAll: Set<Cause>;
}

function add(sets: Map<number, Set<Cause>>, key: number, cause: Cause): void {
  sets.set(key, (sets.get(key) ?? new Set<Cause>()).add(cause));
}

/** The deliveries among those replayed with which a row began or ended. */
const AT = (row: string) => `CROSS JOIN LATERAL (VALUES (${row}.recorded_from), (${row}.recorded_to)) AS at (delivery)`;
const REPLAYED = 'at.delivery > $2 AND at.delivery <= $3';
const OF_SCOPE = (row: string) => `${row}.customer_key IN (SELECT customer_key FROM restated_sale)`;

const ofCustomers = (cause: Cause, table: string, where = 'true'): string =>
  `SELECT at.delivery, '${cause}' AS cause, row.customer_key, NULL::integer AS partner_key FROM ${table} AS row ${AT('row')}
   WHERE ${REPLAYED} AND ${OF_SCOPE('row')} AND ${where}`;

const ofPartners = (cause: Cause, table: string, where = 'true'): string =>
  `SELECT at.delivery, '${cause}', NULL::integer, row.partner_key FROM ${table} AS row ${AT('row')}
   WHERE ${REPLAYED} AND row.partner_key IN (SELECT partner_key FROM restated_sale) AND ${where}`;

/** All that a line says; not where it stood. */
const SAID_BY_LINES = [
  'offer_key',
  'partner_key',
  'subscription_id',
  'charge_type',
  'charge_start',
  'charge_end',
  'quantity',
  'subtotal',
  'currency',
  'is_trial_or_add_on',
]
  .map((column) => `line.${column}`)
  .join(', ');

const CHANGES: readonly string[] = [
  ofCustomers('register', 'customer_profile'),
  ofCustomers('register', 'customer_listing'),
  ofCustomers('register', 'prior_purchase'),
  ofPartners('register', 'partner_profile'),
  ofPartners('standing', 'partner_standing', `row.kind <> 'onboarding'`),
  ofPartners('proof', 'proof', 'row.campaign_id = $1'),
  ofPartners('registration', 'registration', 'row.campaign_id = $1'),
  ofPartners('claim', 'claim_answer', 'row.campaign_id = $1'),
  ofPartners('claim', 'claim', 'row.campaign_id = $1'),
  ofCustomers('decision', 'decision', 'row.campaign_id = $1'),
  ofCustomers('subscription', 'subscription_history'),
  ofCustomers('seat reading', 'seat_history', 'row.observed_from <= $4'),
  ofCustomers('seat reading', 'refusal', `row.resource = 'seats' AND row.observed_at <= $4`),
  `SELECT at.delivery, 'seat reading', sold.customer_key, NULL::integer FROM reading_coverage AS row ${AT('row')}
   JOIN (SELECT DISTINCT customer_key FROM restated_sale) AS sold ON sold.customer_key BETWEEN row.customer_from AND row.customer_to
   WHERE ${REPLAYED} AND row.resource = 'seats' AND row.observed_from <= $4`,
  `SELECT at.delivery, 'coverage', NULL::integer, NULL::integer FROM record_coverage AS row ${AT('row')} WHERE ${REPLAYED}`,
  // An invoice that was known before in another form is corrected; one that ends without another is, too. It comes again
  // whole: of a customer only what it says otherwise than before is a change.
  `SELECT changed.delivery, CASE WHEN changed.delivery > first.delivery THEN 'corrected invoice' ELSE 'late invoice' END, customer_key, NULL::integer
   FROM (
     SELECT at.delivery, invoice_number, line.customer_key
     FROM invoice AS row CROSS JOIN LATERAL (VALUES (row.recorded_from, 1), (row.recorded_to, -1)) AS at (delivery, sign)
     JOIN billing_line AS line USING (invoice_key) WHERE ${REPLAYED} AND ${OF_SCOPE('line')}
     GROUP BY at.delivery, invoice_number, line.customer_key, ${SAID_BY_LINES}
     HAVING sum(at.sign) <> 0
   ) AS changed
   CROSS JOIN LATERAL (SELECT min(recorded_from) AS delivery FROM invoice AS same WHERE same.invoice_number = changed.invoice_number) AS first`,
  `SELECT at.delivery, 'product mapping', line.customer_key, NULL::integer FROM offer_mapping AS row ${AT('row')}
   JOIN billing_line AS line USING (offer_key) WHERE ${REPLAYED} AND ${OF_SCOPE('line')}`,
  `SELECT at.delivery, 'product mapping', read.customer_key, NULL::integer FROM offer_mapping AS row ${AT('row')}
   JOIN subscription_history AS read USING (offer_key) WHERE ${REPLAYED} AND ${OF_SCOPE('read')}`,
  `SELECT at.delivery, 'product mapping', read.customer_key, NULL::integer FROM sku_mapping AS row ${AT('row')}
   JOIN observed_sku AS observed ON row.name = CASE row.named_by WHEN 'id' THEN observed.sku_id::text ELSE observed.sku_part_number END
   JOIN seat_history AS read USING (observed_sku_key) WHERE ${REPLAYED} AND ${OF_SCOPE('read')}`,
];
