import type { Session } from '../../../database/index.js';

/**
 * Invoices that a pull has read whole; a file's copy of an invoice is no reason to leave it out, nor one with gaps. Nor
 * one that was taken while the period of another could not be known: which days it speaks for alone has then never been
 * on record, until a pull has read both. Nor one that a re-reading ended. Of what a re-reading accepts or refuses, gaps
 * are those that the pull would have left had it read so.
 */
export async function knownInvoices(session: Session): Promise<Set<string>> {
  const ofInvoice = (file: string, part: string) =>
    `(${file} = 'invoices/' || invoice_number || '${part}' OR ${file} LIKE 'invoices/' || invoice_number || '${part === '' ? '' : '/export'}/%')`;
  const rows = await session.query<{ number: string }>(
    `WITH gap AS (
       SELECT CASE source WHEN 're-reading' THEN substring(file FROM ' \\(delivery (\\d+)\\)$')::integer ELSE delivery END AS delivery,
         CASE source WHEN 're-reading' THEN regexp_replace(file, ' \\(delivery \\d+\\)$', '') ELSE file END AS file
       FROM quarantined_row AS bad JOIN delivery USING (delivery)
       WHERE line > 0 AND starts_with(file, 'invoices/') AND source IN ('partner-center', 're-reading')
         AND NOT EXISTS (SELECT FROM quarantine_resolution AS accepted JOIN delivery AS by ON by.delivery = accepted.resolved_by_delivery
           WHERE accepted.quarantined_row = bad.quarantined_row AND by.source = 're-reading')
     )
     SELECT DISTINCT invoice_number AS number FROM invoice
     JOIN delivery ON delivery.delivery = COALESCE(invoice.read_from, invoice.recorded_from)
     WHERE source = 'partner-center'
     AND NOT EXISTS (SELECT FROM gap WHERE gap.delivery = delivery.delivery AND ${ofInvoice('gap.file', '/lineitems')})
     AND NOT EXISTS (SELECT FROM invoice AS ended JOIN delivery AS ender ON ender.delivery = ended.recorded_to
       WHERE ended.invoice_number = invoice.invoice_number AND ender.source = 're-reading'
         AND NOT EXISTS (SELECT FROM invoice AS next
           WHERE next.invoice_number = ended.invoice_number AND next.recorded_from >= ended.recorded_to))
     AND EXISTS (SELECT FROM delivery AS pull JOIN delivery_summary USING (delivery)
       WHERE pull.source = 'partner-center' AND pull.delivery >= delivery.delivery
         AND COALESCE((summary ->> 'invoicesOfUnknownPeriod')::integer, 0) = 0
         AND NOT EXISTS (SELECT FROM quarantined_row AS missing
           WHERE missing.delivery = pull.delivery AND missing.line = 0 AND ${ofInvoice('missing.file', '')}))`,
  );
  return new Set(rows.map(({ number }) => number));
}
