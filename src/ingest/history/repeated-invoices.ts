import type { Session } from '../../database/index.js';

export const INVOICE_REPEATED = 'INVOICE_REPEATED';

/**
 * A licence-based file names no invoice: its own name does. The same file under another name would be counted a second
 * time, so an invoice that says, line by line, what another one says already is not taken. One that this delivery
 * replaces no longer says it: two files whose names were exchanged may be exchanged back. Of several in one delivery the
 * one that is on record under its own name is taken, else the first by name.
 */
export async function quarantineRepeatedInvoices(session: Session, quarantineFrom: number): Promise<void> {
  await session.execute(
    `WITH brought AS (
       SELECT staged.invoice_number COLLATE "C" AS invoice_number, staged.content_hash, staged.line_count, own.invoice_key IS NULL AS is_new
       FROM staged_invoice AS staged LEFT JOIN invoice AS own ON own.invoice_number = staged.invoice_number AND own.recorded_to IS NULL
         AND (own.content_hash, own.line_count) = (staged.content_hash, staged.line_count)
       WHERE staged.form = 'legacy' AND staged.line_count > 0
     ), repeated AS (
       SELECT invoice_number, min(same_as COLLATE "C") AS same_as FROM (
         SELECT brought.invoice_number, other.invoice_number AS same_as
         FROM brought JOIN invoice AS other USING (content_hash, line_count)
         WHERE other.form = 'legacy' AND other.recorded_to IS NULL AND other.invoice_number <> brought.invoice_number
           AND NOT EXISTS (SELECT FROM staged_invoice AS newer
             WHERE newer.invoice_number = other.invoice_number AND newer.content_hash <> other.content_hash)
         UNION ALL
         SELECT later.invoice_number, earlier.invoice_number
         FROM brought AS later JOIN brought AS earlier USING (content_hash, line_count)
         WHERE (earlier.is_new, earlier.invoice_number) < (later.is_new, later.invoice_number)) AS same
       GROUP BY invoice_number
     ), removed AS (
       DELETE FROM staged_billing_line AS line USING repeated WHERE repeated.invoice_number = line.invoice_number
       RETURNING line.position, line.file, repeated.same_as
     )
     INSERT INTO staged_quarantined_row (position, file, line, column_name, code, expected, found)
     SELECT $1::bigint + min(position), file, 0, NULL, '${INVOICE_REPEATED}',
       'an invoice that is not here already under another name', 'invoice ' || same_as
     FROM removed GROUP BY file, same_as`,
    [quarantineFrom],
  );
}
