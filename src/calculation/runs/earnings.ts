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

const OF_RUN = 'campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)';

const EARNINGS = `SELECT ${EARNING_COLUMNS} FROM partner_earning JOIN partner USING (partner_key) WHERE ${OF_RUN}`;

const IN_ORDER = `${EARNINGS} ORDER BY partner_id`;

/** Earnings of a run in the order of partner ids. */
export async function earningsOfRun(session: Session, campaignId: string, run: number): Promise<StoredEarning[]> {
  return session.query(IN_ORDER, [campaignId, run]);
}

/** The same of these partners alone, in any order. */
export async function earningsOfPartners(
  session: Session,
  campaignId: string,
  run: number,
  partnerKeys: readonly number[],
): Promise<StoredEarning[]> {
  return session.query(`${EARNINGS} AND partner_key = ANY ($3::integer[])`, [campaignId, run, partnerKeys]);
}

/** So many partners that earned the same. */
export interface EqualEarnings extends Pick<
  StoredEarning,
  'earned' | 'potential' | 'compared' | 'comparedPotential' | 'currency'
> {
  readonly partners: number;
}

/** Earnings of a run that are equal, counted, without these partners: of a hundred thousand a few dozen differ. */
export async function equalEarnings(
  session: Session,
  campaignId: string,
  run: number,
  without: readonly number[],
): Promise<EqualEarnings[]> {
  return session.query(
    `SELECT earned, potential, compared, compared_potential AS "comparedPotential", currency, count(*)::integer AS partners
     FROM partner_earning WHERE ${OF_RUN} AND partner_key <> ALL ($3::integer[]) GROUP BY 1, 2, 3, 4, 5`,
    [campaignId, run, without],
  );
}

/** The same, some thousand at a time: a hundred thousand partners would fill the memory. */
export function earningsTogether(
  session: Session,
  campaignId: string,
  run: number,
): AsyncGenerator<readonly StoredEarning[], void> {
  return session.streamTogether(IN_ORDER, [campaignId, run]);
}
