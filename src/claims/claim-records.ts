import type { Session } from '../database/index.js';
import type { CampaignTerms } from '../campaigns/index.js';
import type { Instant } from '../kernel/index.js';
import type { ClaimGround, ReceivedClaim } from './check-claim.js';
import { alsoGivenFor, givenDocuments } from './documents/given-documents.js';
import { registrationOf } from './registration-standing.js';
import { rivalsOf } from './same-sale.js';

export interface ClaimAnswer {
  readonly claimAnswer: number;
  readonly outcome: 'valid' | 'rejected';
  readonly reasons: readonly string[];
  readonly answeredBy: string | null;
  readonly answeredAt: Instant;
  readonly isAfterAppeal: boolean;
  /** The delivery that recorded it. */
  readonly delivery: number;
}

export interface ClaimRecord extends ReceivedClaim {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly receivedAt: Instant;
  readonly answer: ClaimAnswer | null;
  /** The first delivery that brought it. */
  readonly firstDelivery: number;
  /** When we learned that it says something else than what was answered; null where it says the same, or waits. */
  readonly correctedAt: Instant | null;
  /** When it was appealed; null where it was not. */
  readonly appealedAt: Instant | null;
}

/** All claims for an offer as they are on record now, in the order of their receipt. */
export async function claimRecords(
  session: Session,
  campaignId: string,
  terms: CampaignTerms,
  claimId?: string,
): Promise<ClaimRecord[]> {
  return session.query<ClaimRecord>(
    `SELECT claim.claim_id AS "claimId", claim.campaign_id AS "campaignId", claim.partner_key AS "partnerKey", partner_id AS "partnerId",
       claim.received_at AS "receivedAt", (claim.received_at AT TIME ZONE $2)::date::text AS "receivedOn", mpn_id AS "mpnId",
       subscription_id AS "subscriptionId", agreement_number AS "agreementNumber", customer_name AS "customerName",
       distributor_name AS "distributorName", invoice_file AS "invoiceFile", appeal.received_at AS "appealedAt",
       (SELECT min(recorded_from) FROM claim AS stated WHERE stated.claim_id = claim.claim_id) AS "firstDelivery",
       (SELECT recorded_at FROM delivery WHERE delivery = claim.recorded_from AND delivery > answer.recorded_from) AS "correctedAt",
       CASE WHEN answer.claim_answer IS NOT NULL THEN json_build_object('claimAnswer', answer.claim_answer, 'outcome', outcome, 'reasons', reasons,
         'answeredBy', answered_by, 'answeredAt', to_char(answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'isAfterAppeal', after_appeal, 'delivery', answer.recorded_from) END AS answer
     FROM claim JOIN partner USING (partner_key)
     LEFT JOIN claim_answer AS answer ON answer.campaign_id = claim.campaign_id AND answer.claim_id = claim.claim_id AND answer.recorded_to IS NULL
     LEFT JOIN claim_appeal AS appeal ON appeal.campaign_id = claim.campaign_id AND appeal.claim_id = claim.claim_id
     WHERE claim.campaign_id = $1 AND claim.recorded_to IS NULL AND ($3::text IS NULL OR claim.claim_id = $3)
     ORDER BY claim.received_at, claim.claim_id COLLATE "C"`,
    [campaignId, terms.timeZone.value, claimId ?? null],
  );
}

/** What is on record beside a claim. */
export async function groundOfClaim(session: Session, claim: ClaimRecord, terms: CampaignTerms): Promise<ClaimGround> {
  return {
    claim,
    registrationFlaw: terms.registration === undefined ? null : (await registrationOf(session, claim, terms))?.flaw,
    sale: await claimedSale(session, claim, terms),
    rivals: await rivalsOf(session, claim),
    hasInvoiceCopy: (await givenDocuments(session, claim)).some(({ kind }) => kind === 'invoice-copy'),
    alsoGivenFor: await alsoGivenFor(session, claim),
  };
}

/** By the subscription; without one, by the agreement. What reverses a sale is no sale. */
async function claimedSale(
  session: Session,
  { partnerKey, subscriptionId, agreementNumber }: ClaimRecord,
  { window, productFamily, eligibleProducts }: CampaignTerms,
): Promise<ClaimGround['sale']> {
  return session.one<ClaimGround['sale']>(
    `WITH named AS (
       SELECT line.partner_key, line.offer_key, line.charge_start AS sold_on
       FROM billing_line AS line JOIN invoice ON invoice.invoice_key = line.invoice_key AND invoice.recorded_to IS NULL
       WHERE NOT line.is_trial_or_add_on AND line.subtotal > 0
         AND CASE WHEN $2::text IS NOT NULL THEN lower(line.subscription_id) = lower($2)
                  ELSE invoice.form = 'open' AND lower(invoice.invoice_number) = lower($3) END
       UNION ALL
       SELECT partner_key, offer_key, COALESCE(effective_start_on, (effective_start_at AT TIME ZONE 'UTC')::date)
       FROM subscription_history AS reading
       WHERE $2::text IS NOT NULL AND lower(reading.subscription_id) = lower($2) AND NOT is_trial AND recorded_to IS NULL
     ), sold AS (
       SELECT COALESCE(partner_key = $1, false) AS own, COALESCE(product_family = $4 AND product = ANY ($5), false) AS eligible,
         sold_on BETWEEN $6 AND $7 AS in_window
       FROM named LEFT JOIN offer_mapping AS mapping ON mapping.offer_key = named.offer_key AND mapping.recorded_to IS NULL
         AND sold_on BETWEEN mapping.valid_from AND mapping.valid_to
       LEFT JOIN product USING (product_key)
     )
     SELECT count(*) > 0 AS "isOnRecord", COALESCE(bool_or(own), false) AS "isOwn",
       COALESCE(bool_or(own AND eligible), false) AS "isOfEligibleProduct",
       COALESCE(bool_or(own AND eligible AND in_window), false) AS "isInWindow" FROM sold`,
    [
      partnerKey,
      subscriptionId,
      agreementNumber,
      productFamily.value,
      eligibleProducts.value,
      window.value.from,
      window.value.to,
    ],
  );
}
