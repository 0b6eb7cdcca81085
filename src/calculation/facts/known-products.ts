import type { KnownProduct } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { visible } from './snapshot.js';

/**
 * The products that a SKU or an offer was mapped to, on whatever day, as a delivery left them. Undefined where nothing
 * was delivered: then nobody can tell, since what is built in is recorded with the first delivery.
 */
export async function knownProducts(session: Session, delivery: number): Promise<KnownProduct[] | undefined> {
  const known = await session.query<KnownProduct>(
    `SELECT DISTINCT product, product_family AS "productFamily" FROM product JOIN (
       SELECT product_key FROM sku_mapping AS mapping WHERE ${visible('mapping', delivery)}
       UNION SELECT product_key FROM offer_mapping AS mapping WHERE ${visible('mapping', delivery)}) AS mapped USING (product_key)
     ORDER BY 1, 2`,
  );
  return known.length > 0 ? known : undefined;
}
