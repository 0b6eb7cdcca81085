import { visible } from './snapshot.js';

/** Part of a unit, or more than anybody sells: such a line was quarantined, or taken before its product was mapped. */
const SEATS_LIMIT = 1_000_000_000;

/**
 * Billing lines that count, of the customers that have a row (import contract, section 5, "Counting line"): for FROM,
 * with `line` and the product that it is of.
 *
 * @param products the temporary table of the products that are asked about
 */
export function countingLines(products: 'eligible_product' | 'family_product', delivery: number): string {
  return `case_customer AS seen JOIN billing_line AS line USING (customer_key)
    JOIN invoice ON invoice.invoice_key = line.invoice_key AND ${visible('invoice', delivery)}
    JOIN offer_mapping AS mapping ON mapping.offer_key = line.offer_key AND line.charge_start BETWEEN mapping.valid_from AND mapping.valid_to
      AND ${visible('mapping', delivery)}
      AND NOT line.is_trial_or_add_on AND line.subtotal <> 0
      AND line.quantity = trunc(line.quantity) AND abs(line.quantity) <= ${String(SEATS_LIMIT)}
    JOIN ${products} ON ${products}.product_key = mapping.product_key
    JOIN product ON product.product_key = mapping.product_key`;
}

/** The sum of their subtotals in a currency, and whether one is in another or in none. */
export function subtotalsIn(currency: string): string {
  return `COALESCE(sum(line.subtotal) FILTER (WHERE line.currency = '${currency}'), 0)::text AS amount,
    bool_or(line.currency IS DISTINCT FROM '${currency}') AS "hasOtherCurrency"`;
}
