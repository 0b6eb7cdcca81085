import type { Session } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import type { Quarantined } from '../deliveries/delivery-draft.js';

export interface QuarantinedRow extends Quarantined {
  readonly delivery: number;
  /** The delivery that brought it in good order, who answers for that, and why. */
  readonly repairedBy: number | null;
  readonly repairActor: string | null;
  readonly repairReason: string | null;
}

export interface QuarantineListing {
  readonly rows: readonly QuarantinedRow[];
  /** Of all, also those that are not listed. */
  readonly count: number;
  readonly repairedCount: number;
}

/** So many rows a listing shows; a file that is bad from end to end has millions. */
const LISTED_ROWS = 1_000;

/**
 * Rows that were not taken, the newest delivery first; those of one delivery in the order of reading.
 *
 * @throws SeatbackError DELIVERY_UNKNOWN
 */
export async function listQuarantine(session: Session, delivery?: number): Promise<QuarantineListing> {
  if (delivery !== undefined) await expectDelivery(session, delivery);
  const parameters = [delivery ?? null];
  const FROM = `FROM quarantined_row AS row LEFT JOIN quarantine_resolution AS repair USING (quarantined_row)
    WHERE $1::integer IS NULL OR row.delivery = $1`;
  const counts = await session.one<{ count: number; repaired: number }>(
    `SELECT count(*)::integer AS count, count(repair.actor)::integer AS repaired ${FROM}`,
    parameters,
  );
  const rows = await session.query<QuarantinedRow>(
    `SELECT row.delivery, file, line, column_name AS column, code, expected, found, resolved_by_delivery AS "repairedBy",
       actor AS "repairActor", reason AS "repairReason"
     ${FROM} ORDER BY row.delivery DESC, quarantined_row LIMIT ${String(LISTED_ROWS)}`,
    parameters,
  );
  return { rows, count: counts.count, repairedCount: counts.repaired };
}

/** That nothing of it is bad must not be said of a delivery that there never was. */
async function expectDelivery(session: Session, delivery: number): Promise<void> {
  const { isKnown, last } = await session.one<{ isKnown: boolean; last: number }>(
    'SELECT COALESCE(bool_or(delivery = $1), false) AS "isKnown", COALESCE(max(delivery), 0) AS last FROM delivery',
    [delivery],
  );
  if (isKnown) return;
  throw new SeatbackError({
    code: 'DELIVERY_UNKNOWN',
    expected: last === 0 ? 'a delivery, of which there is none yet' : `a delivery from 1 to ${String(last)}`,
    found: `delivery ${String(delivery)}`,
    where: '--delivery',
    next: 'npx seatback ingest quarantine shows the bad rows of all deliveries.',
  });
}
