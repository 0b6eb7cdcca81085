import type { Session } from '../../database/index.js';
import { BUILT_IN_CATALOGUE } from './built-in.js';

/** A product that a SKU or an offer is mapped to. */
export interface MappedProduct {
  readonly product: string;
  readonly productFamily: string;
}

/** The products of the catalogue as it stands: what files said and what is built in. */
export async function mappedProducts(session: Session): Promise<readonly MappedProduct[]> {
  const mapped = await session.query<MappedProduct>(
    `SELECT DISTINCT product, product_family AS "productFamily" FROM product JOIN (
       SELECT product_key FROM sku_mapping WHERE recorded_to IS NULL
       UNION SELECT product_key FROM offer_mapping WHERE recorded_to IS NULL) AS mapping USING (product_key)
     ORDER BY 1, 2`,
  );
  // Until the first delivery nothing is recorded, and what is built in is what the first one will record.
  return mapped.length > 0 ? mapped : BUILT_IN_CATALOGUE;
}
