import type { Session } from '../../database/index.js';
import { rulesOfBits, type RuleId } from '../rules/index.js';
import { bitsOfRules } from '../runs/rule-bits.js';

/** A customer that is not qualified, or not decided, for a partner, and what stands in the way. */
export interface OpenCustomer {
  readonly customerId: string;
  readonly customerName: string | null;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
  readonly seatsQualifying: number | null;
  readonly notMet: readonly RuleId[];
  readonly unknown: readonly RuleId[];
  readonly pending: readonly RuleId[];
}

/**
 * A partner's customers that do not qualify by a run and could still: those that fail none of the rules that nothing can
 * change any more. The nearest to qualifying come first.
 *
 * @param settled rules that, once not met, stay so
 */
export async function openCustomers(
  session: Session,
  {
    campaignId,
    run,
    partnerKey,
    settled,
    limit,
  }: {
    readonly campaignId: string;
    readonly run: number;
    readonly partnerKey: number;
    readonly settled: Iterable<RuleId>;
    readonly limit: number;
  },
): Promise<OpenCustomer[]> {
  const rows = await session.query<
    Omit<OpenCustomer, 'notMet' | 'unknown' | 'pending'> & {
      readonly notMet: number;
      readonly unknown: number;
      readonly pending: number;
    }
  >(
    `SELECT customer_id AS "customerId", COALESCE(profile.name, listing.company_name) AS "customerName",
       seats_assigned::double precision AS "seatsAssigned", seats_billed::double precision AS "seatsBilled",
       seats_qualifying::double precision AS "seatsQualifying", rules_not_met AS "notMet", rules_unknown AS unknown, rules_pending AS pending
     FROM determination JOIN customer USING (customer_key)
     LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = customer.customer_key AND listing.recorded_to IS NULL
     WHERE campaign_id = $1 AND partner_key = $2 AND run_from <= $3 AND (run_to IS NULL OR run_to > $3)
       AND outcome <> 'qualified' AND rules_not_met & $4 = 0
     ORDER BY seats_qualifying DESC NULLS LAST, customer_id LIMIT $5`,
    [campaignId, partnerKey, run, bitsOfRules(settled), limit],
  );
  return rows.map((row) => ({
    ...row,
    notMet: rulesOfBits(row.notMet),
    unknown: rulesOfBits(row.unknown),
    pending: rulesOfBits(row.pending),
  }));
}
