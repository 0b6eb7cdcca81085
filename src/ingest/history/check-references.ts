import type { Session } from '../../database/index.js';

/**
 * References that the schema declares and does not enforce, because looking up each of millions of rows costs more than
 * recording them. `keys` that hold 0 stand for nobody.
 */
const REFERENCES: readonly { readonly table: string; readonly keys: Readonly<Record<string, string>> }[] = [
  {
    table: 'billing_line',
    keys: { invoice_key: 'invoice', customer_key: 'customer', offer_key: 'offer', partner_key: 'partner' },
  },
  {
    table: 'billed_seat_history',
    keys: { customer_key: 'customer', sku_key: 'sku', product_key: 'product', partner_key: 'partner' },
  },
  { table: 'first_charge', keys: { customer_key: 'customer', product_key: 'product', partner_key: 'partner' } },
];

/** Looks for rows of billing and its history that refer to nothing: whole tables at a time. */
export async function checkReferences(session: Session): Promise<{ readonly problems: readonly string[] }> {
  const problems: string[] = [];
  for (const { table, keys } of REFERENCES) {
    for (const [key, target] of Object.entries(keys)) {
      const { rows } = await session.one<{ rows: number }>(
        `SELECT count(*)::integer AS rows FROM ${table} AS row
         WHERE ${key} <> 0 AND NOT EXISTS (SELECT FROM ${target} WHERE ${target}.${key} = row.${key})`,
      );
      if (rows > 0) problems.push(`${table} has ${rows} rows whose ${target} does not exist`);
    }
  }
  return { problems };
}
