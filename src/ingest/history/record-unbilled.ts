import type { Session } from '../../database/index.js';

const KEY =
  'month, currency, customer_key, offer_key, partner_key, subscription_id, charge_start, charge_end, is_trial_or_add_on';

/**
 * Records what is not billed yet. The amount's sign is the sign of the seats, and what costs nothing counts for none, as
 * with billed lines (import contract, section 5). An export that was read whole states all of its currency and period: what it does not
 * name any more has been billed, or was taken back, and ends.
 *
 * @returns how many rows were written or closed
 */
export async function recordUnbilled(session: Session, delivery: number): Promise<number> {
  const exports = await session.query('SELECT FROM staged_unbilled_export LIMIT 1');
  if (exports.length === 0) return 0;
  await session.execute(`
    CREATE TEMPORARY TABLE newest ON COMMIT DROP AS
    SELECT ${KEY}, trim_scale(sum(abs(quantity) * sign(subtotal))) AS quantity, trim_scale(sum(subtotal)) AS subtotal
    FROM staged_unbilled_charge AS staged
    JOIN customer ON customer.customer_id = staged.customer_id
    JOIN offer ON offer.offer_id = staged.offer_id
    LEFT JOIN partner ON partner.partner_id = staged.partner_id
    GROUP BY ${KEY}`);
  const closed = await session.execute(
    `UPDATE unbilled_charge AS old SET recorded_to = $1
     WHERE old.recorded_to IS NULL AND (month, currency) IN (SELECT month, currency FROM staged_unbilled_export)
       AND NOT EXISTS (SELECT FROM newest WHERE ${sameRow('old', 'newest')})`,
    [delivery],
  );
  const written = await session.execute(
    `INSERT INTO unbilled_charge (${KEY}, quantity, subtotal, recorded_from)
     SELECT ${KEY}, quantity, subtotal, $1::integer FROM newest
     WHERE NOT EXISTS (SELECT FROM unbilled_charge AS old WHERE old.recorded_to IS NULL AND ${sameRow('old', 'newest')})`,
    [delivery],
  );
  await session.execute('DROP TABLE newest');
  return closed + written;
}

/** By the columns that are never null first: their equality can be hashed. */
function sameRow(one: string, other: string): string {
  const certain = [
    'month',
    'currency',
    'customer_key',
    'offer_key',
    'charge_start',
    'charge_end',
    'is_trial_or_add_on',
  ];
  const others = ['partner_key', 'subscription_id', 'quantity', 'subtotal'];
  const row = (alias: string) => others.map((column) => `${alias}.${column}`).join(', ');
  return `${certain.map((column) => `${one}.${column} = ${other}.${column}`).join(' AND ')}
    AND (${row(one)}) IS NOT DISTINCT FROM (${row(other)})`;
}
