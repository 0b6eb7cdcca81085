import type { Session } from '../../database/index.js';

/** Billing files of a delivery of which nothing could be read. */
export interface UnreadBilling {
  readonly files: readonly string[];
  /** Invoices of which they brought lines, where their names tell that: those of legacy files. */
  readonly legacyInvoices: readonly string[];
  /** Whether one of them may have held lines of new commerce, which name any invoice. */
  readonly mayHoldNewCommerce: boolean;
}

/**
 * Keeps invoices that are known already from being superseded by a part of themselves: where a file could not be read,
 * nobody can tell whether the lines that came are all there are. What was known stays, and the lines go to quarantine.
 * An invoice that nobody knew yet is taken as far as it came.
 */
export async function withholdIncompleteInvoices(
  session: Session,
  unread: UnreadBilling,
  quarantineFrom: number,
): Promise<void> {
  if (unread.files.length === 0) return;
  await session.execute(
    `WITH withheld AS (
       DELETE FROM staged_billing_line AS line USING staged_invoice AS staged, invoice AS known
       WHERE staged.invoice_number = line.invoice_number AND known.invoice_number = line.invoice_number AND known.recorded_to IS NULL
         AND (known.content_hash, known.line_count) IS DISTINCT FROM (staged.content_hash, staged.line_count)
         AND CASE staged.form WHEN 'legacy' THEN line.invoice_number = ANY ($1) ELSE $2::boolean END
       RETURNING line.position, line.file, line.file_line, line.invoice_number, staged.line_count AS delivered, known.line_count AS known
     )
     INSERT INTO staged_quarantined_row (position, file, line, column_name, code, expected, found)
     SELECT $3::bigint + min(position), file, min(file_line), NULL, 'INVOICE_INCOMPLETE',
       'invoice ' || invoice_number || ' whole, as the ' || known || ' lines that are known of it',
       delivered || ' lines, and ' || $4 || ', which could not be read'
     FROM withheld GROUP BY file, invoice_number, delivered, known`,
    [unread.legacyInvoices, unread.mayHoldNewCommerce, quarantineFrom, unread.files.join(', ')],
  );
}
