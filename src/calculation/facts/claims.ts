import { following, type Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { stated, type ValidClaim } from '../rules/index.js';
import { andChosen, type ChosenCustomers } from './chosen-customers.js';
import { visible, type Snapshot } from './snapshot.js';

interface ClaimRow extends Omit<ValidClaim, 'standing'> {
  readonly customer: number;
  readonly partner: number;
  readonly receivedOn: CalendarDate;
  readonly answer: 'valid' | 'waiting' | 'rejected';
}

/**
 * How a claim was answered as the delivery knows it: it waits until it is, and again once it was corrected since. What a
 * person rejected stays so: who wants it looked at again appeals.
 */
function answer(delivery: number): string {
  return `COALESCE((SELECT CASE WHEN claim.recorded_from > answered.recorded_from AND (outcome = 'valid' OR answered_by IS NULL) THEN 'waiting' ELSE outcome END
    FROM claim_answer AS answered
    WHERE answered.campaign_id = claim.campaign_id AND answered.claim_id = claim.claim_id AND ${visible('answered', delivery)}), 'waiting')`;
}

/**
 * The first claim that counts of each partner for a customer (docs/calculation.md, "Claim"). A claim names the customer
 * by a subscription, or, where it names none, by an Open
 * agreement or by its name.
 */
export async function followClaims(
  session: Session,
  { delivery, campaignId, terms }: Snapshot,
  chosen: ChosenCustomers,
): Promise<(customer: number) => Promise<(partner: number) => ValidClaim | null>> {
  const { days, needs } = stated(terms.claim);
  const day = '(received_at AT TIME ZONE $1)::date';
  await session.execute('DROP TABLE IF EXISTS whole_claim, case_claim');
  await session.execute(
    `CREATE TEMPORARY TABLE whole_claim ON COMMIT DROP AS
     SELECT claim_id, partner_key, received_at, ${day} AS received_on, lower(subscription_id) AS subscription_id, lower(btrim(customer_name)) AS customer_name,
       lower(agreement_number) AS agreement_number, ${terms.claimValidation === undefined ? `'valid'` : answer(delivery)} AS answer
     FROM claim JOIN partner USING (partner_key)
     WHERE campaign_id = $2 AND ${visible('claim', delivery)} AND ${day} BETWEEN $3 AND $4
       AND (mpn_id IS NULL OR mpn_id = partner_id)
       ${needs.map((need) => `AND ${need.replaceAll(' ', '_')} IS NOT NULL`).join(' ')}`,
    [terms.timeZone.value, campaignId, days.from, days.to],
  );
  await session.execute('ANALYZE whole_claim');
  const here = (alias: string) => andChosen(`${alias}.customer_key`, chosen);
  await session.execute(
    `CREATE TEMPORARY TABLE case_claim ON COMMIT DROP AS
     SELECT line.customer_key, claim.* FROM whole_claim AS claim
     JOIN billing_line AS line ON lower(line.subscription_id) = claim.subscription_id ${here('line')}
     JOIN invoice ON invoice.invoice_key = line.invoice_key AND ${visible('invoice', delivery)}
     UNION
     SELECT reading.customer_key, claim.* FROM whole_claim AS claim
     JOIN subscription_history AS reading ON lower(reading.subscription_id) = claim.subscription_id AND ${visible('reading', delivery)} ${here('reading')}
     UNION
     SELECT line.customer_key, claim.* FROM whole_claim AS claim
     JOIN invoice ON claim.subscription_id IS NULL AND invoice.form = 'open' AND lower(invoice.invoice_number) = claim.agreement_number
       AND ${visible('invoice', delivery)}
     JOIN billing_line AS line ON line.invoice_key = invoice.invoice_key ${here('line')}
     UNION
     SELECT profile.customer_key, claim.* FROM whole_claim AS claim
     JOIN customer_profile AS profile ON claim.subscription_id IS NULL AND lower(btrim(profile.name)) = claim.customer_name
       AND ${visible('profile', delivery)} ${here('profile')}`,
  );
  const claimsFor = following(
    session.stream<ClaimRow>(
      `SELECT DISTINCT ON (customer_key, partner_key) customer_key AS customer, partner_key AS partner, claim_id AS "claimId",
         received_on AS "receivedOn", answer
       FROM case_claim
       ORDER BY customer_key, partner_key, array_position(ARRAY['valid', 'waiting', 'rejected'], answer), received_at, claim_id COLLATE "C"`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => {
    const rows = await claimsFor(customer);
    return (partner) => {
      const own = rows.find((row) => row.partner === partner);
      if (own === undefined) return null;
      const { claimId, receivedOn, answer: standing } = own;
      return standing === 'valid' ? { claimId, receivedOn } : { claimId, receivedOn, standing };
    };
  };
}
