import type { CampaignTerms } from '../../campaigns/index.js';
// Not by the area's face: that would bring the database along.
import { lastDayToPay, lastDayToPayAfter } from '../../campaigns/last-days.js';
import type { Session } from '../../database/index.js';
import { bankingDayOnOrBefore, daysBetween, MONDAY_TO_FRIDAY, type CalendarDate } from '../../kernel/index.js';

/** From so many days before on, whatever is not paid yet is told. */
export const PAY_BY_WARNING_DAYS = 45;

/** The last banking day on which the campaign's payments can leave: Monday to Friday, unless a calendar is set. */
export function payByDay(terms: CampaignTerms): CalendarDate {
  return bankingDayOnOrBefore(lastDayToPay(terms), MONDAY_TO_FRIDAY);
}

/** Whose confirmed claims count: all of them, or those confirmed since the partner was last paid. */
export interface ConfirmedClaims {
  /** All partners of the campaign, where they are left out. */
  readonly partnerKeys?: readonly number[] | undefined;
  readonly sinceLastPayment: boolean;
}

/**
 * The last banking day on which each partner's payment can leave, where the terms count it from the confirmation of a
 * claim: by the first of those that count. A partner that is left out has `payByDay`.
 */
export async function payByOfPartners(
  session: Session,
  campaignId: string,
  terms: CampaignTerms,
  { partnerKeys, sinceLastPayment }: ConfirmedClaims,
): Promise<ReadonlyMap<number, CalendarDate>> {
  const { value } = terms.payBy;
  if (typeof value === 'string' || value.after !== 'the confirmation of a claim') return new Map();
  const confirmed = await session.query<{ partnerKey: number; confirmedOn: CalendarDate }>(
    `SELECT partner_key AS "partnerKey", min((answered_at AT TIME ZONE $2)::date)::text AS "confirmedOn" FROM claim_answer AS answer
     WHERE campaign_id = $1 AND outcome = 'valid' AND recorded_to IS NULL AND ($3::integer[] IS NULL OR partner_key = ANY ($3))
       AND ($4 OR answered_at > COALESCE((SELECT max(released_at) FROM payment_instruction AS payment JOIN payout_batch USING (batch)
         WHERE payment.partner_key = answer.partner_key AND campaign_id = $1 AND NOT voided), '-infinity'))
     GROUP BY partner_key`,
    [campaignId, terms.timeZone.value, partnerKeys ?? null, !sinceLastPayment],
  );
  return new Map(
    confirmed.map(({ partnerKey, confirmedOn }) => [
      partnerKey,
      bankingDayOnOrBefore(lastDayToPayAfter(terms, confirmedOn) ?? lastDayToPay(terms), MONDAY_TO_FRIDAY),
    ]),
  );
}

/** The first of the last days of these partners. */
export async function firstPayBy(
  session: Session,
  campaignId: string,
  terms: CampaignTerms,
  claims: ConfirmedClaims,
): Promise<CalendarDate> {
  const own = await payByOfPartners(session, campaignId, terms, claims);
  return [...own.values()].toSorted()[0] ?? payByDay(terms);
}

/** What to tell whoever prepares or releases: it is no reason to withhold what is owed. */
export function lateWarnings(executionDate: CalendarDate, payBy: CalendarDate): string[] {
  return executionDate > payBy ? [`the execution date ${executionDate} lies after ${payBy}, the last day to pay`] : [];
}

/** @param what is not paid yet, for example `2 payments are held` */
export function soonWarnings(what: string, today: CalendarDate, payBy: CalendarDate): string[] {
  const days = daysBetween(today, payBy);
  if (days > PAY_BY_WARNING_DAYS) return [];
  return [
    days < 0
      ? `${what}, and ${payBy}, the last day to pay, has passed`
      : `${what}, and ${payBy} is the last day to pay: ${String(days)} days are left`,
  ];
}
