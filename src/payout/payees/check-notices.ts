import { unrecordedActs, type RecordedAct } from '../../audit/index.js';
import type { Session } from '../../database/index.js';
import { readNotice } from '../../notifications/index.js';

export interface NoticeCheck {
  readonly notifications: number;
  readonly problems: readonly string[];
  /** What is worth a look, and may be right. */
  readonly remarks: readonly string[];
}

/**
 * Holds what partners were told by mail against what it is about: each mail tells a partner of something of its own that
 * is on record, with its amount, and went to the address that the register had for that partner; each notice of a request
 * for details has its mail; and what a person decided of a mail stands in the audit log.
 */
export async function checkNotices(session: Session): Promise<NoticeCheck> {
  const unreadable: string[] = [];
  let notifications = 0;
  for await (const { notification, kind, notice } of session.stream<{
    notification: number;
    kind: string;
    notice: unknown;
  }>('SELECT notification, kind, notice FROM notification ORDER BY notification')) {
    notifications += 1;
    const read = readNotice(notice);
    if (read.is === 'unreadable') unreadable.push(`notification ${String(notification)}: ${read.problem}`);
    else if (read.notice.kind !== kind)
      unreadable.push(`notification ${String(notification)}: it is kept as ${kind} and says ${read.notice.kind}`);
  }
  const named = async (sql: string, what: string) =>
    (await session.query<{ notification: number }>(sql)).map(
      ({ notification }) => `notification ${String(notification)}: ${what}`,
    );
  return {
    notifications,
    problems: [
      ...unreadable,
      ...(await named(ABOUT_NOTHING, 'it tells its partner of nothing that is on record')),
      ...(await named(SENT_ELSEWHERE, 'it went to an address that the register did not have for its partner')),
      ...(await unmailedNotices(session)),
      ...(await unrecordedActs(session, await decisions(session))).map(
        ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
      ),
    ],
    remarks: await untoldForfeitures(session),
  };
}

/** The amount that a mail names; null where it is no number. */
const TOLD_AMOUNT = `CASE WHEN pg_input_is_valid(told.notice->>'amount', 'numeric') THEN (told.notice->>'amount')::numeric END`;

const SAME_MONEY = (amount: string, currency: string) =>
  `${amount} = ${TOLD_AMOUNT} AND ${currency} = told.notice->>'currency'`;

const OWN_PAYMENT = `FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN payment_standing AS standing USING (end_to_end_id)
  WHERE payment.partner_key = told.partner_key AND batch.campaign_id = told.campaign_id AND payment.end_to_end_id = told.notice->>'endToEndId'
    AND ${SAME_MONEY('payment.paid_amount', 'payment.paid_currency')}`;

const OWN_OUTCOME = (outcome: string) => `FROM threshold_outcome AS outcome JOIN calculation_run USING (run)
  WHERE outcome.partner_key = told.partner_key AND campaign_id = told.campaign_id AND outcome.outcome = '${outcome}'
    AND ${SAME_MONEY('outcome.amount', 'outcome.currency')}`;

const OWN_ANSWER = (outcome: string) => `FROM claim_answer AS answer
  WHERE told.occasion = 'claim answer ' || claim_answer AND answer.outcome = '${outcome}' AND answer.partner_key = told.partner_key
    AND answer.campaign_id = told.campaign_id AND answer.claim_id = told.notice->>'claimId'`;

const ABOUT_NOTHING = `
  SELECT notification FROM notification AS told WHERE NOT CASE kind
    WHEN 'potential-payment' THEN EXISTS (SELECT ${OWN_OUTCOME('payable')})
    WHEN 'paid' THEN EXISTS (SELECT ${OWN_PAYMENT} AND paid_journal IS NOT NULL)
    WHEN 'returned' THEN EXISTS (SELECT ${OWN_PAYMENT} AND num_nonnulls(failed_journal, returned_journal) > 0)
    WHEN 'forfeited' THEN EXISTS (SELECT ${OWN_OUTCOME('forfeited')})
      OR EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.partner_key = told.partner_key AND gone.campaign_id = told.campaign_id
        AND gone.reason = told.notice->>'because' AND ${SAME_MONEY('gone.amount', 'gone.currency')})
      OR EXISTS (SELECT FROM answer_decision JOIN payment_instruction AS payment USING (end_to_end_id) JOIN payout_batch AS batch USING (batch)
        WHERE decided_as = 'forfeit' AND payment.partner_key = told.partner_key AND batch.campaign_id = told.campaign_id
          AND ${SAME_MONEY('payment.amount', 'payment.currency')})
    WHEN 'claim-received' THEN EXISTS (SELECT FROM claim WHERE claim.partner_key = told.partner_key
      AND claim.campaign_id = told.campaign_id AND claim.claim_id = told.notice->>'claimId')
    WHEN 'deadline-near' THEN CASE told.notice->>'about'
      WHEN 'appeal' THEN EXISTS (SELECT FROM claim_answer AS answer WHERE answer.outcome = 'rejected' AND answer.partner_key = told.partner_key
        AND answer.campaign_id = told.campaign_id AND answer.claim_id = told.notice->>'claimId')
      ELSE EXISTS (SELECT FROM determination WHERE determination.partner_key = told.partner_key
        AND determination.campaign_id = told.campaign_id) END
    WHEN 'claim-valid' THEN EXISTS (SELECT ${OWN_ANSWER('valid')})
    WHEN 'claim-rejected' THEN EXISTS (SELECT ${OWN_ANSWER('rejected')})
    WHEN 'question-answered' THEN EXISTS (SELECT FROM partner_question AS asked JOIN question_ending USING (question)
      WHERE told.occasion = 'question answered ' || asked.question AND told.notice->>'question' = asked.question::text
        AND ending = 'answered' AND asked.partner_key = told.partner_key AND asked.campaign_id = told.campaign_id)
    ELSE EXISTS (SELECT FROM payee_notice AS notice JOIN payee_request AS request USING (payee_request)
      WHERE told.occasion = 'payee notice ' || payee_notice AND notice.kind = told.kind
        AND request.partner_key = told.partner_key AND request.campaign_id = told.campaign_id
        AND told.notice->>'payeeRequest' = request.payee_request::text
        AND (notice.payee_invitation IS NULL OR told.notice->>'payeeInvitation' = notice.payee_invitation::text)
        AND (told.notice->>'payeeInvitation' IS NULL OR EXISTS (SELECT FROM payee_invitation AS asked
          WHERE asked.payee_request = request.payee_request AND asked.payee_invitation::text = told.notice->>'payeeInvitation')))
    END ORDER BY notification`;

/** Within minutes of a delivery either address may have been the newest. */
const SENT_ELSEWHERE = `
  SELECT notification FROM notification AS told WHERE sent_to IS NOT NULL AND NOT EXISTS (
    SELECT FROM partner_profile AS profile JOIN delivery AS known ON known.delivery = recorded_from
      LEFT JOIN delivery AS ended ON ended.delivery = recorded_to
    WHERE profile.partner_key = told.partner_key AND btrim(contact_email, E' \\t\\r\\n') = told.sent_to
      AND known.recorded_at <= told.sent_at + interval '5 minutes'
      AND (ended.recorded_at IS NULL OR ended.recorded_at >= told.sent_at - interval '5 minutes'))
  ORDER BY notification`;

/** Notices that are older than the first mail were told in another way. */
async function unmailedNotices(session: Session): Promise<string[]> {
  const missing = await session.query<{ notice: number; partnerId: string }>(
    `SELECT payee_notice AS notice, partner_id AS "partnerId" FROM payee_notice AS notice JOIN payee_request USING (payee_request) JOIN partner USING (partner_key)
     WHERE notice.recorded_at >= (SELECT min(recorded_at) FROM notification)
       AND NOT EXISTS (SELECT FROM notification WHERE occasion = 'payee notice ' || payee_notice) ORDER BY 1`,
  );
  return missing.map(({ notice, partnerId }) => `notice ${String(notice)} to partner ${partnerId} has no mail`);
}

async function decisions(session: Session): Promise<RecordedAct[]> {
  return session.query(
    `SELECT decided_by AS actor, 'notification.decide' AS act, 'notification ' || notification AS subject
     FROM notification WHERE decided_by IS NOT NULL ORDER BY notification`,
  );
}

/** The worker counts only what has left; whoever does a round by hand tells the partners by themselves. */
async function untoldForfeitures(session: Session): Promise<string[]> {
  const untold = await session.query<{ partnerId: string; campaignId: string; mails: string }>(
    `SELECT partner_id AS "partnerId", gone.campaign_id AS "campaignId", string_agg(told.notification::text, ', ' ORDER BY told.notification) AS mails
     FROM payee_forfeiture AS gone JOIN partner USING (partner_key) JOIN payee_notice AS notice USING (payee_request)
     JOIN notification AS told ON told.occasion = 'payee notice ' || notice.payee_notice
     WHERE notice.kind <> 'forfeited' AND (told.sent_at IS NULL OR told.sent_at > gone.forfeited_at) AND told.state NOT IN ('settled', 'lapsed')
     GROUP BY gone.journal, partner_id, gone.campaign_id ORDER BY partner_id, gone.campaign_id`,
  );
  return untold.map(
    ({ partnerId, campaignId, mails }) =>
      `what partner ${partnerId} forfeited in ${campaignId} was foretold by no mail that had left (notifications ${mails}): somebody did that round by hand, and is to have told the partner`,
  );
}
