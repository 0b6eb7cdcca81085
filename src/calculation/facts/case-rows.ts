import { copiedColumns, type Columns, type Session } from '../../database/index.js';
import type { CaseProducts } from './case-products.js';
import type { KeyRange } from './key-ranges.js';
import { holds, quoted, type ReadSnapshot } from './snapshot.js';
import type { SeatReading } from './seat-readings.js';

const within = (column: string, { first, last, listed }: KeyRange): string =>
  listed === undefined
    ? `${column} BETWEEN ${String(first)} AND ${String(last)}`
    : `${column} = ANY ('{${listed.join(',')}}'::integer[])`;

const any = (column: string, keys: Iterable<number>): string => {
  const list = [...keys].join(', ');
  return list === '' ? 'false' : `${column} IN (${list})`;
};

const MICROS = (instant: string): string => `(extract(epoch FROM ${instant}) * 1000000)::bigint`;

const CUSTOMER = {
  customer: 'number',
  customerId: 'text',
  segment: 'text',
  isDeclared: 'number',
  priorPurchase: 'text',
  isTold: 'number',
} as const;
const BILLED = { customer: 'number', partner: 'number', sku: 'number', seats: 'number' } as const;
const CHARGE = { customer: 'number', partner: 'number', isEligible: 'number', start: 'text' } as const;
const SUBSCRIPTION = { ...CHARGE, end: 'text' } as const;
const REFUSAL = { customer: 'number', refusedAtMicros: 'number' } as const;
const SEAT = {
  customer: 'number',
  observedSku: 'number',
  seats: 'number',
  fromMicros: 'number',
  toMicros: 'number',
} as const;

/** A customer with a row in one of them was told of. */
export const TELLING_TABLES = ['customer_profile', 'billed_seat_history', 'customer_listing', 'subscription_history'];

/** Every customer of the range: who it is, and whether any source has told of it. */
export async function customerRows(
  session: Session,
  snapshot: ReadSnapshot,
  range: KeyRange,
): Promise<Columns<typeof CUSTOMER>> {
  const told = (table: string) =>
    `EXISTS (SELECT FROM ${table} AS told WHERE told.customer_key = customer.customer_key AND ${holds('told', snapshot)})`;
  return copiedColumns(
    await session.copyOut(`
      SELECT customer.customer_key, customer_id, segment, (prior.customer_key IS NOT NULL)::integer, prior.first_purchased_on,
        (${TELLING_TABLES.map((table) => (table === 'customer_profile' ? 'profile.customer_key IS NOT NULL' : told(table))).join(' OR ')})::integer
      FROM customer
      LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND ${within('profile.customer_key', range)} AND ${holds('profile', snapshot)}
      LEFT JOIN prior_purchase AS prior ON prior.customer_key = customer.customer_key AND ${within('prior.customer_key', range)} AND prior.product_family = ${quoted(snapshot.terms.productFamily.value)}
        AND ${holds('prior', snapshot)}
      WHERE ${within('customer.customer_key', range)} ORDER BY customer.customer_key`),
    CUSTOMER,
  );
}

/** What was billed for eligible products inside the window, by seller and SKU; `seats` of the last day, null where none is charged on it. */
export async function billedRows(
  session: Session,
  snapshot: ReadSnapshot,
  range: KeyRange,
  { eligible }: CaseProducts,
): Promise<Columns<typeof BILLED>> {
  return copiedColumns(
    await session.copyOut(`
      SELECT customer_key, partner_key, sku_key, sum(seats_billed) FILTER (WHERE charged_to >= ${quoted(snapshot.lastDay)})
      FROM billed_seat_history AS billed
      WHERE ${within('customer_key', range)} AND ${any('product_key', eligible)} AND ${holds('billed', snapshot)}
        AND charged_from <= ${quoted(snapshot.lastDay)} AND charged_to >= ${quoted(snapshot.terms.window.value.from)}
      GROUP BY customer_key, partner_key, sku_key
      ORDER BY customer_key`),
    BILLED,
  );
}

/** First days charged for products of the family, by seller. */
export async function firstChargeRows(
  session: Session,
  snapshot: ReadSnapshot,
  range: KeyRange,
  { eligible, family }: CaseProducts,
): Promise<Columns<typeof CHARGE>> {
  return copiedColumns(
    await session.copyOut(`
      SELECT customer_key, partner_key, (${any('product_key', eligible)})::integer, charge_start FROM first_charge AS charge
      WHERE ${within('customer_key', range)} AND ${any('product_key', family)} AND ${holds('charge', snapshot)} ORDER BY customer_key`),
    CHARGE,
  );
}

/** Paid subscriptions of the family; which day an instant is depends on the campaign's zone. */
export async function subscriptionRows(
  session: Session,
  snapshot: ReadSnapshot,
  range: KeyRange,
  { eligible, family }: CaseProducts,
): Promise<Columns<typeof SUBSCRIPTION>> {
  const zone = quoted(snapshot.terms.timeZone.value);
  return copiedColumns(
    await session.copyOut(`
      SELECT customer_key, partner_key, (${any('mapping.product_key', eligible)})::integer, start_day, end_day
      FROM (
        SELECT customer_key, partner_key, offer_key, COALESCE(effective_start_on, (effective_start_at AT TIME ZONE ${zone})::date) AS start_day,
          COALESCE(commitment_end_on, (commitment_end_at AT TIME ZONE ${zone})::date) AS end_day
        FROM subscription_history AS reading
        WHERE ${within('customer_key', range)} AND NOT is_trial AND ${holds('reading', snapshot)}
      ) AS said
      JOIN offer_mapping AS mapping ON mapping.offer_key = said.offer_key AND said.start_day BETWEEN mapping.valid_from AND mapping.valid_to
        AND ${holds('mapping', snapshot)}
      WHERE ${any('mapping.product_key', family)} ORDER BY customer_key`),
    SUBSCRIPTION,
  );
}

/** The last time up to the snapshot that each was asked and its seats were refused; microseconds since 1970. */
export async function refusalRows(
  session: Session,
  snapshot: ReadSnapshot,
  range: KeyRange,
): Promise<Columns<typeof REFUSAL>> {
  return copiedColumns(
    await session.copyOut(`
      SELECT customer_key, ${MICROS('max(observed_at)')} FROM refusal
      WHERE ${within('customer_key', range)} AND resource = 'seats' AND cause <> 'failed' AND ${holds('refusal', snapshot)}
        AND observed_at <= ${quoted(snapshot.snapshotAt)}
      GROUP BY customer_key ORDER BY customer_key`),
    REFUSAL,
  );
}

/**
 * Seats of the observed SKUs that any of the readings may show. Most spells last through all of them: these come
 * without their ends, which are null then.
 */
export async function seatRows(
  session: Session,
  snapshot: ReadSnapshot,
  range: KeyRange,
  readings: readonly SeatReading[],
  observedSkuKeys: Iterable<number>,
): Promise<Columns<typeof SEAT>> {
  const instants = readings.map(({ to }) => to).sort();
  const [earliest, latest] = [instants[0], instants.at(-1)];
  const shown = `${within('customer_key', range)} AND ${any('observed_sku_key', observedSkuKeys)} AND ${holds('history', snapshot)}
    AND observed_from <= ${quoted(latest ?? '')}`;
  const rows =
    earliest === undefined || latest === undefined
      ? Buffer.alloc(0)
      : await session.copyOut(`
        SELECT customer_key, observed_sku_key, seats_assigned,
          CASE WHEN observed_from > ${quoted(earliest)} THEN ${MICROS('observed_from')} END, NULL
        FROM seat_history AS history
        WHERE ${shown} AND observed_to IS NULL
        UNION ALL
        SELECT customer_key, observed_sku_key, seats_assigned,
          CASE WHEN observed_from > ${quoted(earliest)} THEN ${MICROS('observed_from')} END, ${MICROS('observed_to')}
        FROM seat_history AS history
        WHERE ${shown} AND observed_to > ${quoted(earliest)}
        ORDER BY customer_key`);
  return copiedColumns(rows, SEAT);
}
