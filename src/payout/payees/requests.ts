import { randomBytes } from 'node:crypto';
import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session, Vault } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { tokenHash, tokenOf } from './invitation-tokens.js';
import { nextStep, type GivenAnswer, type IssuedInvitation, type NoticeStep, type NoticeTerms } from './notices.js';
import { tellOfNotice } from './tell-payees.js';

/** A partner that was asked for its bank details, for what it earns in a campaign. */
export interface OpenRequest extends NoticeTerms {
  readonly payeeRequest: number;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly campaignId: string;
  readonly cause: 'details-missing' | 'payment-failed';
  readonly failedPayment: string | null;
  readonly openedAt: Instant;
}

const REQUEST = `
  SELECT payee_request AS "payeeRequest", partner_key AS "partnerKey", partner_id AS "partnerId", campaign_id AS "campaignId", cause,
    failed_payment AS "failedPayment", opened_at AS "openedAt", answer_days AS "answerDays", most_notices AS "mostNotices", forfeits,
    time_zone AS "timeZone"
  FROM payee_request JOIN partner USING (partner_key)`;

export async function openRequests(
  session: Session,
  where: { readonly campaignId?: string | undefined; readonly partnerKeys?: readonly number[] } = {},
): Promise<OpenRequest[]> {
  return session.query(
    `${REQUEST} WHERE ended_at IS NULL AND ($1::text IS NULL OR campaign_id = $1) AND ($2::integer[] IS NULL OR partner_key = ANY($2))
     ORDER BY payee_request`,
    [where.campaignId ?? null, where.partnerKeys ?? null],
  );
}

/** Where the terms say nothing of it, partners are asked all the same; nothing of theirs is forfeited. */
const WITHOUT_TERM = { days: 5, notices: 3 };

export function noticeTermsOf({ bankDetails, timeZone }: CampaignTerms): NoticeTerms {
  const { days, notices } = bankDetails?.value ?? WITHOUT_TERM;
  return { answerDays: days, mostNotices: notices, forfeits: bankDetails !== undefined, timeZone: timeZone.value };
}

export async function openRequest(
  session: Session,
  {
    partnerKey,
    campaignId,
    terms,
    failedPayment,
    openedBy,
    openedAt,
  }: {
    readonly partnerKey: number;
    readonly campaignId: string;
    readonly terms: NoticeTerms;
    readonly failedPayment?: string;
    readonly openedBy: string | null;
    readonly openedAt: Instant;
  },
): Promise<number> {
  const { payeeRequest } = await session.one<{ payeeRequest: number }>(
    `INSERT INTO payee_request (partner_key, campaign_id, cause, failed_payment, answer_days, most_notices, forfeits, time_zone, opened_by, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING payee_request AS "payeeRequest"`,
    [
      partnerKey,
      campaignId,
      failedPayment === undefined ? 'details-missing' : 'payment-failed',
      failedPayment ?? null,
      terms.answerDays,
      terms.mostNotices,
      terms.forfeits,
      terms.timeZone,
      openedBy,
      openedAt,
    ],
  );
  return payeeRequest;
}

export async function endRequest(
  session: Session,
  payeeRequest: number,
  endedAs: 'answered' | 'forfeited' | 'withdrawn',
  endedAt: Instant,
): Promise<void> {
  await session.execute('UPDATE payee_request SET ended_as = $2, ended_at = $3 WHERE payee_request = $1', [
    payeeRequest,
    endedAs,
    endedAt,
  ]);
}

/** The payment that it was asked for has reached the payee after all. */
export async function withdrawRequestFor(session: Session, failedPayment: string, now: Instant): Promise<void> {
  await session.execute(
    `UPDATE payee_request SET ended_as = 'withdrawn', ended_at = $2 WHERE failed_payment = $1 AND ended_at IS NULL`,
    [failedPayment, now],
  );
}

export interface Invitation {
  readonly payeeInvitation: number;
  /** Shown once to whoever passes it on; a secret. */
  readonly token: string;
}

export async function issueInvitation(
  session: Session,
  vault: Vault,
  request: { readonly payeeRequest: number; readonly partnerKey: number },
  issued: IssuedInvitation & { readonly issuedBy: string | null },
): Promise<Invitation> {
  const nonce = randomBytes(16);
  const token = tokenOf(vault, nonce);
  const { payeeInvitation } = await session.one<{ payeeInvitation: number }>(
    `INSERT INTO payee_invitation (payee_request, partner_key, notice, nonce, token_hash, issued_by, issued_at, answer_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING payee_invitation AS "payeeInvitation"`,
    [
      request.payeeRequest,
      request.partnerKey,
      issued.notice,
      nonce,
      tokenHash(token),
      issued.issuedBy,
      issued.issuedAt,
      issued.answerBy,
    ],
  );
  return { payeeInvitation, token };
}

export type NoticeKind = 'details-wanted' | 'details-refused' | 'about-to-be-forfeited' | 'forfeited';

/** What a partner is to be told, with the mail that tells it. */
export async function recordNotice(
  session: Session,
  payeeRequest: number,
  told: {
    readonly kind: NoticeKind;
    readonly notice: number;
    readonly payeeInvitation: number | null;
    /** The invitation whose link the mail has, where the notice itself asks for nothing. */
    readonly newLink?: number | undefined;
    readonly recordedAt: Instant;
  },
): Promise<void> {
  const { payeeNotice } = await session.one<{ payeeNotice: number }>(
    `INSERT INTO payee_notice (payee_request, kind, notice, payee_invitation, recorded_at) VALUES ($1, $2, $3, $4, $5)
     RETURNING payee_notice AS "payeeNotice"`,
    [payeeRequest, told.kind, told.notice, told.payeeInvitation, told.recordedAt],
  );
  await tellOfNotice(session, payeeNotice, { newLink: told.newLink, now: told.recordedAt });
}

export async function invitationsOf(session: Session, payeeRequest: number): Promise<IssuedInvitation[]> {
  return session.query(
    `SELECT notice, issued_at AS "issuedAt", answer_by AS "answerBy" FROM payee_invitation WHERE payee_request = $1 ORDER BY payee_invitation`,
    [payeeRequest],
  );
}

/** What is to be done of a request now, by all that is on record. */
export async function stepOf(
  session: Session,
  request: OpenRequest,
  { now, importsNeedApproval }: { readonly now: Instant; readonly importsNeedApproval: boolean },
): Promise<NoticeStep> {
  const { foretold } = await session.one<{ foretold: boolean }>(
    `SELECT EXISTS (SELECT FROM payee_notice WHERE payee_request = $1 AND kind = 'about-to-be-forfeited') AS foretold`,
    [request.payeeRequest],
  );
  return nextStep(
    request,
    {
      invitations: await invitationsOf(session, request.payeeRequest),
      answers: await answersSince(session, request, importsNeedApproval),
      foretold,
    },
    now,
  );
}

/** Details that came after the partner was asked, whichever way; a row of a file counts when it may be paid to. */
async function answersSince(
  session: Session,
  { partnerKey, openedAt }: OpenRequest,
  importsNeedApproval: boolean,
): Promise<GivenAnswer[]> {
  const rows = await session.query<{ enteredAt: Instant; decision: 'approved' | 'refused' | null }>(
    `SELECT entered_at AS "enteredAt", decision FROM bank_details LEFT JOIN bank_details_decision USING (bank_details)
       WHERE partner_key = $1 AND entered_at >= $2
     UNION ALL
     SELECT recorded_at, CASE WHEN $3 THEN NULL ELSE 'approved' END FROM bank_account JOIN delivery ON delivery = recorded_from
       WHERE partner_key = $1 AND recorded_to IS NULL AND account_kept <> 'none' AND recorded_at > $2
         AND NOT EXISTS (SELECT FROM bank_details WHERE bank_details.partner_key = $1 AND imported_from = delivery)
     ORDER BY 1`,
    [partnerKey, openedAt, importsNeedApproval],
  );
  return rows.map(({ enteredAt, decision }) => ({ enteredAt, decision: decision ?? undefined }));
}

/** Every invitation that is not answered, of all campaigns, by its last instant; one that is over stays until the round of notices. */
export async function openInvitations(session: Session): Promise<
  readonly {
    readonly campaignId: string;
    readonly partnerId: string;
    readonly notice: number;
    readonly mostNotices: number;
    readonly answerBy: Instant;
  }[]
> {
  return session.query(
    `SELECT * FROM (
       SELECT DISTINCT ON (payee_request) campaign_id AS "campaignId", partner_id AS "partnerId", notice, most_notices AS "mostNotices",
         answer_by AS "answerBy"
       FROM payee_request JOIN payee_invitation USING (payee_request, partner_key) JOIN partner USING (partner_key)
       WHERE ended_at IS NULL AND NOT EXISTS (SELECT FROM bank_details WHERE bank_details.payee_invitation = payee_invitation.payee_invitation)
       ORDER BY payee_request, payee_invitation DESC
     ) AS open ORDER BY "answerBy"`,
  );
}

/** The newest invitation of each partner that was asked and has not given anything since. */
export async function runningInvitations(
  session: Session,
  campaignId: string,
  partnerKeys: readonly number[],
): Promise<(IssuedInvitation & { readonly partnerKey: number; readonly mostNotices: number })[]> {
  return session.query(
    `SELECT DISTINCT ON (partner_key) partner_key AS "partnerKey", most_notices AS "mostNotices", notice, issued_at AS "issuedAt",
       answer_by AS "answerBy"
     FROM payee_request JOIN payee_invitation USING (payee_request, partner_key)
     WHERE ended_at IS NULL AND campaign_id = $1 AND partner_key = ANY($2)
       AND NOT EXISTS (SELECT FROM bank_details WHERE bank_details.payee_invitation = payee_invitation.payee_invitation)
     ORDER BY partner_key, payee_invitation DESC`,
    [campaignId, partnerKeys],
  );
}
