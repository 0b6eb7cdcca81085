/**
 * Invoices that the fresh record says otherwise than the real one, as FROM and WHERE of a query: `known` and `fresh`,
 * joined by `invoice_number`. Lines may differ also where what was said is the same: a part of a seat counts only where
 * the product is not mapped.
 *
 * @param where which invoices may change
 */
export function changedInvoices(where = 'true'): string {
  const current = (prefix: string) =>
    `SELECT *, (SELECT count(*) FROM ${prefix}billing_line AS line WHERE line.invoice_key = known.invoice_key) AS taken
     FROM ${prefix}invoice AS known WHERE recorded_to IS NULL AND ${where}`;
  return `FROM (${current('')}) AS known FULL JOIN (${current('fresh_')}) AS fresh USING (invoice_number)
    WHERE (known.form, known.content_hash, known.line_count, known.taken)
      IS DISTINCT FROM (fresh.form, fresh.content_hash, fresh.line_count, fresh.taken)`;
}
