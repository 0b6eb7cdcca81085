import type { World } from '../calculation/world.ts';
import { withClient } from '../calculation/world.ts';

export const CAMPAIGN = 'dynamics-365-smb-csp-2019h1';

export interface SampledPair {
  readonly partnerId: string;
  readonly customerId: string;
}

export interface Sample {
  /** For the pages of finance: so many that hardly one is asked for twice. */
  readonly pairs: readonly SampledPair[];
  /** For the pages of partners: each has a person of its own, and all of its customers. */
  readonly ofPartners: readonly SampledPair[];
}

const PAIRS = 20_000;
const PARTNERS = 50;

/** Pairs of a partner and one of its customers, drawn by the seed; undefined where no run of the campaign is posted. */
export async function sampled({ adminUrl }: World, seed: number): Promise<Sample | undefined> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ run: number }>(
      `SELECT run FROM calculation_run WHERE campaign_id = $1 AND state = 'posted'`,
      [CAMPAIGN],
    );
    const run = rows[0]?.run;
    if (run === undefined) return undefined;
    const pairs = (which: string, limit: string) =>
      client.query<SampledPair>(
        `SELECT partner_id AS "partnerId", customer_id AS "customerId"
         FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
         WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND ${which}
         ORDER BY md5($3 || customer_id::text) ${limit}`,
        [CAMPAIGN, run, String(seed)],
      );
    const ofFinance = await pairs('true', `LIMIT ${String(PAIRS)}`);
    const partners = [...new Set(ofFinance.rows.map(({ partnerId }) => partnerId))].slice(0, PARTNERS);
    const ofPartners = await pairs(`partner_id = ANY ('{${partners.join(',')}}')`, '');
    return { pairs: ofFinance.rows, ofPartners: ofPartners.rows };
  });
}
