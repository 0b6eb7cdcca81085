import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import { visible, type Snapshot } from '../facts/snapshot.js';
import type { CaseGround } from './case-ground.js';
import { usesOf, type LineUse } from './line-uses.js';

/** Seats of one SKU in the reading that the snapshot goes by. */
export interface ReadingEvidence {
  readonly sku: string;
  readonly partNumber: string | null;
  readonly seatsAssigned: number;
  /** First reading that showed this figure, and the delivery that brought it. */
  readonly since: Instant;
  readonly delivery: number;
  readonly recordedAt: Instant;
}

export interface LineEvidence {
  readonly uses: readonly LineUse[];
  readonly invoice: string;
  readonly file: string;
  readonly fileLine: number;
  readonly delivery: number;
  readonly recordedAt: Instant;
  /** The delivery whose payload says so, where a re-reading recorded it. */
  readonly readFrom: number | null;
  readonly partnerId: string | null;
  readonly product: string | null;
  readonly productFamily: string | null;
  /** The number of its SKU in this installation. */
  readonly skuKey: number | null;
  readonly chargeType: string | null;
  readonly chargeStart: CalendarDate;
  readonly chargeEnd: CalendarDate;
  readonly quantity: string;
  readonly subtotal: string;
  readonly currency: string | null;
  /** Null where it counts; else why it does not. */
  readonly leftOut: 'not mapped' | 'trial or add-on' | 'amount zero' | null;
}

export interface RefusalEvidence {
  readonly observedAt: Instant;
  readonly cause: string;
  readonly delivery: number;
}

/** The last entries of a long list are enough for an explanation; a proof file gives all. */
export const LISTED_AT_MOST = 200;

export async function readingEvidence(
  session: Session,
  snapshot: Snapshot,
  customerKey: number,
  readAt: Instant,
): Promise<ReadingEvidence[]> {
  return session.query(
    `SELECT COALESCE(observed.sku_id::text, observed.sku_part_number) AS sku, observed.sku_part_number AS "partNumber",
       history.seats_assigned AS "seatsAssigned", history.observed_from AS since, history.recorded_from AS delivery, recorded_at AS "recordedAt"
     FROM seat_history AS history JOIN observed_sku AS observed USING (observed_sku_key) JOIN delivery ON delivery.delivery = history.recorded_from
     WHERE history.customer_key = $1 AND ${visible('history', snapshot.delivery)}
       AND history.observed_from <= $2 AND (history.observed_to IS NULL OR history.observed_to > $2) ORDER BY 1`,
    [customerKey, readAt],
  );
}

/** Lines of the days that the findings and the reward look at, each with why. */
export async function lineEvidence(
  session: Session,
  snapshot: Snapshot,
  customerKey: number,
  { ground, atMost }: { readonly ground: CaseGround; readonly atMost: number | undefined },
): Promise<LineEvidence[]> {
  const uses = usesOf(ground, snapshot.lastDay);
  const matched = uses.map(({ test, from, to }) =>
    test === 'covers'
      ? `(charge_start <= '${to}' AND charge_end >= '${from}')`
      : `(charge_start BETWEEN '${from}' AND '${to}')`,
  );
  return session.query(
    `SELECT array_remove(ARRAY[${uses.map(({ use }, index) => `CASE WHEN ${matched[index] ?? 'false'} THEN '${use}' END`).join(', ')}], NULL) AS uses,
       invoice_number AS invoice, line.file, line.file_line AS "fileLine", invoice.recorded_from AS delivery, recorded_at AS "recordedAt", invoice.read_from AS "readFrom", partner_id AS "partnerId", product, product_family AS "productFamily", sku_key AS "skuKey",
       charge_type AS "chargeType", charge_start AS "chargeStart", charge_end AS "chargeEnd", quantity::text, subtotal::text, line.currency,
       CASE WHEN mapping.offer_key IS NULL THEN 'not mapped' WHEN is_trial_or_add_on THEN 'trial or add-on' WHEN subtotal = 0 THEN 'amount zero' END AS "leftOut"
     FROM billing_line AS line JOIN invoice USING (invoice_key) JOIN delivery ON delivery.delivery = invoice.recorded_from LEFT JOIN partner USING (partner_key)
     LEFT JOIN offer_mapping AS mapping ON mapping.offer_key = line.offer_key AND line.charge_start BETWEEN mapping.valid_from AND mapping.valid_to
       AND ${visible('mapping', snapshot.delivery)}
     LEFT JOIN product USING (product_key)
     WHERE line.customer_key = $1 AND ${visible('invoice', snapshot.delivery)} AND (${matched.join(' OR ')})
     ORDER BY charge_start, invoice_number, line LIMIT ${atMost === undefined ? 'ALL' : String(atMost)}`,
    [customerKey],
  );
}

/** Refusals of the seats after the last reading, up to the snapshot. */
export async function refusalEvidence(
  session: Session,
  snapshot: Snapshot,
  customerKey: number,
  readAt: Instant | null,
): Promise<RefusalEvidence[]> {
  return session.query(
    `SELECT observed_at AS "observedAt", cause, recorded_from AS delivery FROM refusal
     WHERE customer_key = $1 AND resource = 'seats' AND ${visible('refusal', snapshot.delivery)} AND observed_at <= $2 AND ($3::timestamptz IS NULL OR observed_at > $3)
     ORDER BY observed_at DESC LIMIT ${String(LISTED_AT_MOST)}`,
    [customerKey, snapshot.snapshotAt, readAt],
  );
}
