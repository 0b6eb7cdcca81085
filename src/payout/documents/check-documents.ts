import type { Session } from '../../database/index.js';

export interface DocumentCheck {
  readonly documents: number;
  readonly problems: readonly string[];
}

/** Whether what partners were given says what was accrued and paid, by hash and to the cent, and no number is missing. */
export async function checkDocuments(session: Session): Promise<DocumentCheck> {
  const { documents } = await session.one<{ documents: number }>(
    'SELECT count(*)::integer AS documents FROM issued_document',
  );
  const altered = await session.query<{ document: string; edition: number }>(
    `SELECT document, edition FROM issued_document
     WHERE content_hash <> encode(sha256(convert_to(content, 'UTF8')), 'hex') ORDER BY document, edition`,
  );
  const differing = await session.query<{ document: string; edition: number; said: string | null; booked: string }>(
    `SELECT document, edition, said, booked FROM (
       SELECT document, edition, CASE WHEN content IS JSON OBJECT THEN content::jsonb->>'earned' END AS said, earned AS booked
         FROM issued_document JOIN partner_statement USING (statement) JOIN accrual USING (run, partner_key)
       UNION ALL SELECT document, edition, CASE WHEN content IS JSON OBJECT THEN content::jsonb->'payment'->>'amount' END, paid_amount
         FROM issued_document JOIN payment_instruction USING (end_to_end_id)) AS stated
     -- What is no amount is not the amount: nobody's document ends the check of all others.
     WHERE COALESCE(CASE WHEN pg_input_is_valid(said, 'numeric') THEN said::numeric END <> booked, true) ORDER BY document, edition`,
  );
  const { missing } = await session.one<{ missing: number }>(
    'SELECT (COALESCE(max(statement), 0) - count(*))::integer AS missing FROM partner_statement',
  );
  return {
    documents,
    problems: [
      ...altered.map(
        ({ document, edition }) => `document ${document}, edition ${String(edition)}: not what its hash says`,
      ),
      ...differing.map(
        ({ document, edition, said, booked }) =>
          `document ${document}, edition ${String(edition)}: says ${said ?? 'no amount'}, booked is ${booked}`,
      ),
      ...(missing === 0 ? [] : [`${String(missing)} numbers of statements are missing`]),
    ],
  };
}
