import type { CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import type { PayeeSettings } from '../../config/index.js';
import { dayOf, type Instant } from '../../kernel/index.js';
import type { DeclaredAccount } from '../../partners/index.js';
import { FAILED_PAYMENTS } from '../answers/payments/failed-payments.js';
import { currentPayees } from './current-payees.js';
import { endRequest, noticeTermsOf, openRequest, openRequests } from './requests.js';

interface FailedForDetails {
  readonly endToEndId: string;
  readonly partnerKey: number;
  readonly campaignId: string;
  readonly version: number;
  /** From then on what was given before is not paid to any more. */
  readonly failedAt: Instant;
  /** Of the account that was refused; null where only a vendor knows it. */
  readonly lastFour: string | null;
  readonly bic: string | null;
  /** Another account was named since; it may be this one again by now. */
  readonly wasAnswered: boolean;
}

/** Whether a partner has anything to come in a campaign: what lies unpaid is more than what it was paid too much. */
const HAS_TO_COME = `EXISTS (SELECT FROM account JOIN posting USING (account_key)
  WHERE account.campaign_id = owed.campaign_id AND account.partner_key = owed.partner_key
    AND account.kind IN ('accrued', 'payable', 'held', 'returned', 'recoverable') GROUP BY account.currency HAVING sum(posting.amount) < 0)`;

/**
 * Asks again, once for each payment that failed for the payee's details: with the same number of notices and the same
 * time as whoever never gave any. Whoever had named another account before the old one was refused is not asked, nor
 * anybody to whom nothing is to come any more, until something is again. The caller holds the lock `payout`, and sends what
 * is due then.
 *
 * @param campaignId all campaigns, where it is left out
 */
export async function askAfterFailures(
  session: Session,
  versions: CampaignVersions,
  campaignId: string | undefined,
  { now, settings }: { readonly now: Instant; readonly settings: PayeeSettings },
): Promise<void> {
  await session.execute(
    `UPDATE payee_request AS owed SET ended_as = 'withdrawn', ended_at = $2
     WHERE cause = 'payment-failed' AND ended_at IS NULL AND ($1::text IS NULL OR campaign_id = $1) AND NOT ${HAS_TO_COME}`,
    [campaignId ?? null, now],
  );
  for (const failure of await failuresToAskAfter(session, campaignId)) {
    const { endToEndId, partnerKey, failedAt } = failure;
    const { terms } = await versions.published(session, failure.campaignId, failure.version);
    const today = dayOf(now, terms.timeZone.value);
    const payee = (await currentPayees(session, [partnerKey], { today, now, settings })).get(partnerKey);
    const account = payee?.partner.account;
    if (isNamedAnew(failure, account)) continue;
    const own = { campaignId: failure.campaignId, partnerKeys: [partnerKey] };
    for (const { payeeRequest } of await openRequests(session, own))
      await endRequest(session, payeeRequest, 'withdrawn', now);
    await openRequest(session, {
      partnerKey,
      campaignId: failure.campaignId,
      terms: noticeTermsOf(terms),
      failedPayment: endToEndId,
      openedBy: null,
      // What it names now is what was refused: whatever it named before is no answer.
      openedAt: areComparable(failure, account) ? now : failedAt,
    });
  }
}

/** The last failure of each partner that nobody is asked about yet, where something is to come. */
async function failuresToAskAfter(session: Session, campaignId: string | undefined): Promise<FailedForDetails[]> {
  return session.query<FailedForDetails>(
    `SELECT * FROM (
       SELECT DISTINCT ON (failed.campaign_id, failed.partner_key) end_to_end_id AS "endToEndId", failed.partner_key, failed.partner_key AS "partnerKey",
         failed.campaign_id, failed.campaign_id AS "campaignId", version, held_from AS "failedAt",
         account_last_four AS "lastFour", bic,
         EXISTS (SELECT FROM payee_request AS asked WHERE asked.failed_payment = end_to_end_id AND ended_as = 'answered') AS "wasAnswered"
       FROM ${FAILED_PAYMENTS} JOIN payout_hold AS hold ON hold.partner_key = failed.partner_key AND hold.reason = 'details-rejected' AND held_to IS NULL
       JOIN calculation_run USING (run) JOIN payment_instruction AS payment USING (end_to_end_id) JOIN payee USING (payee)
       WHERE waits_for = 'details' AND calculation_run.campaign_id = failed.campaign_id AND ($1::text IS NULL OR failed.campaign_id = $1)
       ORDER BY failed.campaign_id, failed.partner_key, failed_by DESC, hold.run DESC) AS owed
     WHERE ${HAS_TO_COME} AND NOT EXISTS (SELECT FROM payee_request AS asked WHERE asked.failed_payment = owed."endToEndId"
       AND ended_as IS NULL)`,
    [campaignId ?? null],
  );
}

type NamedAccount = Pick<DeclaredAccount, 'accountLastFour' | 'bic'> | null | undefined;

/** Whether another account was named than the one that was refused. */
function isNamedAnew(failure: FailedForDetails, account: NamedAccount): boolean {
  if (!areComparable(failure, account)) return failure.wasAnswered;
  return account?.accountLastFour !== failure.lastFour || account.bic !== failure.bic;
}

/** An account that only a vendor knows is like no other. */
function areComparable({ lastFour }: FailedForDetails, account: NamedAccount): boolean {
  return lastFour !== null && (account?.accountLastFour ?? null) !== null;
}
