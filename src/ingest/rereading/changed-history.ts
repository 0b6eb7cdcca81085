import type { Session } from '../../database/index.js';

/** A row of history that ends or begins with a re-reading. */
export interface ChangedRow {
  readonly fact: 'assigned seats' | 'billed seats' | 'subscription' | 'refusal';
  readonly customerId: string;
  /** The SKU, the subscription or the resource. */
  readonly subject: string;
  readonly partnerId: string | null;
  readonly from: string;
  /** Null: it goes on. */
  readonly to: string | null;
  /** What was believed of it, and what is said now; null where one of them says nothing. */
  readonly was: string | null;
  readonly is: string | null;
}

/** So many changes are told; all of them are on record. */
const TOLD_ROWS = 1_000;

const ENDS = '$1 = old.recorded_to';
const BEGINS = '$1 = old.recorded_from';

/** What a re-reading changes in histories, what ends beside what begins. The names of the schema mean the real tables. */
export async function changedHistory(
  session: Session,
  delivery: number,
): Promise<{ readonly rows: readonly ChangedRow[]; readonly count: number }> {
  const sides = (select: string, from: string) =>
    [
      [ENDS, true],
      [BEGINS, false],
    ]
      .map(([condition, was]) => `SELECT ${select}, ${String(was)} AS was FROM ${from} WHERE ${String(condition)}`)
      .join(' UNION ALL ');
  const rows = await session.query<ChangedRow & { readonly count: number }>(
    `WITH side AS (
       ${sides(
         `'assigned seats' AS fact, customer_key, COALESCE(sku_part_number, sku_id::text) AS subject, NULL::text AS partner_id,
          observed_from::text AS from_at, observed_to::text AS to_at, seats_assigned || COALESCE(' of ' || seats_purchased, '') AS said`,
         'seat_history AS old JOIN observed_sku USING (observed_sku_key)',
       )}
       UNION ALL ${sides(
         `'billed seats', customer_key, sku, partner_id, charged_from::text, charged_to::text, seats_billed::text`,
         'billed_seat_history AS old JOIN sku USING (sku_key) LEFT JOIN partner USING (partner_key)',
       )}
       UNION ALL ${sides(
         `'subscription', customer_key, subscription_id, partner_id, observed_from::text, NULL,
          concat_ws(' ', offer_id, seats_purchased, status, CASE WHEN is_trial THEN 'trial' END,
            COALESCE(effective_start_on::text, effective_start_at::text), '-', COALESCE(commitment_end_on::text, commitment_end_at::text))`,
         'subscription_history AS old JOIN offer USING (offer_key) LEFT JOIN partner USING (partner_key)',
       )}
       UNION ALL ${sides(`'refusal', customer_key, resource, NULL, observed_at::text, observed_at::text, cause`, 'refusal AS old')}
     ), changed AS (
       SELECT fact, customer_key, subject, partner_id, from_at, to_at,
         string_agg(said, ', ') FILTER (WHERE was) AS was, string_agg(said, ', ') FILTER (WHERE NOT was) AS is
       FROM side GROUP BY fact, customer_key, subject, partner_id, from_at, to_at
     )
     SELECT fact, customer_id AS "customerId", subject, partner_id AS "partnerId", from_at AS "from", to_at AS "to", was, "is",
       count(*) OVER ()::integer AS count
     FROM changed JOIN customer USING (customer_key)
     ORDER BY customer_id, fact, subject COLLATE "C", partner_id COLLATE "C", from_at, to_at LIMIT ${String(TOLD_ROWS)}`,
    [delivery],
  );
  return { rows: rows.map(({ count: _count, ...row }) => row), count: rows[0]?.count ?? 0 };
}
