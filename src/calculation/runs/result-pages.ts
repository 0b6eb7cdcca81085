import type { Session } from '../../database/index.js';
import { DETERMINATION_COLUMNS, type StoredDetermination } from './determination-lines.js';
import { EARNING_COLUMNS, type StoredEarning } from './earnings.js';

/** Where a page of determinations goes on: after this pair. */
export interface DeterminationPlace {
  readonly partnerId: string;
  readonly customerId: string;
}

export interface DeterminationPageRequest {
  readonly campaignId: string;
  readonly run: number;
  readonly partnerId?: string | undefined;
  readonly outcome?: StoredDetermination['outcome'] | undefined;
  readonly after?: DeterminationPlace | undefined;
  readonly limit: number;
}

export interface NamedDetermination extends StoredDetermination {
  /** As the register or Partner Center names the customer now. */
  readonly customerName: string | null;
}

/** Of the partner that a parameter names, found by its key: of a million rows those of one partner lie together under it. */
function ofPartner(partnerId: string | undefined, table: string, parameter: string): string {
  return partnerId === undefined
    ? `${parameter}::text IS NULL`
    : `${table}.partner_key = (SELECT partner_key FROM partner WHERE partner_id = ${parameter})`;
}

/** Determinations of a run by partner, then customer, a page at a time. */
export async function determinationPage(
  session: Session,
  { campaignId, run, partnerId, outcome, after, limit }: DeterminationPageRequest,
): Promise<NamedDetermination[]> {
  return session.query(
    `SELECT ${DETERMINATION_COLUMNS}, COALESCE(profile.name, listing.company_name) AS "customerName"
     FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = customer.customer_key AND listing.recorded_to IS NULL
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)
       AND ${ofPartner(partnerId, 'determination', '$3')} AND ($4::text IS NULL OR outcome = $4)
       AND ($5::text IS NULL OR (partner_id, customer_id) > ($5, $6::uuid))
     ORDER BY partner_id, customer_id LIMIT $7`,
    [campaignId, run, partnerId ?? null, outcome ?? null, after?.partnerId ?? null, after?.customerId ?? null, limit],
  );
}

/** Earnings of a run in the order of partner ids, a page at a time; of one partner, where one is named. */
export async function earningsPage(
  session: Session,
  {
    campaignId,
    run,
    partnerId,
    after,
    limit,
  }: {
    readonly campaignId: string;
    readonly run: number;
    readonly partnerId?: string | undefined;
    /** The partner id that the page before ended with. */
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<StoredEarning[]> {
  return session.query(
    `SELECT ${EARNING_COLUMNS}
     FROM partner_earning JOIN partner USING (partner_key)
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)
       AND ${ofPartner(partnerId, 'partner_earning', '$3')} AND ($4::text IS NULL OR partner_id > $4)
     ORDER BY partner_id LIMIT $5`,
    [campaignId, run, partnerId ?? null, after ?? null, limit],
  );
}
