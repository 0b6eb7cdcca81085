import type { Session } from '../../database/index.js';
import { SeatbackError, type Instant } from '../../kernel/index.js';
import { tokenHash } from './invitation-tokens.js';

export interface TakeableInvitation {
  readonly payeeInvitation: number;
  readonly partnerKey: number;
  readonly partnerId: string;
}

/**
 * The invitation of a token that can be used now.
 *
 * @throws SeatbackError INVITATION_UNKNOWN, INVITATION_USED, INVITATION_OVER
 */
export async function takeableInvitation(session: Session, token: string, now: Instant): Promise<TakeableInvitation> {
  const [found] = await session.query<{
    payeeInvitation: number;
    partnerKey: number;
    partnerId: string;
    answerBy: Instant;
    isUsed: boolean;
    isReplaced: boolean;
    isEnded: boolean;
  }>(
    `SELECT payee_invitation AS "payeeInvitation", invitation.partner_key AS "partnerKey", partner_id AS "partnerId", answer_by AS "answerBy",
       EXISTS (SELECT FROM bank_details WHERE bank_details.payee_invitation = invitation.payee_invitation) AS "isUsed",
       EXISTS (SELECT FROM payee_invitation AS newer WHERE newer.payee_request = invitation.payee_request
         AND newer.payee_invitation > invitation.payee_invitation) AS "isReplaced",
       ended_at IS NOT NULL AS "isEnded"
     FROM payee_invitation AS invitation JOIN payee_request USING (payee_request) JOIN partner ON partner.partner_key = invitation.partner_key
     WHERE token_hash = $1`,
    [tokenHash(token.trim())],
  );
  if (found === undefined) throw refusedLink('INVITATION_UNKNOWN', 'a link that was never issued');
  if (found.isUsed) throw refusedLink('INVITATION_USED', 'a link that was used before');
  if (found.isReplaced || found.isEnded || now >= found.answerBy)
    throw refusedLink(
      'INVITATION_OVER',
      found.isReplaced
        ? 'a link in whose place a newer one was sent'
        : `a link that could be used before ${found.answerBy}`,
    );
  const { payeeInvitation, partnerKey, partnerId } = found;
  return { payeeInvitation, partnerKey, partnerId };
}

/** Never with the token in it. */
function refusedLink(code: string, found: string): SeatbackError {
  return new SeatbackError({
    code,
    expected: 'the newest link of an invitation, not used yet, in its time',
    found,
    where: 'bank details by invitation',
    next: 'Use the link of the last message, or ask for a new one.',
  });
}
