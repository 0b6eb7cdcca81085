import { following, type Session } from '../../database/index.js';
import { invariant, microsBetween, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { CustomerCase } from '../determine.js';
import type { LicenceType, NoReading, PartnerFacts } from '../rules/index.js';
import type { AssignedSeats, BilledSeats } from '../seats.js';
import { loadDecisions } from './decisions.js';
import { followFurtherFacts } from './further-facts.js';
import { quoted, visible, type Snapshot } from './snapshot.js';

/** Partner Center and its billing know no other licences: all that a partner has a row for is of this type. */
const SOLD_AS: readonly LicenceType[] = ['csp'];

const HOUR_MICROS = 3_600_000_000n;

interface CaseRow {
  readonly customer: number;
  readonly customerId: string;
  readonly segment: string | null;
  readonly neverPurchased: boolean;
  readonly priorPurchase: CalendarDate | null;
  readonly firstCharge: CalendarDate | null;
  readonly firstSubscription: CalendarDate | null;
  readonly readFrom: Instant | null;
  readonly readTo: Instant | null;
  readonly wasRefused: boolean;
}

interface SeatRow {
  readonly customer: number;
  readonly sku: string;
  readonly skuKey: number | null;
  readonly seats: number;
  readonly isEligible: boolean;
  /** Named by an id and a part number that are different SKUs. */
  readonly isContradicted: boolean;
}

interface BilledRow {
  readonly customer: number;
  readonly sku: number;
  readonly partner: number;
  readonly seats: string;
}

interface PartnerRow {
  readonly customer: number;
  readonly partner: number;
  readonly firstStart: CalendarDate | null;
}

/**
 * Every customer that has a row in the determinations, with its facts, in the order of its key. Streams are
 * merged, so memory does not grow with their number.
 *
 * @param only these customers; all, where it is left out
 */
export async function* customerCases(
  session: Session,
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  billingKnown: boolean,
  only?: readonly number[],
): AsyncGenerator<CustomerCase, void> {
  await gatherCases(session, snapshot, only);
  const decisions = await loadDecisions(session, snapshot);
  const seatsOf = following(session.stream<SeatRow>(seatRows(snapshot)), byCustomer);
  const billedOf = following(session.stream<BilledRow>(billedRows(snapshot)), byCustomer);
  const partnersOf = following(
    session.stream<PartnerRow>(
      'SELECT customer_key AS customer, partner_key AS partner, first_start AS "firstStart" FROM case_partner ORDER BY customer_key',
    ),
    byCustomer,
  );
  const furtherFactsOf = await followFurtherFacts(session, snapshot, only);
  const limit = BigInt(snapshot.terms.oldestSeatReading.value.hours) * HOUR_MICROS;
  for await (const row of session.stream<CaseRow>(caseRows(snapshot))) {
    const seatRowsHere = await seatsOf(row.customer);
    const assigned = assignedSeats(seatRowsHere);
    const noReading = whyNoReading(row, snapshot.snapshotAt, limit) ?? (assigned === null ? 'unreadable' : null);
    const billed = (await billedOf(row.customer)).map(({ sku, partner, seats }): BilledSeats => ({
      skuKey: sku,
      partnerKey: partner,
      seats: Math.max(0, Number(seats)),
    }));
    const further = await furtherFactsOf(row.customer);
    yield {
      customerKey: row.customer,
      customer: {
        customerId: row.customerId,
        segment: row.segment,
        firstPurchasedOn: earliest(row.priorPurchase, row.firstCharge, row.firstSubscription),
        declaredNeverPurchased: row.neverPurchased,
        readAt: row.readFrom,
        noReading,
        country: further.country,
        lastBilledBefore: further.lastBilledBefore,
        baselineBill: further.baselineBill,
      },
      seats: { assigned: noReading === null ? assigned : null, billed: billingKnown ? billed : null },
      comparedSeats: further.comparedSeats,
      partners: (await partnersOf(row.customer)).map(({ partner, firstStart }) => {
        const facts = partners.get(partner);
        invariant(facts !== undefined, 'each partner of a case is loaded');
        return {
          partnerKey: partner,
          partner: facts,
          firstStart,
          licenceTypes: SOLD_AS,
          productOfSku: further.productsOf(partner),
          revenue: further.revenueOf(partner),
          claim: further.claimOf(partner),
          decisions: decisions.get(row.customer)?.get(partner),
        };
      }),
    };
  }
}

const byCustomer = ({ customer }: { readonly customer: number }): number => customer;

function earliest(...days: readonly (CalendarDate | null)[]): CalendarDate | null {
  return days.filter((day) => day !== null).sort()[0] ?? null;
}

function whyNoReading(row: CaseRow, snapshotAt: Instant, limitMicros: bigint): NoReading | null {
  if (row.wasRefused) return 'refused';
  if (row.readFrom === null) return 'never-read';
  return microsBetween(row.readFrom, snapshotAt) > limitMicros ? 'stale' : null;
}

/** Seats by SKU; null where the reading names a SKU twice with different figures, or with names that contradict. */
function assignedSeats(rows: readonly SeatRow[]): AssignedSeats[] | null {
  const bySku = new Map<string, SeatRow>();
  for (const row of rows) {
    const same = bySku.get(row.sku);
    if (row.isContradicted || (same !== undefined && same.seats !== row.seats)) return null;
    bySku.set(row.sku, row);
  }
  return [...bySku.values()].flatMap(({ skuKey, seats, isEligible }) =>
    skuKey === null ? [] : [{ skuKey, seats, isEligible }],
  );
}

/**
 * `case_partner`: the (customer, partner) pairs that have a row, with the first start of the partner's sales;
 * `case_customer`: their customers, with the reading that the snapshot goes by (import contract, section 5).
 */
async function gatherCases(session: Session, snapshot: Snapshot, only: readonly number[] | undefined): Promise<void> {
  const { delivery, terms, lastDay } = snapshot;
  await session.execute(
    'DROP TABLE IF EXISTS eligible_product, family_product, sold_subscription, case_partner, case_customer',
  );
  await session.execute(
    'CREATE TEMPORARY TABLE eligible_product ON COMMIT DROP AS SELECT product_key FROM product WHERE product_family = $1 AND product = ANY($2)',
    [terms.productFamily.value, terms.eligibleProducts.value],
  );
  await session.execute(
    'CREATE TEMPORARY TABLE family_product ON COMMIT DROP AS SELECT product_key FROM product WHERE product_family = $1',
    [terms.productFamily.value],
  );
  // Paid subscriptions of the family; which day an instant is depends on the campaign's zone.
  await session.execute(
    `CREATE TEMPORARY TABLE sold_subscription ON COMMIT DROP AS
     SELECT DISTINCT said.customer_key, said.partner_key, mapping.product_key, said.start_day, said.end_day
     FROM (
       SELECT customer_key, partner_key, offer_key, COALESCE(effective_start_on, (effective_start_at AT TIME ZONE $1)::date) AS start_day,
         COALESCE(commitment_end_on, (commitment_end_at AT TIME ZONE $1)::date) AS end_day
       FROM subscription_history AS reading
       WHERE NOT is_trial AND ${visible('reading', delivery)} AND ($2::integer[] IS NULL OR customer_key = ANY($2))
     ) AS said
     JOIN offer_mapping AS mapping ON mapping.offer_key = said.offer_key AND said.start_day BETWEEN mapping.valid_from AND mapping.valid_to
       AND ${visible('mapping', delivery)}
     JOIN family_product USING (product_key)`,
    [terms.timeZone.value, only ?? null],
  );
  await session.execute(
    `CREATE TEMPORARY TABLE case_partner ON COMMIT DROP AS
     SELECT customer_key, partner_key, (
       SELECT min(day) FROM (
         SELECT min(charge_start) AS day FROM first_charge AS charge JOIN eligible_product USING (product_key)
         WHERE charge.customer_key = pair.customer_key AND charge.partner_key = pair.partner_key AND ${visible('charge', delivery)}
         UNION ALL
         SELECT min(start_day) FROM sold_subscription AS sold JOIN eligible_product USING (product_key)
         WHERE sold.customer_key = pair.customer_key AND sold.partner_key = pair.partner_key) AS start) AS first_start
     FROM (
       SELECT customer_key, partner_key FROM billed_seat_history AS billed JOIN eligible_product USING (product_key)
       WHERE partner_key <> 0 AND charged_from <= $2 AND charged_to >= $1 AND ${visible('billed', delivery)} AND ($3::integer[] IS NULL OR customer_key = ANY($3))
       UNION
       SELECT customer_key, partner_key FROM sold_subscription JOIN eligible_product USING (product_key)
       WHERE partner_key IS NOT NULL AND start_day <= $2 AND (end_day IS NULL OR end_day >= $1)) AS pair`,
    [terms.window.value.from, lastDay, only ?? null],
  );
  await session.execute(
    `CREATE TEMPORARY TABLE case_customer ON COMMIT DROP AS
     SELECT customer_key, reading.read_from, reading.read_to
     FROM (SELECT DISTINCT customer_key FROM case_partner) AS pair
     LEFT JOIN LATERAL (
       SELECT observed_from AS read_from, observed_to AS read_to FROM reading_coverage AS covered
       WHERE resource = 'seats' AND ${visible('covered', delivery)} AND observed_to <= $1 AND pair.customer_key BETWEEN customer_from AND customer_to
         AND NOT EXISTS (SELECT FROM refusal WHERE refusal.customer_key = pair.customer_key AND refusal.resource = 'seats'
           AND refusal.cause = 'unreadable' AND ${visible('refusal', delivery)} AND refusal.observed_at = covered.observed_from)
       ORDER BY observed_to DESC LIMIT 1) AS reading ON true`,
    [snapshot.snapshotAt],
  );
  await session.execute('ANALYZE case_partner');
  await session.execute('ANALYZE case_customer');
}

function caseRows({ delivery, terms, snapshotAt }: Snapshot): string {
  const family = quoted(terms.productFamily.value);
  return `
    SELECT seen.customer_key AS customer, customer.customer_id AS "customerId", profile.segment,
      prior.customer_key IS NOT NULL AND prior.first_purchased_on IS NULL AS "neverPurchased", prior.first_purchased_on AS "priorPurchase",
      (SELECT min(charge_start) FROM first_charge AS charge JOIN family_product USING (product_key)
        WHERE charge.customer_key = seen.customer_key AND ${visible('charge', delivery)}) AS "firstCharge",
      (SELECT min(start_day) FROM sold_subscription AS sold WHERE sold.customer_key = seen.customer_key) AS "firstSubscription",
      seen.read_from AS "readFrom", seen.read_to AS "readTo",
      EXISTS (SELECT FROM refusal WHERE refusal.customer_key = seen.customer_key AND refusal.resource = 'seats'
        AND refusal.cause <> 'failed' AND ${visible('refusal', delivery)} AND refusal.observed_at <= ${quoted(snapshotAt)}
        AND (seen.read_from IS NULL OR refusal.observed_at > seen.read_from)) AS "wasRefused"
    FROM case_customer AS seen JOIN customer USING (customer_key)
    LEFT JOIN customer_profile AS profile ON profile.customer_key = seen.customer_key AND ${visible('profile', delivery)}
    LEFT JOIN prior_purchase AS prior ON prior.customer_key = seen.customer_key AND prior.product_family = ${family} AND ${visible('prior', delivery)}
    ORDER BY seen.customer_key`;
}

/** Rows of the reading that the snapshot goes by; the catalogue of the reading's day says which SKU each is. */
function seatRows({ delivery, terms }: Snapshot): string {
  const day = `(seen.read_to AT TIME ZONE ${quoted(terms.timeZone.value)})::date`;
  const mapping = (alias: string, namedBy: string, name: string) => `
    LEFT JOIN sku_mapping AS ${alias} ON ${alias}.named_by = '${namedBy}' AND ${alias}.name = ${name}
      AND ${day} BETWEEN ${alias}.valid_from AND ${alias}.valid_to AND ${visible(alias, delivery)}`;
  return `
    SELECT seen.customer_key AS customer, COALESCE(by_id.sku_key, by_part.sku_key) AS "skuKey", seats_assigned AS seats,
      COALESCE(mapped.sku, observed.sku_id::text, observed.sku_part_number) AS sku,
      eligible.product_key IS NOT NULL AS "isEligible", COALESCE(by_id.sku_key <> by_part.sku_key, false) AS "isContradicted"
    FROM case_customer AS seen
    JOIN seat_history AS history ON history.customer_key = seen.customer_key AND ${visible('history', delivery)}
      AND history.observed_from <= seen.read_to AND (history.observed_to IS NULL OR history.observed_to > seen.read_to)
    JOIN observed_sku AS observed USING (observed_sku_key)
    ${mapping('by_id', 'id', 'observed.sku_id::text')}
    ${mapping('by_part', 'part', 'observed.sku_part_number')}
    LEFT JOIN sku AS mapped ON mapped.sku_key = COALESCE(by_id.sku_key, by_part.sku_key)
    LEFT JOIN eligible_product AS eligible ON eligible.product_key = COALESCE(by_id.product_key, by_part.product_key)
    ORDER BY seen.customer_key`;
}

function billedRows({ delivery, lastDay }: Snapshot): string {
  return `
    SELECT customer_key AS customer, sku_key AS sku, partner_key AS partner, sum(seats_billed)::text AS seats
    FROM case_customer JOIN billed_seat_history AS billed USING (customer_key) JOIN eligible_product USING (product_key)
    WHERE ${quoted(lastDay)} BETWEEN charged_from AND charged_to AND ${visible('billed', delivery)}
    GROUP BY customer_key, sku_key, partner_key ORDER BY customer_key`;
}
