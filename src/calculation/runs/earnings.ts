import type { Session } from '../../database/index.js';

/** What a run says a partner has earned. Amounts as plain decimals. */
export interface StoredEarning {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly customersQualified: number;
  readonly customersUndecided: number;
  /** Undecided only because of what lies ahead. */
  readonly customersProvisional: number;
  readonly earned: string;
  readonly potential: string;
  readonly currency: string;
  readonly digest: string;
}

/** Earnings of a run in the order of partner ids. */
export async function earningsOfRun(session: Session, campaignId: string, run: number): Promise<StoredEarning[]> {
  return session.query(
    `SELECT partner_key AS "partnerKey", partner_id AS "partnerId", customers_qualified AS "customersQualified",
       customers_undecided AS "customersUndecided", customers_provisional AS "customersProvisional", earned, potential, currency, digest
     FROM partner_earning JOIN partner USING (partner_key)
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) ORDER BY partner_id`,
    [campaignId, run],
  );
}
