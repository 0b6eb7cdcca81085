import type { Session } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';

/** @throws SeatbackError DELIVERY_UNKNOWN where the delivery has no quarantined row */
export async function expectQuarantine(session: Session, delivery: number): Promise<void> {
  const found = await session.query('SELECT 1 FROM quarantined_row WHERE delivery = $1 LIMIT 1', [delivery]);
  if (found.length > 0) return;
  throw new SeatbackError({
    code: 'DELIVERY_UNKNOWN',
    expected: 'a delivery with quarantined rows',
    found: `delivery ${String(delivery)}, which has none`,
    where: '--repairs',
    next: 'Run npx seatback ingest quarantine to see which deliveries have some.',
  });
}

export interface Repair {
  /** The delivery whose quarantine is repaired. */
  readonly repairs: number;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Links the quarantined rows of a delivery to the one that repairs them, file by file: a file that came again under
 * its name and was taken whole repairs its rows; one in which something is still bad repairs none.
 *
 * @returns how many rows are repaired
 */
export async function resolveQuarantine(session: Session, delivery: number, repair: Repair): Promise<number> {
  return session.execute(
    `INSERT INTO quarantine_resolution (quarantined_row, resolved_by_delivery, actor, reason)
     SELECT quarantined_row, $1::integer, $3, $4 FROM quarantined_row AS old
     WHERE old.delivery = $2
       AND EXISTS (SELECT FROM delivery_payload AS brought
         WHERE brought.delivery = $1 AND regexp_replace(brought.name, '\\.gz$', '', 'i') = regexp_replace(old.file, '\\.gz$', '', 'i'))
       AND NOT EXISTS (SELECT FROM staged_quarantined_row AS still
         WHERE regexp_replace(still.file, '\\.gz$', '', 'i') = regexp_replace(old.file, '\\.gz$', '', 'i'))
       AND NOT EXISTS (SELECT FROM quarantine_resolution AS known WHERE known.quarantined_row = old.quarantined_row)`,
    [delivery, repair.repairs, repair.actor, repair.reason],
  );
}
