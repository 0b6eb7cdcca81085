import type { Session } from '../database/index.js';
import type { CampaignTerms } from '../campaigns/index.js';
import type { Instant } from '../kernel/index.js';
import type { ClaimGround, ReceivedClaim } from './check-claim.js';
import { alsoGivenFor, givenDocuments } from './documents/given-documents.js';
import { registrationOf } from './registration-standing.js';

export interface ClaimAnswer {
  readonly claimAnswer: number;
  readonly outcome: 'valid' | 'rejected';
  readonly reasons: readonly string[];
  readonly answeredBy: string | null;
  readonly answeredAt: Instant;
  readonly isAfterAppeal: boolean;
}

export interface ClaimRecord extends ReceivedClaim {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly receivedAt: Instant;
  readonly answer: ClaimAnswer | null;
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
       CASE WHEN answer.claim_answer IS NOT NULL THEN json_build_object('claimAnswer', answer.claim_answer, 'outcome', outcome, 'reasons', reasons,
         'answeredBy', answered_by, 'answeredAt', to_char(answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'isAfterAppeal', after_appeal) END AS answer
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
    earlierClaimId: (await earlierClaim(session, claim))?.claimId,
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

/** One that came before it for the same sale, by whichever partner and for whichever offer, and was not rejected. */
export async function earlierClaim(
  session: Session,
  claim: Pick<ClaimRecord, 'claimId' | 'receivedAt' | 'subscriptionId' | 'agreementNumber'>,
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
