import { campaignTitle } from '../campaigns/index.js';
import type { Session } from '../database/index.js';
import {
  languageOf,
  Money,
  spokenAmount,
  spokenDate,
  spokenDeadline,
  type Instant,
  type Language,
} from '../kernel/index.js';
import { partnerContacts } from '../partners/index.js';
import type { InvitationSecrets } from './invitation-secrets.js';
import { mailAddress } from './mail-address.js';
import type { Notice } from './notice.js';
import type { DueMail } from './outbox.js';
import { readNotice } from './read-notice.js';
import { german } from './templates/de.js';
import { english } from './templates/en.js';
import { swedish } from './templates/sv.js';
import type { MailText, Spoken, Template } from './templates/template.js';

const TEMPLATES: Readonly<Record<Language, Template>> = { en: english, de: german, sv: swedish };

export type ComposedMail =
  | ({ readonly is: 'mail'; readonly to: string; readonly language: Language } & MailText)
  | { readonly is: 'lapsed'; readonly because: string }
  | { readonly is: 'without-address'; readonly problem: string }
  /** Sent by no later attempt either. */
  | { readonly is: 'for-a-person'; readonly problem: string };

export interface ComposeContext {
  readonly secrets: InvitationSecrets;
  readonly payeePage: string | undefined;
  readonly now: Instant;
}

/** A mail as it would be sent now: to the address, and in the language, that the register has now. */
export async function composeMail(
  session: Session,
  { notice: kept, partnerKey, campaignId }: DueMail,
  { secrets, payeePage, now }: ComposeContext,
): Promise<ComposedMail> {
  const read = readNotice(kept);
  if (read.is === 'unreadable') return { is: 'for-a-person', problem: read.problem };
  const { notice } = read;
  const contact = (await partnerContacts(session, [partnerKey])).get(partnerKey);
  if (contact === undefined) throw new Error('Broken invariant: who is told of something is a partner');
  let link: Spoken['link'];
  const payeeInvitation = 'payeeInvitation' in notice ? notice.payeeInvitation : undefined;
  if (payeeInvitation !== undefined) {
    const invitation = await secrets.invitationOf(session, { payeeInvitation, partnerKey }, now);
    if (invitation.is === 'foreign') return { is: 'for-a-person', problem: 'its invitation is of another partner' };
    if (invitation.is === 'answered') return { is: 'lapsed', because: 'the invitation was answered or replaced' };
    // The notice has counted, and nobody has read it: somebody must know.
    if (invitation.is === 'over')
      return { is: 'for-a-person', problem: 'the time to answer was over before it could be sent' };
    const { token } = invitation;
    link = payeePage === undefined ? { code: token } : { page: pageOf(payeePage, token) };
  }
  if (notice.kind === 'about-to-be-forfeited') {
    const request = await secrets.requestOf(session, { payeeRequest: notice.payeeRequest, partnerKey });
    if (request === 'foreign') return { is: 'for-a-person', problem: 'its request is of another partner' };
    if (request === 'ended') return { is: 'lapsed', because: 'the partner is not asked any more' };
    if (now >= notice.forfeitedAt)
      return { is: 'for-a-person', problem: 'the time to answer was over before it could be sent' };
  }
  if (notice.kind === 'deadline-near' && now >= notice.before)
    return { is: 'lapsed', because: 'it was too late before it could be sent' };
  const { contactEmail, legalName, partnerId, locale } = contact;
  if (contactEmail === null)
    return { is: 'without-address', problem: `partners.csv has no contact_email for partner ${partnerId}` };
  const to = mailAddress(contactEmail);
  if (to === undefined)
    return { is: 'without-address', problem: `contact_email of partner ${partnerId} is no address` };
  const language = languageOf(locale);
  const { subject, text } = TEMPLATES[language](notice, {
    campaign: oneLine((await campaignTitle(session, campaignId)) ?? campaignId),
    partner: oneLine(legalName ?? partnerId),
    amount:
      'amount' in notice
        ? spokenAmount(language, Money.of(notice.amount, notice.currency).toString(), notice.currency)
        : '',
    until: untilOf(notice, language),
    customer: 'customer' in notice ? oneLine(notice.customer) : '',
    reasons: 'reasons' in notice ? notice.reasons.map((reason) => reason[language]).join(' ') : '',
    link,
  });
  return { is: 'mail', to, language, subject, text };
}

function untilOf(notice: Notice, language: Language): string {
  if (notice.kind === 'potential-payment') return spokenDate(language, notice.payBy);
  if ('answerBy' in notice) return spokenDeadline(notice.answerBy, notice.timeZone, language);
  if (notice.kind === 'deadline-near') return spokenDeadline(notice.before, notice.timeZone, language);
  if (notice.kind === 'claim-rejected')
    return notice.appealBy === null ? '' : spokenDeadline(notice.appealBy, notice.timeZone, language);
  return notice.kind === 'about-to-be-forfeited' ? spokenDeadline(notice.forfeitedAt, notice.timeZone, language) : '';
}

/** The token ends the address: of our own page as a part of its path, of one that ends with `#` or `=` as it says. */
function pageOf(payeePage: string, token: string): string {
  return `${payeePage}${/[/#=]$/.test(payeePage) ? '' : '/'}${token}`;
}

/** A name comes from outside: it ends no line of a mail, and hides nothing in one. */
function oneLine(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
}

const LONGEST_NAME = 140;
