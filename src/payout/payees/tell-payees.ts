import type { Session, Vault } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import {
  recordNotifications,
  unsentMails,
  type InvitationSecrets,
  type Notice,
  type UnsentMail,
} from '../../notifications/index.js';
import { tokenOf } from './invitation-tokens.js';

/** A notice on record becomes a mail, in the same transaction. */
export async function tellOfNotice(
  session: Session,
  payeeNotice: number,
  { newLink, now }: { readonly newLink: number | undefined; readonly now: Instant },
): Promise<void> {
  const told = await session.one<{
    kind: 'details-wanted' | 'details-refused' | 'about-to-be-forfeited' | 'forfeited';
    notice: number;
    payeeRequest: number;
    payeeInvitation: number | null;
    partnerKey: number;
    campaignId: string;
    cause: 'details-missing' | 'payment-failed';
    mostNotices: number;
    timeZone: string;
    answerBy: Instant | null;
    amount: string | null;
    currency: string | null;
    because: 'no-bank-details' | 'payment-failed' | null;
  }>(
    `SELECT told.kind, told.notice, payee_request AS "payeeRequest", told.payee_invitation AS "payeeInvitation", request.partner_key AS "partnerKey",
       request.campaign_id AS "campaignId", request.cause, most_notices AS "mostNotices", time_zone AS "timeZone",
       (SELECT max(answer_by) FROM payee_invitation AS asked WHERE asked.payee_request = told.payee_request
         AND (told.payee_invitation IS NULL OR asked.payee_invitation = told.payee_invitation)) AS "answerBy",
       amount, currency, forfeited.reason AS because
     FROM payee_notice AS told JOIN payee_request AS request USING (payee_request) LEFT JOIN payee_forfeiture AS forfeited USING (payee_request)
     WHERE payee_notice = $1`,
    [payeeNotice],
  );
  const notice = noticeOf({ ...told, newLink });
  if (notice === undefined) return;
  const { partnerKey, campaignId } = told;
  await recordNotifications(session, [{ occasion: occasionOf(payeeNotice), partnerKey, campaignId, notice }], now);
}

const occasionOf = (payeeNotice: number) => `payee notice ${String(payeeNotice)}`;

/** The mails of a request by which the partner was not told yet. */
export async function untoldNotices(session: Session, payeeRequest: number): Promise<UnsentMail[]> {
  const told = await session.query<{ payeeNotice: number }>(
    'SELECT payee_notice AS "payeeNotice" FROM payee_notice WHERE payee_request = $1 ORDER BY payee_notice',
    [payeeRequest],
  );
  return unsentMails(
    session,
    told.map(({ payeeNotice }) => occasionOf(payeeNotice)),
  );
}

function noticeOf({
  kind,
  notice,
  payeeRequest,
  payeeInvitation,
  cause,
  mostNotices,
  timeZone,
  answerBy,
  amount,
  currency,
  because,
  newLink,
}: {
  readonly kind: 'details-wanted' | 'details-refused' | 'about-to-be-forfeited' | 'forfeited';
  readonly notice: number;
  readonly payeeRequest: number;
  readonly payeeInvitation: number | null;
  readonly cause: 'details-missing' | 'payment-failed';
  readonly mostNotices: number;
  readonly timeZone: string;
  readonly answerBy: Instant | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly because: 'no-bank-details' | 'payment-failed' | null;
  readonly newLink: number | undefined;
}): Notice | undefined {
  if (kind === 'forfeited')
    return amount === null || currency === null || because === null ? undefined : { kind, amount, currency, because };
  if (answerBy === null) return undefined;
  if (kind === 'about-to-be-forfeited')
    return { kind, payeeRequest, payeeInvitation: newLink, forfeitedAt: answerBy, timeZone };
  if (payeeInvitation === null) return undefined;
  return { kind, cause, payeeRequest, payeeInvitation, notice, mostNotices, answerBy, timeZone };
}

/** What the sender of mails asks: tokens are made again from the key when a mail goes out, and are nowhere kept. */
export function invitationSecrets(vault: Vault): InvitationSecrets {
  return {
    invitationOf: async (session, { payeeInvitation, partnerKey }, now) => {
      const [known] = await session.query<{ nonce: Buffer; isAnswered: boolean; isOver: boolean }>(
        `SELECT nonce, ended_as IN ('answered', 'withdrawn') IS TRUE
             OR EXISTS (SELECT FROM bank_details WHERE bank_details.payee_invitation = invitation.payee_invitation)
             OR EXISTS (SELECT FROM payee_invitation AS another WHERE another.payee_request = invitation.payee_request
               AND another.payee_invitation > invitation.payee_invitation AND another.notice = invitation.notice) AS "isAnswered",
           ended_at IS NOT NULL OR answer_by <= $2 OR EXISTS (SELECT FROM payee_invitation AS newer
             WHERE newer.payee_request = invitation.payee_request AND newer.payee_invitation > invitation.payee_invitation) AS "isOver"
         FROM payee_invitation AS invitation JOIN payee_request USING (payee_request)
         WHERE payee_invitation = $1 AND invitation.partner_key = $3 AND payee_request.partner_key = $3`,
        [payeeInvitation, now, partnerKey],
      );
      if (known === undefined) return { is: 'foreign' };
      const { nonce, isAnswered, isOver } = known;
      if (isAnswered) return { is: 'answered' };
      return isOver ? { is: 'over' } : { is: 'open', token: tokenOf(vault, nonce) };
    },
    requestOf: async (session, { payeeRequest, partnerKey }) => {
      const [known] = await session.query<{ isOpen: boolean }>(
        'SELECT ended_at IS NULL AS "isOpen" FROM payee_request WHERE payee_request = $1 AND partner_key = $2',
        [payeeRequest, partnerKey],
      );
      if (known === undefined) return 'foreign';
      return known.isOpen ? 'open' : 'ended';
    },
  };
}
