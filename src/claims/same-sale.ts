import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import type { ReceivedClaim, RivalClaim } from './check-claim.js';

interface NamesSale extends Pick<ReceivedClaim, 'claimId' | 'subscriptionId' | 'agreementNumber'> {
  readonly receivedAt: Instant;
}

/** One that came before it for the same sale, by whichever partner and for whichever offer, and was not rejected. */
export async function earlierClaim(
  session: Session,
  claim: NamesSale,
): Promise<{ readonly claimId: string; readonly partnerKey: number } | undefined> {
  const [found] = await session.query<{ claimId: string; partnerKey: number }>(
    `SELECT earlier.claim_id AS "claimId", earlier.partner_key AS "partnerKey" FROM claim AS earlier
     LEFT JOIN claim_answer AS answer ON answer.campaign_id = earlier.campaign_id AND answer.claim_id = earlier.claim_id AND answer.recorded_to IS NULL
     WHERE earlier.recorded_to IS NULL AND answer.outcome IS DISTINCT FROM 'rejected' AND earlier.claim_id <> $1
       AND (earlier.received_at, earlier.claim_id COLLATE "C") < ($2, $1 COLLATE "C")
       AND CASE WHEN $3::text IS NOT NULL THEN lower(earlier.subscription_id) = lower($3)
                ELSE earlier.subscription_id IS NULL AND lower(earlier.agreement_number) = lower($4) END
     ORDER BY earlier.received_at LIMIT 1`,
    [claim.claimId, claim.receivedAt, claim.subscriptionId, claim.agreementNumber],
  );
  return found;
}

/**
 * What stands in its way: claims for the same sale that were found valid, and those that came before and may still be.
 * A rejection that was appealed, or whose claim was corrected since, waits again.
 */
export async function rivalsOf(session: Session, claim: NamesSale): Promise<RivalClaim[]> {
  return session.query<RivalClaim>(
    `SELECT "claimId", "cameBefore", "isValid" FROM (
       SELECT other.claim_id AS "claimId", other.received_at, (other.received_at, other.claim_id COLLATE "C") < ($2, $1 COLLATE "C") AS "cameBefore",
         answer.outcome IS NOT DISTINCT FROM 'valid' AS "isValid",
         answer.outcome IS NULL OR (answer.outcome = 'rejected' AND (appeal.claim_answer IS NOT NULL
           OR (answer.answered_by IS NULL AND other.recorded_from > answer.recorded_from))) AS "waits"
       FROM claim AS other
       LEFT JOIN claim_answer AS answer ON answer.campaign_id = other.campaign_id AND answer.claim_id = other.claim_id AND answer.recorded_to IS NULL
       LEFT JOIN claim_appeal AS appeal ON appeal.claim_answer = answer.claim_answer
       WHERE other.recorded_to IS NULL AND other.claim_id <> $1
         AND CASE WHEN $3::text IS NOT NULL THEN lower(other.subscription_id) = lower($3)
                  ELSE other.subscription_id IS NULL AND lower(other.agreement_number) = lower($4) END
     ) AS rival WHERE "isValid" OR ("cameBefore" AND "waits") ORDER BY received_at, "claimId" COLLATE "C"`,
    [claim.claimId, claim.receivedAt, claim.subscriptionId, claim.agreementNumber],
  );
}
