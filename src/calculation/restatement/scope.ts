import type { Session } from '../../database/index.js';
import type { Run } from '../runs/run.entity.js';

/** Whose rewards differ between two runs, and who stands in connection with them. */
export interface Scope {
  readonly partners: ReadonlySet<number>;
  /** Every partner that a customer of theirs ever bought from. */
  readonly partnersOf: ReadonlyMap<number, readonly number[]>;
  /** Every customer that a partner ever sold to. */
  readonly customersOf: ReadonlyMap<number, readonly number[]>;
}

const HELD = (place: number) =>
  `campaign_id = $1 AND run_from <= $${String(place)} AND (run_to IS NULL OR run_to > $${String(place)})`;

/**
 * @param isShared whether an amount is shared by all partners of the campaign: then what any customer brings matters to all
 */
export async function scopeOf(session: Session, before: Run, after: Run, isShared: boolean): Promise<Scope> {
  const differing = await session.query<{ partnerKey: number }>(
    `SELECT DISTINCT partner_key AS "partnerKey"
     FROM (SELECT partner_key, customer_key, reward FROM determination WHERE ${HELD(2)}) AS old
     FULL JOIN (SELECT partner_key, customer_key, reward FROM determination WHERE ${HELD(3)}) AS new USING (partner_key, customer_key)
     WHERE COALESCE(old.reward, 0) <> COALESCE(new.reward, 0)`,
    [before.campaignId, before.run, after.run],
  );
  const partners =
    isShared && differing.length > 0
      ? await session.query<{ partnerKey: number }>('SELECT partner_key AS "partnerKey" FROM partner')
      : differing;
  const keys = partners.map(({ partnerKey }) => partnerKey);
  await session.execute('DROP TABLE IF EXISTS restated_sale');
  await session.execute(
    `CREATE TEMPORARY TABLE restated_sale ON COMMIT DROP AS
     WITH sale AS (
       SELECT customer_key, partner_key FROM billed_seat_history WHERE partner_key <> 0
       UNION SELECT customer_key, partner_key FROM subscription_history WHERE partner_key IS NOT NULL)
     SELECT customer_key, partner_key FROM sale WHERE customer_key IN (SELECT customer_key FROM sale WHERE partner_key = ANY($1))`,
    [keys],
  );
  await session.execute('ANALYZE restated_sale');
  const partnersOf = new Map<number, number[]>();
  const customersOf = new Map<number, number[]>();
  for (const { customerKey, partnerKey } of await session.query<{ customerKey: number; partnerKey: number }>(
    'SELECT customer_key AS "customerKey", partner_key AS "partnerKey" FROM restated_sale ORDER BY 1, 2',
  )) {
    append(partnersOf, customerKey, partnerKey);
    append(customersOf, partnerKey, customerKey);
  }
  return { partners: new Set(keys), partnersOf, customersOf };
}

/** The partners of the scope whose rewards can differ where these customers or partners do. */
export function partnersReached(
  { partners, partnersOf, customersOf }: Scope,
  customerKeys: Iterable<number>,
  partnerKeys: Iterable<number>,
): Set<number> {
  const customers = new Set(customerKeys);
  const reached = new Set<number>();
  for (const partner of partnerKeys) {
    if (partners.has(partner)) reached.add(partner);
    // One reward for a customer: what becomes of one of its partners decides about the others.
    for (const customer of customersOf.get(partner) ?? []) customers.add(customer);
  }
  for (const customer of customers)
    for (const partner of partnersOf.get(customer) ?? []) if (partners.has(partner)) reached.add(partner);
  return reached;
}

export function customersOfAll({ customersOf }: Scope, partnerKeys: Iterable<number>): number[] {
  const customers = new Set<number>();
  for (const partner of partnerKeys) for (const customer of customersOf.get(partner) ?? []) customers.add(customer);
  return [...customers].sort((a, b) => a - b);
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}
