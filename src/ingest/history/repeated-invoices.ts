import type { Session } from '../../database/index.js';
import type { Quarantined } from '../deliveries/delivery-draft.js';

export const INVOICE_REPEATED = 'INVOICE_REPEATED';

/**
 * A licence-based file names no invoice: its own name does. The same file under another name would be counted a second
 * time, so an invoice that says, line by line, what another one says already is not taken. One that this delivery
 * replaces no longer says it: two files whose names were exchanged may be exchanged back.
 */
export async function withoutRepeatedInvoices(session: Session): Promise<Quarantined[]> {
  await session.execute(`
    CREATE TEMPORARY TABLE repeated_invoice ON COMMIT DROP AS
    SELECT staged.invoice_number, min(other.invoice_number COLLATE "C") AS same_as
    FROM staged_invoice AS staged JOIN invoice AS other USING (content_hash, line_count, form)
    WHERE staged.form = 'legacy' AND staged.line_count > 0
      AND other.recorded_to IS NULL AND other.invoice_number <> staged.invoice_number
      AND NOT EXISTS (SELECT FROM staged_invoice AS newer
        WHERE newer.invoice_number = other.invoice_number AND newer.content_hash <> other.content_hash)
    GROUP BY staged.invoice_number`);
  const repeated = await session.query<{ file: string; sameAs: string }>(
    `SELECT line.file, repeated.same_as AS "sameAs" FROM repeated_invoice AS repeated
     JOIN staged_billing_line AS line USING (invoice_number) GROUP BY line.file, repeated.same_as ORDER BY min(line.position)`,
  );
  for (const table of ['staged_billing_line', 'staged_invoice'])
    await session.execute(`DELETE FROM ${table} WHERE invoice_number IN (SELECT invoice_number FROM repeated_invoice)`);
  return repeated.map(({ file, sameAs }) => ({
    file,
    line: 0,
    column: null,
    code: INVOICE_REPEATED,
    expected: 'an invoice that is not here already under another name',
    found: `invoice ${sameAs}`,
  }));
}
