import { bankingDaysAfter, bankingCalendar, invariant, plusDays, type CalendarDate } from '../kernel/index.js';
import type { CampaignTerms } from './terms.js';

/** The last day on which a claim that was received on `day` is answered. */
export function lastDayToValidate(
  { claimValidation }: Pick<CampaignTerms, 'claimValidation'>,
  day: CalendarDate,
): CalendarDate | undefined {
  if (claimValidation === undefined) return undefined;
  const { businessDays, calendar } = claimValidation.value;
  return bankingDaysAfter(day, businessDays, bankingCalendar(calendar));
}

/** The last day to pay for a claim that was confirmed on `day`; undefined where days are not counted from that. */
export function lastDayToPayAfter(
  { payBy }: Pick<CampaignTerms, 'payBy'>,
  day: CalendarDate,
): CalendarDate | undefined {
  const { value } = payBy;
  return typeof value === 'string' || value.after !== 'the confirmation of a claim'
    ? undefined
    : plusDays(day, value.days);
}

/**
 * The last day to pay, of everybody. Days that are counted from the confirmation of a claim end latest with those of a
 * claim that came on the last day and was answered on the last one.
 */
export function lastDayToPay(terms: CampaignTerms): CalendarDate {
  const { value } = terms.payBy;
  if (typeof value === 'string') return value;
  const counted =
    value.after === 'the calculation date'
      ? terms.calculationDate?.value
      : terms.claim && lastDayToValidate(terms, terms.claim.value.days.to);
  invariant(counted !== undefined, 'a campaign states what its last day to pay is counted from');
  return plusDays(counted, value.days);
}
