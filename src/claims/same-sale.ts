import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import type { ReceivedClaim, RivalClaim } from './check-claim.js';

interface NamesSale extends Pick<ReceivedClaim, 'claimId' | 'subscriptionId' | 'agreementNumber'> {
  readonly receivedAt: Instant;
  /** The delivery that brought it first: of two that were received at the same instant, the one that was delivered before came before. */
  readonly firstDelivery: number;
}

/** Rejected by checks and corrected since, or found valid by whomever and corrected since: what was answered is not what it says now. */
const correctedSince = (claim: string, answer: string): string =>
  `(${claim}.recorded_from > ${answer}.recorded_from AND (${answer}.outcome = 'valid' OR ${answer}.answered_by IS NULL))`;

/**
 * What stands in its way: claims for the same sale that were found valid, and those that came before and may still be.
 * A rejection that was appealed, or whose claim was corrected since, waits again; so does a valid claim that was.
 */
export async function rivalsOf(session: Session, claim: NamesSale): Promise<RivalClaim[]> {
  return session.query<RivalClaim>(
    `SELECT "claimId", "partnerKey", "cameBefore", "isValid" FROM (
       SELECT other.claim_id AS "claimId", other.partner_key AS "partnerKey", other.received_at,
         (other.received_at, (SELECT min(recorded_from) FROM claim AS stated WHERE stated.claim_id = other.claim_id), other.claim_id COLLATE "C")
           < ($2, $5, $1 COLLATE "C") AS "cameBefore",
         (answer.outcome = 'valid' AND NOT ${correctedSince('other', 'answer')}) IS TRUE AS "isValid",
         answer.outcome IS NULL OR ${correctedSince('other', 'answer')} OR (answer.outcome = 'rejected' AND appeal.claim_answer IS NOT NULL) AS "waits"
       FROM claim AS other
       LEFT JOIN claim_answer AS answer ON answer.campaign_id = other.campaign_id AND answer.claim_id = other.claim_id AND answer.recorded_to IS NULL
       LEFT JOIN claim_appeal AS appeal ON appeal.claim_answer = answer.claim_answer
       WHERE other.recorded_to IS NULL AND other.claim_id <> $1
         AND CASE WHEN $3::text IS NOT NULL THEN lower(other.subscription_id) = lower($3)
                  ELSE other.subscription_id IS NULL AND lower(other.agreement_number) = lower($4) END
     ) AS rival WHERE "isValid" OR ("cameBefore" AND "waits") ORDER BY received_at, "claimId" COLLATE "C"`,
    [claim.claimId, claim.receivedAt, claim.subscriptionId, claim.agreementNumber, claim.firstDelivery],
  );
}
