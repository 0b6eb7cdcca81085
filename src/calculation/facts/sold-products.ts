import { following, type Session } from '../../database/index.js';
import { quoted, visible, type Snapshot } from './snapshot.js';

interface SoldRow {
  readonly customer: number;
  readonly partner: number;
  readonly sku: number;
  readonly product: string;
}

/** The product that each SKU is of which a partner billed on the last day; the first by code point, where it is of several. */
export function followSoldProducts(
  session: Session,
  { delivery, lastDay }: Snapshot,
): (customer: number) => Promise<(partner: number) => ReadonlyMap<number, string>> {
  const soldTo = following(
    session.stream<SoldRow>(
      `SELECT customer_key AS customer, partner_key AS partner, sku_key AS sku, min(product.product COLLATE "C") AS product
       FROM case_customer JOIN billed_seat_history AS billed USING (customer_key) JOIN eligible_product USING (product_key)
       JOIN product USING (product_key)
       WHERE partner_key <> 0 AND ${quoted(lastDay)} BETWEEN charged_from AND charged_to AND ${visible('billed', delivery)}
       GROUP BY customer_key, partner_key, sku_key ORDER BY customer_key`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => {
    const rows = await soldTo(customer);
    return (partner) =>
      new Map(rows.filter((row) => row.partner === partner).map(({ sku, product }) => [sku, product]));
  };
}
