import type { CampaignTerms } from '../../campaigns/index.js';
// Not by the area's face: that would bring the database along.
import { lastDayToPay } from '../../campaigns/last-days.js';
import { bankingDayOnOrBefore, daysBetween, MONDAY_TO_FRIDAY, type CalendarDate } from '../../kernel/index.js';

/** From so many days before on, whatever is not paid yet is told. */
export const PAY_BY_WARNING_DAYS = 45;

/** The last banking day on which the campaign's payments can leave: Monday to Friday, unless a calendar is set. */
export function payByDay(terms: CampaignTerms): CalendarDate {
  return bankingDayOnOrBefore(lastDayToPay(terms), MONDAY_TO_FRIDAY);
}

/** What to tell whoever prepares or releases: it is no reason to withhold what is owed. */
export function lateWarnings(executionDate: CalendarDate, terms: CampaignTerms): string[] {
  const payBy = payByDay(terms);
  return executionDate > payBy ? [`the execution date ${executionDate} lies after ${payBy}, the last day to pay`] : [];
}

/** @param what is not paid yet, for example `2 payments are held` */
export function soonWarnings(what: string, today: CalendarDate, terms: CampaignTerms): string[] {
  const payBy = payByDay(terms);
  const days = daysBetween(today, payBy);
  if (days > PAY_BY_WARNING_DAYS) return [];
  return [
    days < 0
      ? `${what}, and ${payBy}, the last day to pay, has passed`
      : `${what}, and ${payBy} is the last day to pay: ${String(days)} days are left`,
  ];
}
