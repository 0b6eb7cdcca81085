import type { Session } from '../../database/index.js';
import { visible, type Snapshot } from '../facts/snapshot.js';
import type { RunCounts } from './run.entity.js';

export type LineCounts = Pick<
  RunCounts,
  'linesKnown' | 'linesWithoutPartner' | 'linesUnmapped' | 'familyProductsUnmapped'
>;

/** Billing lines that the snapshot knows, and those that lead to no row: without a partner, or of no mapped product. */
export async function countLines(session: Session, { delivery }: Snapshot): Promise<LineCounts> {
  return session.one(
    `SELECT COALESCE(sum(content.line_count), 0)::integer AS "linesKnown", COALESCE(sum(without_partner_count), 0)::integer AS "linesWithoutPartner",
       COALESCE(sum(content.line_count) FILTER (WHERE mapping.offer_key IS NULL), 0)::integer AS "linesUnmapped",
       (SELECT count(*)::integer FROM unmapped_product(${String(delivery)})
         WHERE EXISTS (SELECT FROM product_sighting)) AS "familyProductsUnmapped"
     FROM invoice JOIN invoice_content AS content USING (invoice_key)
     LEFT JOIN offer_mapping AS mapping ON mapping.offer_key = content.offer_key AND content.charge_start BETWEEN mapping.valid_from AND mapping.valid_to
       AND ${visible('mapping', delivery)}
     WHERE ${visible('invoice', delivery)}`,
  );
}
