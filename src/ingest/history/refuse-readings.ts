import type { Session } from '../../database/index.js';

/**
 * Rows of `seats.csv` whose `sku_id` and `sku_part_number` are known and different go to quarantine, and make their
 * reading a refusal (import contract, section 3). Which day an instant is depends on the campaign's zone: what differs
 * in every zone is found here, from UTC-12 to UTC+14; what differs in some, by the calculation.
 */
export async function quarantineContradictedSkus(session: Session, quarantineFrom: number): Promise<void> {
  const known = (alias: string, namedBy: string, name: string, hours: number) => `
    JOIN sku_mapping AS ${alias} ON ${alias}.named_by = '${namedBy}' AND ${alias}.name = ${name} AND ${alias}.recorded_to IS NULL
      AND (seat.observed_at + interval '${String(hours)} hours')::date BETWEEN ${alias}.valid_from AND ${alias}.valid_to`;
  await session.execute(
    `WITH contradicted AS (
       DELETE FROM staged_seat WHERE position IN (
         SELECT position FROM staged_seat AS seat
         ${known('first_id', 'id', 'seat.sku_id::text', -12)} ${known('first_part', 'part', 'seat.sku_part_number', -12)}
         ${known('last_id', 'id', 'seat.sku_id::text', 14)} ${known('last_part', 'part', 'seat.sku_part_number', 14)}
         WHERE first_id.sku_key <> first_part.sku_key AND last_id.sku_key <> last_part.sku_key)
       RETURNING position, file, line, customer_id, observed_at, sku_id, sku_part_number
     ), refused AS (
       INSERT INTO staged_refusal (position, customer_id, resource, observed_at, cause)
       SELECT 0, customer_id, 'seats', observed_at, 'unreadable' FROM contradicted
     )
     INSERT INTO staged_quarantined_row (position, file, line, column_name, code, expected, found)
     SELECT $1::bigint + position, file, line, 'sku_part_number', 'ROW_UNREADABLE', 'a part number of the SKU ' || sku_id,
       '"' || sku_part_number || '"'
     FROM contradicted`,
    [quarantineFrom],
  );
}

/**
 * A reading that was refused because its rows could not be read stays refused: the contract keeps refusals for good.
 * Rows that come again in good order are not taken, and that must not pass for "nothing new".
 */
export async function quarantineRowsOfRefusedReadings(session: Session, quarantineFrom: number): Promise<void> {
  await session.execute(
    `INSERT INTO staged_quarantined_row (position, file, line, column_name, code, expected, found)
     SELECT DISTINCT ON (seat.customer_id, seat.observed_at) $1::bigint + seat.position, seat.file, seat.line, 'observed_at',
       'READING_REFUSED_BEFORE', 'a reading of another instant: that of this one was refused in delivery ' || refusal.recorded_from,
       'rows of the same customer and instant'
     FROM staged_seat AS seat JOIN customer USING (customer_id)
     JOIN refusal ON refusal.customer_key = customer.customer_key AND refusal.observed_at = seat.observed_at
       AND refusal.resource = 'seats' AND refusal.cause = 'unreadable' AND refusal.recorded_to IS NULL
     -- What this delivery itself makes a refusal of is told by its own rows.
     WHERE NOT EXISTS (SELECT FROM staged_refusal AS own WHERE own.customer_id = seat.customer_id AND own.observed_at = seat.observed_at
         AND own.resource = 'seats' AND own.cause = 'unreadable')
       AND NOT EXISTS (SELECT FROM staged_seat AS other WHERE other.customer_id = seat.customer_id AND other.observed_at = seat.observed_at
         AND (other.sku_id, other.sku_part_number) IS NOT DISTINCT FROM (seat.sku_id, seat.sku_part_number)
         AND other.seats_assigned <> seat.seats_assigned)
     ORDER BY seat.customer_id, seat.observed_at, seat.position`,
    [quarantineFrom],
  );
}
