import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { visible, type Snapshot } from './snapshot.js';

/** What a SKU that readings name is, on a day. */
export interface ObservedSku {
  readonly skuKey: number | null;
  /** By which two names of one SKU are known as one. */
  readonly sku: string;
  readonly isEligible: boolean;
  /** Named by an id and a part number that are different SKUs. */
  readonly isContradicted: boolean;
}

/** Products that a campaign asks for, by key. */
export interface CaseProducts {
  readonly eligible: readonly number[];
  readonly family: readonly number[];
}

export async function loadCaseProducts(session: Session, { terms }: Pick<Snapshot, 'terms'>): Promise<CaseProducts> {
  const rows = await session.query<{ productKey: number; product: string }>(
    'SELECT product_key AS "productKey", product FROM product WHERE product_family = $1',
    [terms.productFamily.value],
  );
  return {
    eligible: rows
      .filter(({ product }) => terms.eligibleProducts.value.includes(product))
      .map(({ productKey }) => productKey),
    family: rows.map(({ productKey }) => productKey),
  };
}

/**
 * The catalogue of a day for the SKUs that readings name, by their keys. Left out are those that can neither count nor
 * contradict: mapped to nothing, and the only ones of their name.
 */
export async function observedSkus(
  session: Session,
  { delivery, terms }: Snapshot,
  day: CalendarDate,
): Promise<Map<number, ObservedSku>> {
  const mapping = (alias: string, namedBy: string, name: string) => `
    LEFT JOIN sku_mapping AS ${alias} ON ${alias}.named_by = '${namedBy}' AND ${alias}.name = ${name}
      AND $1::date BETWEEN ${alias}.valid_from AND ${alias}.valid_to AND ${visible(alias, delivery)}`;
  const rows = await session.query<ObservedSku & { readonly key: number }>(
    `SELECT observed_sku_key AS key, COALESCE(by_id.sku_key, by_part.sku_key) AS "skuKey",
       COALESCE(mapped.sku, observed.sku_id::text, observed.sku_part_number) AS sku,
       product.product_key IS NOT NULL AS "isEligible", COALESCE(by_id.sku_key <> by_part.sku_key, false) AS "isContradicted"
     FROM observed_sku AS observed
     ${mapping('by_id', 'id', 'observed.sku_id::text')}
     ${mapping('by_part', 'part', 'observed.sku_part_number')}
     LEFT JOIN sku AS mapped ON mapped.sku_key = COALESCE(by_id.sku_key, by_part.sku_key)
     LEFT JOIN product ON product.product_key = COALESCE(by_id.product_key, by_part.product_key)
       AND product_family = $2 AND product = ANY($3)`,
    [day, terms.productFamily.value, terms.eligibleProducts.value],
  );
  const named = new Map<string, number>();
  for (const { sku } of rows) named.set(sku, (named.get(sku) ?? 0) + 1);
  return new Map(
    rows
      .filter(({ skuKey, sku, isContradicted }) => skuKey !== null || isContradicted || (named.get(sku) ?? 0) > 1)
      .map(({ key, ...observed }) => [key, observed]),
  );
}
