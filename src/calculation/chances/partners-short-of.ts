import type { Session } from '../../database/index.js';
import type { RuleId } from '../rules/index.js';
import { bitsOfRules } from '../runs/rule-bits.js';

/** A partner that a rule keeps from a reward, by a run. */
export interface PartnerShortOf {
  readonly partnerKey: number;
  /** Customers of it that do not qualify, and for which the rule is not met or unknown. */
  readonly customers: number;
}

/** Partners with customers that do not qualify by a run, and for which one rule at least is not met or unknown. */
export async function partnersShortOf(
  session: Session,
  { campaignId, run }: { readonly campaignId: string; readonly run: number },
  rule: RuleId,
): Promise<PartnerShortOf[]> {
  return session.query<PartnerShortOf>(
    `SELECT partner_key AS "partnerKey", count(*)::integer AS customers FROM determination
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND outcome <> 'qualified'
       AND (rules_not_met | rules_unknown) & $3 <> 0 GROUP BY partner_key ORDER BY partner_key`,
    [campaignId, run, bitsOfRules([rule])],
  );
}
