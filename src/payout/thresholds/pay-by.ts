import type { CampaignTerms } from '../../campaigns/index.js';
import { bankingDayOnOrBefore, MONDAY_TO_FRIDAY, type CalendarDate } from '../../kernel/index.js';

/** The last banking day on which the campaign's payments can leave: Monday to Friday, unless a calendar is set. */
export function payByDay(terms: CampaignTerms): CalendarDate {
  return bankingDayOnOrBefore(terms.payBy.value, MONDAY_TO_FRIDAY);
}
