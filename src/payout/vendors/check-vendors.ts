import { unrecordedActs, type RecordedAct } from '../../audit/index.js';
import type { Session } from '../../database/index.js';

export interface VendorCheck {
  readonly vendors: number;
  readonly problems: readonly string[];
}

/** Holds vendors and their credentials against the audit log, and what they answered against their batches. */
export async function checkVendors(session: Session): Promise<VendorCheck> {
  const { vendors } = await session.one<{ vendors: number }>('SELECT count(*)::integer AS vendors FROM vendor');
  const acts = await session.query<RecordedAct>(`
    SELECT registered_by AS actor, 'vendor.register' AS act, 'vendor ' || vendor AS subject FROM vendor
    UNION ALL SELECT approved_by, 'vendor.approve', 'vendor ' || vendor FROM vendor WHERE approved_by IS NOT NULL
    UNION ALL SELECT disabled_by, 'vendor.disable', 'vendor ' || vendor FROM vendor WHERE disabled_by IS NOT NULL
    UNION ALL SELECT used.issued_by, CASE WHEN is_sandbox THEN CASE WHEN secret = 1 THEN 'vendor.sandbox' END
        WHEN secret = 1 THEN 'vendor.register' ELSE 'vendor.rotate' END, 'vendor ' || vendor
      FROM vendor_secret AS used JOIN vendor_client USING (client_id) WHERE NOT is_sandbox OR secret = 1
    UNION ALL SELECT made_by, 'vendor.sandbox', 'vendor ' || vendor FROM vendor_sample_batch
    ORDER BY 3, 2, 1`);
  const differing = await session.query<{ batchId: string }>(`
    SELECT message_id AS "batchId" FROM vendor_batch_answer AS answered JOIN payout_batch AS batch USING (batch)
    WHERE batch.state <> 'released' OR answered.vendor IS DISTINCT FROM batch.vendor
      OR (answered_as = 'acknowledged' AND (answered.file_hash, answered.payment_count) IS DISTINCT FROM (batch.file_hash, batch.payment_count))
      OR (answered_as = 'refused' AND NOT EXISTS (SELECT FROM bank_answer WHERE bank = 'vendor ' || batch.vendor
        AND file_name = 'refusal of ' || batch.message_id AND bank_answer.state = 'read'))
    ORDER BY 1`);
  return {
    vendors,
    problems: [
      ...(await unrecordedActs(session, acts)).map(
        ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
      ),
      ...differing.map(
        ({ batchId }) =>
          `batch ${batchId}: what its vendor answered is about another batch, or nothing has followed from its refusal: the vendor sends it again`,
      ),
    ],
  };
}
