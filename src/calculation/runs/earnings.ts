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
  /** Null: no bound. */
  readonly potential: string | null;
  /** What is held against a minimum payout; null: what was earned, and the potential. */
  readonly compared: string | null;
  readonly comparedPotential: string | null;
  readonly currency: string;
  readonly digest: string;
}

export const EARNING_COLUMNS = `partner_key AS "partnerKey", partner_id AS "partnerId", customers_qualified AS "customersQualified",
  customers_undecided AS "customersUndecided", customers_provisional AS "customersProvisional", earned, potential, compared,
  compared_potential AS "comparedPotential", currency, digest`;

const EARNINGS = `SELECT ${EARNING_COLUMNS}
     FROM partner_earning JOIN partner USING (partner_key)
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) ORDER BY partner_id`;

/** Earnings of a run in the order of partner ids. */
export async function earningsOfRun(session: Session, campaignId: string, run: number): Promise<StoredEarning[]> {
  return session.query(EARNINGS, [campaignId, run]);
}

/** The same, some thousand at a time: a hundred thousand partners would fill the memory. */
export function earningsTogether(
  session: Session,
  campaignId: string,
  run: number,
): AsyncGenerator<readonly StoredEarning[], void> {
  return session.streamTogether(EARNINGS, [campaignId, run]);
}
